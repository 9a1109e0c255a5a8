"""What changed between two versions of a list: for whom, whose change it is, and in which fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from screening.domain.changes import FieldChange, compare_designations
from screening.domain.designation import Designation
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, cause_of, diff
from screening.services.deps import Deps
from screening.sources.registry import find_source
from screening.store.designations import designations_of, manifest, primary_names
from screening.store.lists import get_version, version_in_force


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A designation that differs; its primary name is the new one, or the last where it is gone.
    ``fields`` are those of an amended one, where they were asked for."""

    kind: ChangeKind
    authority_ref: str
    primary_name: str
    cause: ChangeCause = ChangeCause.PUBLISHED
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """All changes from one version to another: added first, then amended, then removed. ``old`` is None
    where there was none before."""

    old: ListVersion | None
    new: ListVersion
    changes: tuple[NamedChange, ...]

    @property
    def counts(self) -> Counter[ChangeKind]:
        """How many changes of each kind."""
        return Counter(change.kind for change in self.changes)

    @property
    def reparsed(self) -> int:
        """How many of the changes are not the authority's."""
        return sum(change.cause is ChangeCause.REPARSED for change in self.changes)


def diff_versions(deps: Deps, list_id: str, old: str, new: str) -> VersionDiff:
    """The changes from version ``old`` to version ``new``, by reference. A version may be given
    with the number of its reading (``2024-05-07.79bf2d15@1``).

    Raises ``UnknownList``, ``UnknownVersion``.
    """
    find_source(list_id)
    with deps.database.reading() as session:
        return _diff(session, get_version(session, list_id, old), get_version(session, list_id, new))


def diff_to_force(deps: Deps, list_id: str, new: str) -> VersionDiff:
    """The changes that version ``new`` would bring to what is in force. Raises ``UnknownVersion``."""
    with deps.database.reading() as session:
        return _diff(session, version_in_force(session, list_id), get_version(session, list_id, new))


def _diff(session: Session, old: ListVersion | None, new: ListVersion) -> VersionDiff:
    list_id = new.list_id
    before = manifest(session, list_id, old.reading) if old else {}
    changes = diff(before, manifest(session, list_id, new.reading))
    gone = [change.authority_ref for change in changes if change.kind is ChangeKind.REMOVED]
    there = [change.authority_ref for change in changes if change.kind is not ChangeKind.REMOVED]
    names = primary_names(session, list_id, new.reading, there)
    names |= primary_names(session, list_id, old.reading, gone) if old else {}
    named = (
        NamedChange(
            c.kind,
            c.authority_ref,
            names[c.authority_ref],
            cause_of(c.kind, old, new) if old else ChangeCause.PUBLISHED,
        )
        for c in changes
    )
    return VersionDiff(old, new, tuple(named))


def with_fields(
    deps: Deps, found: VersionDiff, changes: Sequence[NamedChange], *, whole: bool = False
) -> list[NamedChange]:
    """``changes``, some or all of those in ``found``, the amended ones with their fields; ``whole``: the
    added and removed ones with all that they say or said."""
    refs = [change.authority_ref for change in changes if whole or change.kind is ChangeKind.AMENDED]
    list_id = found.new.list_id
    with deps.database.reading() as session:
        old = designations_of(session, list_id, found.old.reading, refs) if found.old else {}
        new = designations_of(session, list_id, found.new.reading, refs)
    fields = {ref: _fields(old.get(ref), new.get(ref)) for ref in refs}
    return [replace(change, fields=fields.get(change.authority_ref, ())) for change in changes]


def _fields(old: Designation | None, new: Designation | None) -> tuple[FieldChange, ...]:
    if old and new:
        return compare_designations(old, new)
    one = old or new
    if one is None:
        return ()
    nothing = Designation(
        list_id=one.list_id, authority_ref=one.authority_ref, party_type=one.party_type, names=(), locator=""
    )
    types = FieldChange("party_type", *(((one.party_type,), ()) if old else ((), (one.party_type,))))
    return (types, *compare_designations(old or nothing, new or nothing))
