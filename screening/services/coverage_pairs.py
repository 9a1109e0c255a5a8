"""Which subject was screened against which list version, and how soon: for all pairs at once.

A *stretch* is a subject as it was from one instant to another while it was active, a *span* a list version
in force. Each stretch and span that overlap are a pair, due from when both are there. What is known of a
subject is of the versions that it was last screened against: by itself, or by a run over all that began after
that and ended while the subject still was so. The pair is met at the first instant, while both last, at which
what is known is of that version. All instants are whole microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Instants: TypeAlias = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max // 2
"""An instant that has not come."""


class Promptness(StrEnum):
    """Whether what was due was met by a screening in time."""

    IN_TIME = "in_time"
    LATE = "late"
    SUPERSEDED = "superseded"
    """Another version or change took its place before it was due."""
    WAITING = "waiting"
    """It is not due yet."""
    MISSING = "missing"
    NOTHING_DUE = "nothing_due"
    """Nobody was monitored, or no list was in force."""


_GRAVITY = tuple(
    Promptness(one) for one in ("nothing_due", "in_time", "superseded", "waiting", "late", "missing")
)
"""The outcomes, the gravest last."""


class Span(NamedTuple):
    """A version of a list in force, from when until when."""

    list_id: str
    reading: str
    begin: int
    end: int = NEVER


class Run(NamedTuple):
    """A run over all subjects that was carried through, and the versions that it screened against."""

    id: int
    started: int
    finished: int
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Subjects as they were: from when until when, when each was screened by itself against everything
    (``NEVER``: it was not), and against which of ``versions``."""

    begin: Instants
    end: Instants
    screened: Instants
    basis: NDArray[np.int64]
    versions: Sequence[Mapping[str, str]]

    def of(self, chosen: NDArray[np.bool_]) -> Stretches:
        """Those that are chosen."""
        return replace(
            self,
            begin=self.begin[chosen],
            end=self.end[chosen],
            screened=self.screened[chosen],
            basis=self.basis[chosen],
        )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of stretches with one span: since when each is due, when it was met, what that comes to (as a
    place in the order of gravity)."""

    due: Instants
    met: Instants
    gravity: NDArray[np.int8]

    def counts(self) -> dict[Promptness, int]:
        """How many pairs come to what."""
        numbers = np.bincount(self.gravity, minlength=len(_GRAVITY))
        return {one: int(count) for one, count in zip(_GRAVITY, numbers, strict=True) if count}


def gravest(counts: Mapping[Promptness, int]) -> Promptness:
    """What pairs come to together."""
    return max(counts, key=_GRAVITY.index, default=Promptness.NOTHING_DUE)


def outcome_of(gravity: int) -> Promptness:
    """The outcome at a place in the order of gravity."""
    return _GRAVITY[gravity]


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The runs over all subjects in their order, how long screening may take, and what time it is."""

    runs: Sequence[Run]
    within: int
    now: int

    def judge(self, some: Stretches, span: Span) -> Pairs:
        """The pairs of stretches, each of which overlaps it, with a span."""
        due = np.maximum(some.begin, span.begin)
        end = np.minimum(some.end, span.end)
        met = self._met(some, span, due)
        met = np.where(met <= end, met, NEVER)
        return Pairs(due, met, self._gravity(due, end, met))

    def _met(self, some: Stretches, span: Span, due: Instants) -> Instants:
        """When what is known of each was first of that version, from when it was due on."""
        started, finished, is_of, following = self._runs_of(span)
        own = np.array([one.get(span.list_id) == span.reading for one in some.versions] or [False])
        is_own = own[some.basis] & (some.screened < NEVER)
        first = np.searchsorted(started, some.screened)
        last = np.searchsorted(finished, due, side="right") - 1
        by_run = last >= first
        is_met = np.where(by_run, is_of[last], is_own & (some.screened <= due))
        by_itself = np.where(is_own & (some.screened > due), some.screened, NEVER)
        by_the_next = following[np.maximum(first, last + 1)]
        return np.where(is_met, due, np.minimum(by_itself, by_the_next))

    def _runs_of(self, span: Span) -> tuple[Instants, Instants, NDArray[np.bool_], Instants]:
        """When the runs began and ended, whether each was of the version of ``span``, and from each place on
        when the next one ended that was."""
        started = np.array([run.started for run in self.runs], np.int64)
        finished = np.array([run.finished for run in self.runs], np.int64)
        is_of = np.array([run.versions.get(span.list_id) == span.reading for run in self.runs] + [False])
        following = np.append(np.where(is_of[:-1], finished, NEVER), NEVER)
        return started, finished, is_of, np.minimum.accumulate(following[::-1])[::-1]

    def _gravity(self, due: Instants, end: Instants, met: Instants) -> NDArray[np.int8]:
        places = {one: _GRAVITY.index(one) for one in Promptness}
        until = due + self.within
        return np.select(
            [met <= until, met < NEVER, end <= until, (end >= NEVER) & (self.now <= until)],
            [
                places[Promptness.IN_TIME],
                places[Promptness.LATE],
                places[Promptness.SUPERSEDED],
                places[Promptness.WAITING],
            ],
            places[Promptness.MISSING],
        ).astype(np.int8)


def active_at(all_of_them: Stretches, span: Span) -> NDArray[np.bool_]:
    """The stretches that were there when a span began: of whom its version was due then."""
    return (all_of_them.begin <= span.begin) & (span.begin < all_of_them.end) & (span.begin < span.end)


def begun_in(all_of_them: Stretches, span: Span) -> NDArray[np.bool_]:
    """The stretches that began while a version was in force: of which it was due from then on."""
    begin = all_of_them.begin
    return (span.begin <= begin) & (begin < span.end) & (begin < all_of_them.end)
