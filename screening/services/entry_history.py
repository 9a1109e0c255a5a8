"""What became of one designation from version to version of its list, as far as versions are held here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from screening.domain.changes import FieldChange, compare_designations
from screening.domain.designation import Designation
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, cause_of
from screening.services.deps import Deps
from screening.store.entry_states import read_states, states_through_versions

_Held = Sequence[tuple[ListVersion, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """A version in which the designation changed; ``fields`` in which ones, where it was amended.
    ``kind`` is None for the first version held here: nothing tells what was before."""

    version: ListVersion
    kind: ChangeKind | None
    cause: ChangeCause = ChangeCause.PUBLISHED
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """The steps, the last first; how many versions were compared; the last version that has the
    designation, None where none ever had it."""

    steps: tuple[HistoryStep, ...]
    versions: int
    last: ListVersion | None


def entry_history(deps: Deps, list_id: str, authority_ref: str) -> EntryHistory:
    """The history of a designation; without any step where no version held here ever had it."""
    with deps.database.reading() as session:
        held = states_through_versions(session, list_id, authority_ref)
        read = read_states(session, {number for _, number in held if number is not None})
    steps = [*_first(held), *_changes(held, read)]
    last = next((version for version, number in reversed(held) if number is not None), None)
    return EntryHistory(tuple(reversed(steps)), len(held), last)


def _first(held: _Held) -> Iterator[HistoryStep]:
    if held and held[0][1] is not None:
        yield HistoryStep(version=held[0][0], kind=None)


def _changes(held: _Held, read: Mapping[int, Designation]) -> Iterator[HistoryStep]:
    for (old, before), (new, after) in pairwise(held):
        if before != after:
            kind = _kind(before, after)
            fields = compare_designations(read[before], read[after]) if before and after else ()
            yield HistoryStep(version=new, kind=kind, cause=cause_of(kind, old, new), fields=fields)


def _kind(before: int | None, after: int | None) -> ChangeKind:
    if before is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if after is None else ChangeKind.AMENDED
