"""What changed between two versions of a list: for whom, whose change it is, and in which fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from screening.domain.changes import FieldChange, compare_designations
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, cause_of, diff
from screening.services.deps import Deps
from screening.sources.registry import find_source
from screening.store.designations import designations_of, manifest, primary_names
from screening.store.lists import get_version


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
    """All changes from one version to another: added first, then amended, then removed."""

    old: ListVersion
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
        versions = get_version(session, list_id, old), get_version(session, list_id, new)
        changes = diff(manifest(session, list_id, old), manifest(session, list_id, new))
        gone = [change.authority_ref for change in changes if change.kind is ChangeKind.REMOVED]
        there = [change.authority_ref for change in changes if change.kind is not ChangeKind.REMOVED]
        names = primary_names(session, list_id, old, gone) | primary_names(session, list_id, new, there)
    named = (
        NamedChange(c.kind, c.authority_ref, names[c.authority_ref], cause_of(c.kind, *versions))
        for c in changes
    )
    return VersionDiff(*versions, tuple(named))


def with_fields(deps: Deps, found: VersionDiff, changes: Sequence[NamedChange]) -> list[NamedChange]:
    """``changes``, some or all of those in ``found``, the amended ones with their fields."""
    refs = [change.authority_ref for change in changes if change.kind is ChangeKind.AMENDED]
    list_id = found.old.list_id
    with deps.database.reading() as session:
        old = designations_of(session, list_id, found.old.reading, refs)
        new = designations_of(session, list_id, found.new.reading, refs)
    fields = {ref: compare_designations(old[ref], new[ref]) for ref in refs}
    return [replace(change, fields=fields.get(change.authority_ref, ())) for change in changes]
