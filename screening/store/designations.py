"""What a list version says: its manifest, its designations, its counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from screening.domain.codec import designation_from_json
from screening.domain.designation import Designation, PartyType
from screening.domain.listing import Quarantined
from screening.store.manifests import manifest_of
from screening.store.tables_lists import InForceRow, ManifestRow, QuarantinedRow, StateRow
from screening.store.types import is_plain
from screening.store.versions import find_row

_STREAMED_ROWS = 500


def manifest(session: Session, list_id: str, version: str) -> dict[str, str]:
    """authority_ref -> fingerprint of all designations. Raises ``UnknownVersion``."""
    return manifest_of(session, find_row(session, list_id, version).id)


def designations(
    session: Session, list_id: str, version: str, *, parser_version: int | None = None
) -> Iterator[Designation]:
    """All designations of a version, streamed in the order of their references, as that parser
    version read them (None: the last one that did).

    Raises ``UnknownVersion``.
    """
    row = find_row(session, list_id, version, parser_version=parser_version)
    query = _payloads(row.id).order_by(ManifestRow.authority_ref)
    return _stream(session, query)


def states(
    session: Session, list_id: str, version: str, *, parser_version: int | None = None
) -> list[tuple[str, int]]:
    """Of all designations of a version their references, in order, and the numbers of their states: what
    has the same number reads the same. Raises as ``designations``."""
    row = find_row(session, list_id, version, parser_version=parser_version)
    query = select(ManifestRow.authority_ref, ManifestRow.state_id).where(ManifestRow.version_id == row.id)
    return [(ref, state) for ref, state in session.execute(query.order_by(ManifestRow.authority_ref))]


def designations_by_state(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, Designation]]:
    """Designations as they read in states, with the numbers of these."""
    for start in range(0, len(numbers), _STREAMED_ROWS):
        chunk = numbers[start : start + _STREAMED_ROWS]
        rows = session.execute(select(StateRow.id, StateRow.payload).where(StateRow.id.in_(chunk)))
        yield from ((number, designation_from_json(payload)) for number, payload in rows)


def designation(session: Session, list_id: str, version: str, authority_ref: str) -> Designation | None:
    """One designation of a version; None where the version has no such reference.

    Raises ``UnknownVersion``.
    """
    query = _payloads(find_row(session, list_id, version).id)
    if not is_plain(authority_ref):
        return None
    payload = session.scalars(query.where(ManifestRow.authority_ref == authority_ref)).one_or_none()
    return None if payload is None else designation_from_json(payload)


def designations_of(
    session: Session, list_id: str, version: str, refs: Sequence[str]
) -> dict[str, Designation]:
    """Those of a version that have these references, by them. Raises ``UnknownVersion``."""
    query = _payloads(find_row(session, list_id, version).id)
    found: dict[str, Designation] = {}
    for chunk in _chunks(refs):
        for payload in session.scalars(query.where(ManifestRow.authority_ref.in_(chunk))):
            one = designation_from_json(payload)
            found[one.authority_ref] = one
    return found


def primary_names(session: Session, list_id: str, version: str, refs: Sequence[str]) -> dict[str, str]:
    """The primary names of those of a version that have these references, by them.

    Raises ``UnknownVersion``.
    """
    query = (
        select(ManifestRow.authority_ref, StateRow.primary_name)
        .join(StateRow, StateRow.id == ManifestRow.state_id)
        .where(ManifestRow.version_id == find_row(session, list_id, version).id)
    )
    found: dict[str, str] = {}
    for chunk in _chunks(refs):
        found |= dict(session.execute(query.where(ManifestRow.authority_ref.in_(chunk))).all())
    return found


def quarantined(session: Session, list_id: str, version: str) -> list[Quarantined]:
    """The records of a version that were not understood. Raises ``UnknownVersion``."""
    row = find_row(session, list_id, version)
    query = select(QuarantinedRow).where(QuarantinedRow.version_id == row.id)
    found = session.scalars(query.order_by(QuarantinedRow.position))
    return [Quarantined(one.locator, one.reason, one.excerpt) for one in found]


def counts_in_force(session: Session) -> dict[str, dict[PartyType, int]]:
    """list_id -> party type -> designations in force."""
    query = (
        select(InForceRow.list_id, StateRow.party_type, func.count())
        .join(ManifestRow, ManifestRow.version_id == InForceRow.version_id)
        .join(StateRow, StateRow.id == ManifestRow.state_id)
        .group_by(InForceRow.list_id, StateRow.party_type)
    )
    counts: dict[str, dict[PartyType, int]] = {}
    for list_id, party_type, count in session.execute(query):
        counts.setdefault(list_id, {})[PartyType(party_type)] = count
    return counts


def _chunks(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    return (refs[start : start + _STREAMED_ROWS] for start in range(0, len(refs), _STREAMED_ROWS))


def _payloads(version_id: int) -> Select[bytes]:
    return (
        select(StateRow.payload)
        .join(ManifestRow, ManifestRow.state_id == StateRow.id)
        .where(ManifestRow.version_id == version_id)
    )


def _stream(session: Session, query: Select[bytes]) -> Iterator[Designation]:
    with session.execute(query.execution_options(yield_per=_STREAMED_ROWS)) as rows:
        for payload in rows.scalars():
            yield designation_from_json(payload)
