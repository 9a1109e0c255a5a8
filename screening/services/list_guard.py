"""The guard before a new version: a list's own expectations, each as one doubt in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from screening.domain.listing import Expectations, ListHeader, ListVersion, VersionState

LOAD_UNFINISHED = "its load ended before it was put in force: load it again"
"""Why a version is held while its index is built, and after a load that was killed then."""

OWN_LIST = "it is of an own list: a second person has to release it"
"""Why a version of an own list is held where four eyes are demanded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The figures of a version that has been read. ``before`` is the version that it would
    replace, None for none; ``removed`` how many of its designations are gone."""

    header: ListHeader
    designations: int
    quarantined: int
    removed: int
    partial: bool
    before: ListVersion | None


def doubts(arrival: Arrival, expectations: Expectations) -> str:
    """Why a person should look before the version is put in force; empty where nothing is odd."""
    return "; ".join(doubt for check in _CHECKS for doubt in check(arrival, expectations))


def is_unfinished(version: ListVersion) -> bool:
    """True for a version that is about to be put in force, or whose load ended just before."""
    return version.state is VersionState.HELD and version.held_reason == LOAD_UNFINISHED


def _count(arrival: Arrival, expected: Expectations) -> Iterator[str]:
    if not expected.fewest <= arrival.designations <= expected.most:
        yield (
            f"it has {arrival.designations:,} designations where {expected.fewest:,} to "
            f"{expected.most:,} are expected"
        )


def _promise(arrival: Arrival, _: Expectations) -> Iterator[str]:
    promised, read = arrival.header.record_count, arrival.designations + arrival.quarantined
    if promised is not None and promised != read:
        yield f"the file says that it has {promised:,} records and has {read:,}"


def _removed(arrival: Arrival, expected: Expectations) -> Iterator[str]:
    total = arrival.before.designations if arrival.before else 0
    if total and arrival.removed > total * expected.most_removed_share:
        yield (
            f"it removes {arrival.removed:,} of {total:,} designations ({arrival.removed / total:.1%}) "
            f"where at most {expected.most_removed_share:.1%} are expected"
        )


def _quarantined(arrival: Arrival, expected: Expectations) -> Iterator[str]:
    read = arrival.designations + arrival.quarantined
    if arrival.quarantined > read * expected.most_quarantined_share:
        yield (
            f"{arrival.quarantined:,} of its {read:,} records ({arrival.quarantined / read:.1%}) were not "
            f"understood where at most {expected.most_quarantined_share:.1%} are expected"
        )


def _partial(arrival: Arrival, _: Expectations) -> Iterator[str]:
    if arrival.partial and arrival.before and not arrival.before.partial:
        yield f"it is an incomplete set and {arrival.before.version} in force is complete"


_CHECKS: tuple[Callable[[Arrival, Expectations], Iterator[str]], ...] = (
    _count,
    _promise,
    _removed,
    _quarantined,
    _partial,
)
