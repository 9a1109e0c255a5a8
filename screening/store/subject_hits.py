"""What is known of monitored subjects: their hits, by designation and its state."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from screening.domain.monitoring import KnownHit, SubjectState
from screening.domain.party_group import Member
from screening.store.inserts import insert_or_replace
from screening.store.tables_monitoring import MonitoredSubjectRow, SubjectHitRow
from screening.store.types import json_bytes

_FEW = 500
_KEY = ("subject_id", "list_id", "authority_ref")


def write_hits(session: Session, hits: Sequence[KnownHit]) -> None:
    """Keep hits as they are now known."""
    insert_or_replace(session, SubjectHitRow, [_row(hit) for hit in hits], key=_KEY)


def remove_hits(session: Session, hits: Iterable[KnownHit]) -> None:
    """Forget hits that are none any more."""
    for hit in hits:
        session.execute(
            delete(SubjectHitRow).where(
                SubjectHitRow.subject_id == hit.subject_id,
                SubjectHitRow.list_id == hit.member.list_id,
                SubjectHitRow.authority_ref == hit.member.authority_ref,
            )
        )


def hits_of(session: Session, subjects: Sequence[int]) -> dict[int, list[KnownHit]]:
    """What is known of subjects, by their ids."""
    found: dict[int, list[KnownHit]] = {}
    for few in _parts(subjects):
        for row in session.scalars(select(SubjectHitRow).where(SubjectHitRow.subject_id.in_(few))):
            found.setdefault(row.subject_id, []).append(_hit(row))
    return found


def subjects_hit(session: Session, list_id: str, refs: Collection[str] | None) -> set[int]:
    """The subjects of which a hit on designations of a list is known (None: on any)."""
    query = select(SubjectHitRow.subject_id).where(SubjectHitRow.list_id == list_id)
    if refs is None:
        return set(session.scalars(query))
    found: set[int] = set()
    for few in _parts(sorted(refs)):
        found.update(session.scalars(query.where(SubjectHitRow.authority_ref.in_(few))))
    return found


def refs_hit(session: Session, list_id: str) -> set[str]:
    """The designations of a list that some subject has a hit on."""
    query = select(SubjectHitRow.authority_ref).where(SubjectHitRow.list_id == list_id)
    return set(session.scalars(query.distinct()))


class HitDigest:
    """A digest of (subject, state, score) of all hits, over subjects in the order of their ids; it can be
    broken off after any subject and carried on."""

    def __init__(self, so_far: str | None = None) -> None:
        self._so_far = so_far or hashlib.sha256(b"").hexdigest()

    def add(self, hits: Iterable[KnownHit]) -> None:
        """Add all hits of one subject, in any order; one without hits changes nothing."""
        rows = sorted(
            [hit.subject_id, hit.member.list_id, hit.member.authority_ref, hit.fingerprint, hit.score]
            for hit in hits
        )
        if rows:
            self._so_far = hashlib.sha256(self._so_far.encode() + json_bytes(rows)).hexdigest()

    @property
    def value(self) -> str:
        """64 hex digits."""
        return self._so_far


def digest_of_known(session: Session, up_to: int) -> str:
    """The digest of what is known of all active subjects whose last revision is ``up_to`` or before."""
    query = (
        select(SubjectHitRow)
        .join(MonitoredSubjectRow, MonitoredSubjectRow.id == SubjectHitRow.subject_id)
        .where(MonitoredSubjectRow.state == SubjectState.ACTIVE.value, MonitoredSubjectRow.revision <= up_to)
        .order_by(SubjectHitRow.subject_id)
    )
    digest, of_one = HitDigest(), list[KnownHit]()
    for row in session.scalars(query.execution_options(yield_per=_FEW)):
        if of_one and of_one[0].subject_id != row.subject_id:
            digest.add(of_one)
            of_one = []
        of_one.append(_hit(row))
    digest.add(of_one)
    return digest.value


def _row(hit: KnownHit) -> dict[str, Any]:
    return {
        "subject_id": hit.subject_id,
        "list_id": hit.member.list_id,
        "authority_ref": hit.member.authority_ref,
        "fingerprint": hit.fingerprint,
        "score": hit.score,
    }


def _hit(row: SubjectHitRow) -> KnownHit:
    return KnownHit(
        subject_id=row.subject_id,
        member=Member(row.list_id, row.authority_ref),
        fingerprint=row.fingerprint,
        score=row.score,
    )


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))
