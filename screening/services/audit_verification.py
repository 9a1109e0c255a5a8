"""When the audit was last verified and what came of it: asked for by a person, done by a worker or the
command line, and kept as a record of the chain itself, which nobody can alter unnoticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.audit import AuditHead, Seal
from screening.domain.errors import MonitoringBusy
from screening.services.audit_check import AuditReport, verify_audit
from screening.services.deps import Deps
from screening.services.leases import turn
from screening.store import audit
from screening.store.audit_evidence import standing_seals
from screening.store.audit_trail import KeptRecord, last_of_kind
from screening.store.types import exact_text

VERIFIED = "audit_verified"
"""The kind of the record that says what a verification came to."""

ASKED = "audit_verification_asked"
"""The kind of the record that says that somebody wants one."""

_TURN = "verify the audit"
_MOST_TOLD = 100
_WORKER = "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A verification that was done: up to which head, how many records, seals met again, and what was
    wrong (``told`` are the first ``findings``)."""

    at: datetime
    by: str
    seq: int
    """The record that tells of it."""
    head: AuditHead
    records: int
    seals: int
    findings: int
    told: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationState:
    """The last verification (None: never), where the chain ends now, its last seal, and since when a
    verification is waited for (None: it is not)."""

    last: Verification | None
    head: AuditHead
    seal: Seal | None
    asked_at: datetime | None
    asked_by: str


def verification_state(deps: Deps) -> VerificationState:
    """How far the audit is verified by now."""
    with deps.database.reading() as session:
        last, asked, head = _last(session), last_of_kind(session, ASKED), audit.head(session)
    waits = asked is not None and (last is None or asked.record.seq > last.seq)
    seals = standing_seals(deps.keeper)
    return VerificationState(
        last=last,
        head=head,
        seal=seals[-1] if seals else None,
        asked_at=asked.record.at if asked and waits else None,
        asked_by=asked.record.actor if asked and waits else "",
    )


def ask_verification(deps: Deps, by: Principal) -> None:
    """Have a worker verify the audit soon; asked again while one is waited for, nothing changes."""
    if verification_state(deps).asked_at is None:
        with deps.database.writing() as session:
            audit.append(session, at=deps.clock(), actor=by.name, kind=ASKED, payload={"by": by.person})


def verify_if_asked(deps: Deps) -> Verification | None:
    """Verify the audit where somebody waits for it and no other process is at it; None where not."""
    if verification_state(deps).asked_at is None:
        return None
    try:
        with turn(deps.database, _TURN):
            return verify_and_keep(deps, by=_WORKER)
    except MonitoringBusy:
        return None


def verify_and_keep(deps: Deps, *, by: str) -> Verification:
    """Verify the audit, however long it takes, and keep what came of it."""
    return keep_report(deps, verify_audit(deps), by=by)


def keep_report(deps: Deps, report: AuditReport, *, by: str) -> Verification:
    """Keep what a verification came to."""
    payload = {
        "head": asdict(report.head),
        "records": report.records,
        "seals": report.seals,
        "findings": len(report.findings),
        "told": [str(one) for one in report.findings[:_MOST_TOLD]],
    }
    at = deps.clock()
    with deps.database.writing() as session:
        record = audit.append(session, at=at, actor=by, kind=VERIFIED, payload=payload)
    return _verification(record, payload)


def _last(session: Session) -> Verification | None:
    found = last_of_kind(session, VERIFIED)
    return _verification(found.record, _payload(found)) if found and found.payload else None


def _payload(found: KeptRecord) -> Mapping[str, Any]:
    payload: dict[str, Any] = json.loads(exact_text(found.payload or b"{}"))
    return payload


def _verification(record: audit.AuditRecord, payload: Mapping[str, Any]) -> Verification:
    return Verification(
        at=record.at,
        by=record.actor,
        seq=record.seq,
        head=AuditHead(**payload["head"]),
        records=payload["records"],
        seals=payload["seals"],
        findings=payload["findings"],
        told=tuple(payload["told"]),
    )
