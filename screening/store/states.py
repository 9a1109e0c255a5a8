"""States of single designations: which one a version or a corpus holds, and what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.codec import designation_from_json
from screening.domain.designation import Designation
from screening.domain.party_group import Member
from screening.store.tables_lists import InForceRow, ManifestRow, StateRow
from screening.store.tables_screening import CorpusListRow
from screening.store.versions import find_row

_FEW = 500


def fingerprints_in(session: Session, list_id: str, version: str, refs: Collection[str]) -> dict[str, str]:
    """Reference to fingerprint, of the states of a version. Raises ``UnknownVersion``."""
    query = (
        select(ManifestRow.authority_ref, StateRow.fingerprint)
        .join(StateRow, StateRow.id == ManifestRow.state_id)
        .where(ManifestRow.version_id == find_row(session, list_id, version).id)
    )
    found: dict[str, str] = {}
    for few in _parts(sorted(refs)):
        found |= dict(session.execute(query.where(ManifestRow.authority_ref.in_(few))).all())
    return found


def fingerprints_in_corpus(session: Session, stamp: str, members: Collection[Member]) -> dict[Member, str]:
    """The states of designations in a corpus that is recorded."""
    query = (
        select(CorpusListRow.list_id, ManifestRow.authority_ref, StateRow.fingerprint)
        .join(ManifestRow, ManifestRow.version_id == CorpusListRow.version_id)
        .join(StateRow, StateRow.id == ManifestRow.state_id)
        .where(CorpusListRow.stamp == stamp)
    )
    found: dict[Member, str] = {}
    for few in _parts(sorted({one.authority_ref for one in members})):
        rows = session.execute(query.where(ManifestRow.authority_ref.in_(few)))
        found |= {Member(list_id, ref): fingerprint for list_id, ref, fingerprint in rows}
    return {one: found[one] for one in members if one in found}


def members_in_force(session: Session, members: Collection[Member]) -> set[Member]:
    """Those of some designations that the versions in force of their lists hold."""
    query = (
        select(InForceRow.list_id, ManifestRow.authority_ref)
        .join(ManifestRow, ManifestRow.version_id == InForceRow.version_id)
        .where(InForceRow.list_id.in_({one.list_id for one in members}))
    )
    found: set[Member] = set()
    for few in _parts(sorted({one.authority_ref for one in members})):
        rows = session.execute(query.where(ManifestRow.authority_ref.in_(few)))
        found |= {Member(list_id, ref) for list_id, ref in rows}
    return found & set(members)


def designation_state(session: Session, member: Member, fingerprint: str) -> Designation | None:
    """A designation as it read in that state."""
    query = select(StateRow.payload).where(
        StateRow.list_id == member.list_id,
        StateRow.authority_ref == member.authority_ref,
        StateRow.fingerprint == fingerprint,
    )
    payload = session.scalars(query).one_or_none()
    return None if payload is None else designation_from_json(payload)


def _parts(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    return (refs[start : start + _FEW] for start in range(0, len(refs), _FEW))
