"""Everything that is kept of one party, by the client's reference or by name: for a request of access."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from screening.domain.errors import UsageError
from screening.services.deps import Deps
from screening.services.zero_footprint import name_digest, name_key
from screening.store import audit, retention
from screening.store.alert_reading import files_of
from screening.store.records import to_record
from screening.store.subject_records import batch_hits_of, revisions_of, screenings_of
from screening.store.suppression_reading import suppressions_of
from screening.store.types import ascii_json_bytes

Wanted = Callable[[Mapping[str, Any]], bool]


def export_subject(
    deps: Deps, out: BinaryIO, *, reference: str | None, name: str | None, reason: str, by: str
) -> int:
    """Write all that is kept of a reference, or under a name in any writing, as JSON Lines; how many
    answers and hits it was. The audit says that it was asked for, with the name as a digest alone.

    Raises ``UsageError`` where not just one is named, or nobody answers for it.
    """
    if (reference is None) == (name is None):
        raise UsageError("name either a reference or a name")
    if not reason.strip() or not by.strip():
        raise UsageError("a reason and the name of who answers for it are needed")
    asked = {"reference": reference} if name is None else {"name_digest": name_digest(name, deps.keeper.key)}
    with deps.database.writing() as session:
        payload = {**asked, "reason": reason.strip()}
        audit.append(session, at=deps.clock(), actor=by.strip(), kind="subject_access", payload=payload)
    count = 0
    with deps.database.reading() as session:
        for line in _lines(session, deps, reference, name):
            count += line["type"] in _COUNTED
            out.write(ascii_json_bytes(line) + b"\n")
    return count


_COUNTED = frozenset({"screening", "batch_hit"})


def _lines(session: Session, deps: Deps, reference: str | None, name: str | None) -> Iterator[dict[str, Any]]:
    head = str(audit.head(session))
    yield {"type": "subject", "reference": reference, "name": name, "audit_head": head}
    if reference is not None:
        told = retention.get_relationship(session, reference)
        if told:
            yield {"type": "relationship", **to_record(told)}
        yield from _decided(session, reference)
        for hold in retention.holds(session, lifted=True):
            if hold.reference == reference:
                yield {"type": "legal_hold", **to_record(hold)}
    wanted = _is_of_name(name, name_digest(name, deps.keeper.key)) if name is not None else None
    yield from _told(session, reference, wanted)
    for one in screenings_of(session, reference):
        if wanted is None or wanted(one["row"]["request"]):
            yield {"type": "screening", **one}
    for hit in batch_hits_of(session, reference):
        if name is None or _is_asked(hit["hit"], name):
            yield {"type": "batch_hit", **hit}


def _told(session: Session, reference: str | None, wanted: Wanted | None) -> Iterator[dict[str, Any]]:
    """What was told of a monitored subject, each change by itself."""
    for line in revisions_of(session, reference):
        if wanted is None or wanted(line):
            yield {"type": "monitored_subject", **line}


def _decided(session: Session, reference: str) -> Iterator[dict[str, Any]]:
    """Alerts, and what was decided in them that is in force or was."""
    for file in files_of(session, reference):
        yield {"type": "alert", **to_record(file)}
    for suppression in suppressions_of(session, reference):
        yield {"type": "suppression", **to_record(suppression)}


def _is_of_name(name: str, digest: str) -> Wanted:
    key = name_key(name)

    def is_asked(request: Mapping[str, Any]) -> bool:
        subject = request["subject"]
        names = [subject["name"], *subject.get("aliases", ())]
        return request.get("subject_digest") == digest or any(name_key(one) == key for one in names)

    return is_asked


def _is_asked(hit: Mapping[str, Any], name: str) -> bool:
    return any(
        name_key(line["asked"]) == name_key(name) for line in hit["evidence"] if line["feature"] == "name"
    )
