"""What changed between two versions of a list, with the names of those it changed for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from screening.domain.listing import ChangeKind, diff
from screening.services.deps import Deps
from screening.sources.registry import find_source
from screening.store.designations import designations, manifest


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A designation that differs; its primary name is the new one, or the last where it is gone."""

    kind: ChangeKind
    authority_ref: str
    primary_name: str


def diff_versions(deps: Deps, list_id: str, old: str, new: str) -> list[NamedChange]:
    """The changes from version ``old`` to version ``new``, added first, by reference.

    Raises ``UnknownList``, ``UnknownVersion``.
    """
    find_source(list_id)
    with deps.database.reading() as session:
        changes = diff(manifest(session, list_id, old), manifest(session, list_id, new))
        gone = {change.authority_ref for change in changes if change.kind is ChangeKind.REMOVED}
        there = {change.authority_ref for change in changes} - gone
        names = _names(session, list_id, old, gone) | _names(session, list_id, new, there)
    return [NamedChange(c.kind, c.authority_ref, names[c.authority_ref]) for c in changes]


def _names(session: Session, list_id: str, version: str, refs: set[str]) -> dict[str, str]:
    if not refs:
        return {}
    found = designations(session, list_id, version)
    return {d.authority_ref: d.primary_name for d in found if d.authority_ref in refs}
