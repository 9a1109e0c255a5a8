"""Whether everybody was screened against every version in time is what a naive watch of each minute says."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.services.coverage_pairs import (
    NEVER,
    Clockwork,
    Promptness,
    Run,
    Span,
    Stretches,
    active_at,
    begun_in,
    gravest,
    outcome_of,
)

LISTS = ("a", "b")
WITHIN = 6
_INSTANTS = ("begin", "end", "screened")


@dataclass
class _Stretch:
    begin: int
    known: dict[str, str] | None = None
    screened: int = NEVER
    against: dict[str, str] = field(default_factory=dict)
    end: int = NEVER


@dataclass
class _World:
    """Subjects, lists and runs, moved on act by act; and a watch that looks at all of it each time."""

    now: int = 0
    current: dict[int, _Stretch] = field(default_factory=dict)
    stretches: list[_Stretch] = field(default_factory=list)
    in_force: dict[str, Span] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    run: tuple[int, dict[str, str], list[_Stretch]] | None = None
    due: dict[tuple[int, int], int] = field(default_factory=dict)
    met: dict[tuple[int, int], int] = field(default_factory=dict)

    def versions(self) -> dict[str, str]:
        return {one: span.reading for one, span in self.in_force.items()}

    def publish(self, list_id: str, reading: str) -> None:
        before = self.in_force.get(list_id)
        if before:
            self.spans[self.spans.index(before)] = before._replace(end=self.now)
        self.in_force[list_id] = Span(list_id, reading, self.now)
        self.spans.append(self.in_force[list_id])

    def tell(self, subject: int) -> None:
        self.leave(subject)
        self.current[subject] = _Stretch(self.now)
        self.stretches.append(self.current[subject])

    def leave(self, subject: int) -> None:
        if (stretch := self.current.pop(subject, None)) is not None:
            stretch.end = self.now

    def screen(self) -> None:
        for one in self.current.values():
            if one.known is None and self.in_force:
                one.known, one.screened, one.against = self.versions(), self.now, self.versions()

    def begin_run(self) -> None:
        if self.run is None and self.in_force:
            standing = [one for one in self.current.values() if one.known is not None]
            self.run = (self.now, self.versions(), standing)

    def end_run(self, *, give_up: bool = False) -> None:
        if self.run is None:
            return
        started, versions, standing = self.run
        if not give_up:
            self.runs.append(Run(len(self.runs) + 1, started, self.now, versions))
            for one in standing:
                one.known = versions if one.end == NEVER else one.known
        self.run = None

    def run_at_once(self) -> None:
        self.end_run()
        self.begin_run()
        self.end_run()

    def watch(self) -> None:
        for stretch in self.current.values():
            for span in self.in_force.values():
                key = (stretch.begin, span.begin)
                self.due.setdefault(key, self.now)
                if stretch.known is not None and stretch.known.get(span.list_id) == span.reading:
                    self.met.setdefault(key, self.now)

    def outcome(self, key: tuple[int, int]) -> Promptness:
        stretch = next(one for one in self.stretches if one.begin == key[0])
        span = next(one for one in self.spans if one.begin == key[1])
        due, met, end = self.due[key], self.met.get(key), min(stretch.end, span.end)
        if met is not None:
            return Promptness.IN_TIME if met - due <= WITHIN else Promptness.LATE
        if end - due <= WITHIN:
            return Promptness.SUPERSEDED
        return Promptness.WAITING if end == NEVER and self.now - due <= WITHIN else Promptness.MISSING


def _lived(seed: int, acts: int) -> _World:
    """A history of up to so many acts; a version may come back that was in force before."""
    draw, world = random.Random(seed), _World()
    people, readings = range(draw.randint(1, 5)), "123"[: draw.randint(2, 3)]
    moves: dict[str, Callable[[], None]] = {
        "publish": lambda: world.publish(draw.choice(LISTS), draw.choice(readings)),
        "tell": lambda: world.tell(draw.choice(people)),
        "leave": lambda: world.leave(draw.choice(people)),
        "screen": world.screen,
        "begin": world.begin_run,
        "end": world.end_run,
        "run": world.run_at_once,
        "give_up": lambda: world.end_run(give_up=True),
        "wait": lambda: None,
    }
    weights = [draw.choice((1, 2, 6)) for _ in moves]
    for _ in range(acts):
        world.now += draw.choice((1, 1, 1, 4))
        moves[draw.choices(list(moves), weights)[0]]()
        world.watch()
    return world


def _as_stretches(world: _World) -> Stretches:
    found = world.stretches
    begin, end, screened = (
        np.array([instant(one) for one in found], np.int64) for instant in map(attrgetter, _INSTANTS)
    )
    return Stretches(begin, end, screened, np.arange(len(found)), [one.against for one in found])


@settings(max_examples=400)
@given(st.integers(0, 2**32), st.integers(1, 150))
def test_every_pair_comes_to_what_a_watch_of_each_minute_saw(seed: int, acts: int) -> None:
    world = _lived(seed, acts)
    everybody = _as_stretches(world)
    clockwork = Clockwork(world.runs, WITHIN, world.now)
    found: dict[tuple[int, int], Promptness] = {}
    for span in world.spans:
        for chosen in (active_at(everybody, span), begun_in(everybody, span)):
            gravity = clockwork.judge(everybody.of(chosen), span).gravity.tolist()
            for begin, place in zip(everybody.begin[chosen].tolist(), gravity, strict=True):
                assert (begin, span.begin) not in found, "each pair is judged once"
                found[begin, span.begin] = outcome_of(place)
    assert found == {key: world.outcome(key) for key in world.due}


def test_outcomes_together_are_the_gravest_of_them() -> None:
    assert gravest({Promptness.IN_TIME: 5, Promptness.MISSING: 1, Promptness.LATE: 2}) is Promptness.MISSING
    assert gravest({}) is Promptness.NOTHING_DUE
