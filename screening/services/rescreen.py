"""Monitored subjects are screened again: where they have changed, where a list has, and once a day.

One process does it at a time. What was begun and not ended is carried on, where what it is of is still in
force; else the next run covers it: each begins where the last one ended that was carried through.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from screening.domain.errors import StaleVersion
from screening.domain.monitoring import OF_ALL, Incident, RescreenCause, Rescreening
from screening.matching.engine import ENGINE_VERSION
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.leases import turn
from screening.services.monitoring_events import tell_incident
from screening.services.rescreen_delta import Delta, find_delta
from screening.services.rescreen_run import (
    Ground,
    end_where_it_stands,
    names_of,
    rescreen_all,
    rescreen_delta,
    rescreen_some,
    start_run,
)
from screening.services.rescreen_workers import Workers
from screening.services.rescreen_writing import CorpusChanged
from screening.store.events import take_events
from screening.store.findings import add_incident
from screening.store.rescreenings import (
    abandon_run,
    finish_run,
    last_run,
    runs_of_subjects_since,
    unfinished_runs,
)
from screening.store.screenings import OURSELVES
from screening.store.subject_hits import digest_of_known
from screening.store.subject_reading import active_subjects, is_screened_by
from screening.store.subjects import last_revision
from screening.text.fold import NORMALISER_VERSION

TURN = "rescreen"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Rescreened:
    """The runs that were made, and the incidents that came of them."""

    runs: tuple[Rescreening, ...]
    incidents: tuple[Incident, ...] = ()


def rescreen(
    deps: Deps, corpora: CorpusProvider, *, daily: bool = False, workers: int | None = None, wait: float = 0.0
) -> Rescreened:
    """Bring all subjects to what is in force: those that wait, then all against what the lists changed;
    ``daily``: then everything against everything.

    Raises ``MonitoringBusy`` where another process does it and does not end within ``wait`` seconds,
    ``ListNotReady``, ``DatabaseFailure``; what is done by then stays.
    """
    with turn(deps.database, TURN, wait=wait) as held, Workers(workers or _processors()) as pool:
        for attempt in range(_ATTEMPTS):
            ground = Ground(deps, corpora.current(), pool, held.check)
            try:
                return _rescreen(ground, daily=daily)
            except CorpusChanged:
                if attempt == _ATTEMPTS - 1:
                    raise
    raise AssertionError("unreachable")


def rescreen_waiting(deps: Deps, corpora: CorpusProvider, ids: Sequence[int]) -> Rescreening | None:
    """Screen subjects that were just changed against everything, in this process and at once; None where
    nothing is to be done. A list that changes meanwhile is met too, and another process that ends the run,
    not knowing that it is under way."""
    if not ids:
        return None
    _begin(Ground(deps, corpora.current(), Workers(1)))
    with Workers(1) as alone:
        for attempt in range(_ATTEMPTS):
            ground = Ground(deps, corpora.current(), alone)
            run = start_run(ground, RescreenCause.SUBJECT_CHANGE)
            try:
                return rescreen_some(ground, run, ids)
            except StaleVersion:
                if ended := end_where_it_stands(deps, run):
                    return ended
                if attempt == _ATTEMPTS - 1:
                    raise
    return None


def is_behind(deps: Deps, corpora: CorpusProvider) -> bool:
    """Whether a subject waits, or what is in force is not what all were last screened against; false where
    there is nobody to monitor. Raises ``ListNotReady``."""
    with deps.database.reading() as session:
        up_to = last_revision(session)
        if not up_to:
            return False
        if active_subjects(session, up_to=up_to, screened=False):
            return True
    last, corpus = _last(deps), corpora.current()
    return last is None or last.corpus != corpus.stamp or _is_anybody_astray(deps, last, corpus)


def _processors() -> int:
    return len(os.sched_getaffinity(0))


def _rescreen(ground: Ground, *, daily: bool) -> Rescreened:
    _begin(ground)
    incidents: list[Incident] = []
    runs = [*_left_over(ground), *_carried_on(ground, incidents), *_waiting(ground)]
    names_are_due = names_of(ground)
    with ground.deps.database.reading() as session:
        up_to = last_revision(session)
    names_are_due.prepare(ground.deps.database, ground.workers, up_to)
    runs += _changed(ground)
    if daily and not any(run.cause is RescreenCause.DAILY for run in runs):
        runs.append(_daily(ground, start_run(ground, RescreenCause.DAILY), incidents))
    return Rescreened(tuple(runs), tuple(incidents))


def _begin(ground: Ground) -> None:
    """Where there was no run yet: one over nobody, from which on the lists are followed."""
    if _last(ground.deps) is None:
        run = start_run(ground, RescreenCause.LIST_CHANGE)
        with ground.deps.database.writing() as session:
            finish_run(
                session, replace(run, up_to=0, digest=digest_of_known(session, 0)), ground.deps.clock()
            )


def _left_over(ground: Ground) -> list[Rescreening]:
    """The runs of before over those that were changed, ended where they stand: who still waits is met by a
    run of its own."""
    with ground.deps.database.reading() as session:
        unfinished = unfinished_runs(session, [RescreenCause.SUBJECT_CHANGE])
    ended = [end_where_it_stands(ground.deps, run) for run in unfinished]
    return [run for run in ended if run]


def _carried_on(ground: Ground, incidents: list[Incident]) -> list[Rescreening]:
    """The runs of before over all, ended; those of what is no longer in force are given up."""
    with ground.deps.database.reading() as session:
        unfinished = unfinished_runs(session, OF_ALL)
    done = []
    for run in unfinished:
        if run.corpus != ground.corpus.stamp or _is_overtaken(ground, run):
            _abandon(ground.deps, run)
        elif run.cause is RescreenCause.DAILY:
            done.append(_daily(ground, run, incidents))
        else:
            done.append(_of_lists(ground, run))
    return done


def _is_overtaken(ground: Ground, run: Rescreening) -> bool:
    """Whether a run over changes is to be begun anew, as one over everything."""
    last = _last(ground.deps) if run.cause is RescreenCause.LIST_CHANGE else None
    return last is not None and _is_anybody_astray(ground.deps, last, ground.corpus)


def _waiting(ground: Ground) -> list[Rescreening]:
    with ground.deps.database.reading() as session:
        if not active_subjects(session, up_to=last_revision(session), screened=False):
            return []
    run = start_run(ground, RescreenCause.SUBJECT_CHANGE)
    try:
        return [rescreen_all(ground, run, waiting=True)]
    except CorpusChanged:
        end_where_it_stands(ground.deps, run)
        raise


def _changed(ground: Ground) -> list[Rescreening]:
    """A run over what has changed since the last run over all; none where nothing has."""
    last = _last(ground.deps)
    is_astray = last is not None and _is_anybody_astray(ground.deps, last, ground.corpus)
    if last is not None and last.corpus == ground.corpus.stamp and not is_astray:
        return []
    if last is not None and _made_by(last) != _made_by_now(ground.corpus):
        return [rescreen_all(ground, start_run(ground, RescreenCause.POLICY_CHANGE))]
    delta = _delta(ground, last)
    run = start_run(ground, RescreenCause.LIST_CHANGE, delta)
    return [rescreen_all(ground, run, delta=delta) if is_astray else rescreen_delta(ground, run, delta)]


def _is_anybody_astray(deps: Deps, last: Rescreening, corpus: Corpus) -> bool:
    """Whether a subject was screened, since the last run over all began, against what neither that run knew
    nor is in force: a version that was put in force and replaced before any run over all met it. The changes
    from that run on do not tell what is known of that subject, and so all are screened against everything."""
    known = {last.corpus, corpus.stamp}
    with deps.database.reading() as session:
        runs = runs_of_subjects_since(session, last.started_at)
        others = [run.id for run in runs if run.corpus not in known]
        return bool(others) and is_screened_by(session, others, last.started_at)


def _of_lists(ground: Ground, run: Rescreening) -> Rescreening:
    """A run over what has changed, carried on."""
    if run.cause is RescreenCause.POLICY_CHANGE:
        return rescreen_all(ground, run)
    return rescreen_delta(ground, run, _delta(ground, _last(ground.deps)))


def _delta(ground: Ground, last: Rescreening | None) -> Delta:
    with ground.deps.database.reading() as session:
        return find_delta(session, last.versions if last else {}, ground.corpus.versions)


def _daily(ground: Ground, run: Rescreening, incidents: list[Incident]) -> Rescreening:
    """Everything against everything; what differs from what was known is one more incident."""
    done = rescreen_all(ground, run)
    if done.differences:
        with ground.deps.database.writing() as session:
            take_events(session)
            at = ground.deps.clock()
            incidents.append(add_incident(session, done.id, done.differences, at, OURSELVES))
            tell_incident(session, incidents[-1], at=at)
    return done


def _abandon(deps: Deps, run: Rescreening) -> None:
    with suppress(StaleVersion), deps.database.writing() as session:
        abandon_run(session, run, deps.clock())


def _last(deps: Deps) -> Rescreening | None:
    with deps.database.reading() as session:
        return last_run(session, OF_ALL)


def _made_by(run: Rescreening) -> tuple[str, str, str]:
    return run.policy, run.engine, run.normaliser


def _made_by_now(corpus: Corpus) -> tuple[str, str, str]:
    return corpus.policy.id, ENGINE_VERSION, NORMALISER_VERSION
