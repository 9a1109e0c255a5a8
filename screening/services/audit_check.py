"""The audit verified as a whole: the chain, its seals, and the records that its digests cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from screening.domain.audit import AuditFinding, AuditHead
from screening.services.deps import Deps
from screening.store.audit_chain import ChainWalk
from screening.store.audit_purges import unexplained
from screening.store.audit_rows import row_findings
from screening.store.audit_sealed import read_sealed

MOST_FINDINGS = 1_000
"""Findings that are told; a chain that was rewritten has one a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What a verification came to: nothing is wrong where ``findings`` is empty.

    ``head`` is the last record that was verified, ``records`` how many there are; ``seals`` is the
    number of seals that were met again, the first of ``sealed_since``.
    """

    head: AuditHead
    records: int
    findings: tuple[AuditFinding, ...]
    seals: int
    sealed_since: datetime | None


def verify_audit(deps: Deps) -> AuditReport:
    """Check everything; records that are written meanwhile are left to the next time."""
    sealed = read_sealed(deps.keeper)
    walk = ChainWalk(deps.keeper, sealed)
    with deps.database.reading() as session:
        found = tuple(islice(_findings(session, walk), MOST_FINDINGS))
    return AuditReport(
        head=walk.last,
        records=walk.records,
        findings=found,
        seals=sealed.count,
        sealed_since=sealed.since,
    )


def _findings(session: Session, walk: ChainWalk) -> Iterator[AuditFinding]:
    yield from walk.findings(session)
    yield from unexplained(session, walk.without_payload)
    yield from row_findings(session, walk.sealed.unkeyed)
