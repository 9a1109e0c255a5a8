"""The states of one designation through all versions of its list that are held here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.codec import designation_from_json
from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.store.tables_lists import ManifestRow, StateRow, VersionRow
from screening.store.types import is_plain
from screening.store.versions import STAGED, read_versions


def states_through_versions(
    session: Session, list_id: str, authority_ref: str
) -> list[tuple[ListVersion, int | None]]:
    """Every version of the list, the first published first, with the number of the designation's state in
    it; None where the version has no such reference."""
    if not is_plain(list_id, authority_ref):
        return []
    visible = (VersionRow.list_id == list_id, VersionRow.status != STAGED)
    order = (VersionRow.published_on, VersionRow.id)
    versions = read_versions(session, select(VersionRow).where(*visible).order_by(*order))
    is_it = (ManifestRow.version_id == VersionRow.id) & (ManifestRow.authority_ref == authority_ref)
    query = select(ManifestRow.state_id).select_from(VersionRow).outerjoin(ManifestRow, is_it)
    numbers = session.scalars(query.where(*visible).order_by(*order))
    return list(zip(versions, numbers, strict=True))


def read_states(session: Session, numbers: set[int]) -> dict[int, Designation]:
    """Designations as they read in states, by the numbers of these."""
    rows = session.execute(select(StateRow.id, StateRow.payload).where(StateRow.id.in_(numbers)))
    return {number: designation_from_json(payload) for number, payload in rows}
