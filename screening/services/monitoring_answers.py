"""Subjects and rescreenings as the JSON that the API and the command line show."""

from __future__ import annotations

from typing import Any

from screening.domain.monitoring import (
    Finding,
    Incident,
    KnownHit,
    MonitoredSubject,
    Rescreening,
    SubjectImport,
    SubjectRevision,
)
from screening.domain.screening import POINTS
from screening.domain.subject_changes import changed_fields, fields_told
from screening.services.answers import instant_text
from screening.services.subjects import SubjectFile
from screening.store.records import to_record
from screening.store.rescreenings import COUNTS


def subject_to_dict(one: MonitoredSubject) -> dict[str, Any]:
    """A subject as it stands."""
    return {
        "id": one.id,
        "reference": one.entry.reference,
        "portfolio": one.entry.portfolio,
        "state": one.state.value,
        "branch": one.entry.branch,
        "risk_class": one.entry.risk_class,
        "subject": to_record(one.entry.subject),
        "unread": list(one.entry.unread),
        "revision": one.revision,
        "since": instant_text(one.since),
        "changed_at": instant_text(one.changed_at),
        "changed_by": one.changed_by,
        "screened_at": instant_text(one.screened_at) if one.screened_at else None,
    }


def file_to_dict(file: SubjectFile) -> dict[str, Any]:
    """All that is known of a subject."""
    history = [
        {
            "changed": sorted(changes_of(one, before)),
            "revision": one.number,
            "at": instant_text(one.at),
            "by": one.by,
            "state": one.state.value,
            "branch": one.entry.branch,
            "risk_class": one.entry.risk_class,
            "subject": to_record(one.entry.subject),
            "import_id": one.import_id,
        }
        for one, before in zip(file.history, (*file.history[1:], None), strict=True)
    ]
    return {**subject_to_dict(file.subject), "hits": list(map(_hit, file.hits)), "history": history}


def changes_of(one: SubjectRevision, before: SubjectRevision | None) -> dict[str, dict[str, Any]]:
    """In which fields a revision differs from the one before, with the old and the new values."""
    return changed_fields(_fields(before), _fields(one))


def _fields(one: SubjectRevision | None) -> dict[str, Any]:
    if one is None:
        return {}
    beside = {name: getattr(one.entry, name) for name in ("branch", "risk_class", "unread")}
    return fields_told(to_record(one.entry.subject), state=one.state.value, **beside)


def _hit(hit: KnownHit) -> dict[str, Any]:
    return {**hit.member._asdict(), "fingerprint": hit.fingerprint, "score": hit.score / POINTS}


def import_to_dict(made: SubjectImport) -> dict[str, Any]:
    """A file of subjects, and what came of it."""
    counts = ("rows", "added", "changed", "unchanged", "closed", "kept", "invalid", "unread")
    texts = ("id", "portfolio", "file_name", "sha256", "by", "held_reason", "answered_by", "answer")
    return {
        **{name: getattr(made, name) for name in (*texts, *counts)},
        "mode": made.mode.value,
        "state": made.state.value,
        "at": instant_text(made.at),
        "answered_at": instant_text(made.answered_at) if made.answered_at else None,
        "faults": [{"row_number": one.row_number, "reason": one.reason} for one in made.faults],
    }


def run_to_dict(run: Rescreening) -> dict[str, Any]:
    """A rescreening; a run that was ended without a digest was given up, and the next one covers it."""
    instants = {"started_at": run.started_at, "finished_at": run.finished_at}
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return {
        "id": run.id,
        "cause": run.cause.value,
        "state": "running" if not run.finished_at else "done" if run.digest else "given_up",
        **{name: instant_text(at) if at else None for name, at in instants.items()},
        "seconds": seconds,
        "corpus": run.corpus,
        "policy": run.policy,
        "engine": run.engine,
        "normaliser": run.normaliser,
        "versions": dict(run.versions),
        "steps": [{"before": None, "after": None} | to_record(step) for step in run.steps],
        "revisions_up_to": run.up_to,
        **{name: getattr(run, name) for name in COUNTS},
        "digest": run.digest,
        "expected": run.expected,
    }


def finding_to_dict(one: Finding) -> dict[str, Any]:
    """What a rescreening found of a subject and a designation."""
    return {
        "subject_id": one.subject_id,
        "reference": one.reference,
        "portfolio": one.portfolio,
        **one.member._asdict(),
        "kind": one.kind.value,
        "change": one.change,
        "score": None if one.score is None else one.score / POINTS,
        "score_before": None if one.score_before is None else one.score_before / POINTS,
        "fields": one.fields.get("fields", []),
        "screening": f"/api/v1/screenings/{one.screening_id}" if one.screening_id else None,
    }


def incident_to_dict(one: Incident) -> dict[str, Any]:
    """An incident."""
    return {
        "id": one.id,
        "rescreening": one.rescreening,
        "at": instant_text(one.at),
        "differences": one.differences,
        "state": one.state.value,
        "answered_by": one.answered_by,
        "answered_at": instant_text(one.answered_at) if one.answered_at else None,
        "text": one.text,
    }
