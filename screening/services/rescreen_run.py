"""One run over monitored subjects, from wherever it stands to its end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from screening.domain.monitoring import MonitoredSubject, RescreenCause, Rescreening
from screening.matching.engine import ENGINE_VERSION
from screening.matching.index import build_index
from screening.services.corpus import Corpus
from screening.services.deps import Deps
from screening.services.monitoring_events import tell_run
from screening.services.rescreen_delta import Delta, States
from screening.services.rescreen_judging import Judge
from screening.services.rescreen_workers import Scored, Workers
from screening.services.rescreen_writing import RescreenWriter
from screening.services.subject_names import SubjectNames
from screening.store.events import take_events
from screening.store.rescreenings import abandon_run, begin_run, finish_run, get_run
from screening.store.screenings import OURSELVES
from screening.store.subject_hits import digest_of_known, subjects_hit
from screening.store.subject_reading import Standing, active_subjects, count_screened_by, subjects_of
from screening.store.subjects import last_revision, take_subjects
from screening.text.fold import NORMALISER_VERSION

CHUNK = 1_000
"""Subjects that are read, screened and judged together."""

Beat = Callable[[], None]
"""Called between chunks; raises where the run must not go on."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run is done with: the opened parts, what is in force, and the processes that screen."""

    deps: Deps
    corpus: Corpus
    workers: Workers
    beat: Beat = lambda: None


def start_run(ground: Ground, cause: RescreenCause, delta: Delta | None = None) -> Rescreening:
    """Begin a run of a cause, over all subjects up to now."""
    corpus = ground.corpus
    with ground.deps.database.writing() as session:
        # Whoever was screened against what was in force before is there by now; whoever is written later sees
        # what is in force. Without the turn a subject could fall between this run and its own.
        take_subjects(session)
        run = Rescreening(
            id=0,
            cause=cause,
            started_at=ground.deps.clock(),
            actor=OURSELVES,
            corpus=corpus.stamp,
            policy=corpus.policy.id,
            engine=ENGINE_VERSION,
            normaliser=NORMALISER_VERSION,
            versions={version.list_id: version.reading for version in corpus.versions},
            steps=delta.steps if delta else (),
            up_to=last_revision(session),
        )
        return begin_run(session, run)


def rescreen_all(
    ground: Ground, run: Rescreening, *, waiting: bool = False, delta: Delta | None = None
) -> Rescreening:
    """Screen the subjects of a run against everything: those that wait, or all that were screened before.
    ``delta`` says what the lists have changed, where that is why."""
    with ground.deps.database.reading() as session:
        standing = active_subjects(session, up_to=run.up_to, screened=not waiting)
    ids = [one.id for one in standing]
    done = _screen(ground, run, ids, ground.corpus.index.folder, Judge(run, delta, States(), is_whole=True))
    return _finish(ground, replace(done, subjects=len(ids), candidates=len(ids)))


def rescreen_some(ground: Ground, run: Rescreening, ids: Sequence[int]) -> Rescreening:
    """Screen some subjects that wait against everything."""
    judge = Judge(run, None, States(), is_whole=True)
    done = _screen(ground, run, sorted(ids), ground.corpus.index.folder, judge)
    return _finish(ground, replace(done, subjects=len(ids), candidates=len(ids)))


def rescreen_delta(ground: Ground, run: Rescreening, delta: Delta) -> Rescreening:
    """Screen all subjects against what has changed: those that it could reach, and those with hits on it."""
    with ground.deps.database.reading() as session:
        standing = active_subjects(session, up_to=run.up_to, screened=True)
        hit = set[int]()
        for one in delta.lists:
            hit |= subjects_hit(session, one.list_id, one.touched)
    with _small_index(ground, run, delta) as index:
        reached = _reached(ground, index, standing) if index and standing else set()
        ids = sorted(reached | (hit & {one.id for one in standing}))
        done = _screen(ground, run, ids, index, Judge(run, delta, States(), is_whole=False))
    with ground.deps.database.reading() as session:
        digest = digest_of_known(session, run.up_to)
    return _finish(ground, replace(done, subjects=len(standing), candidates=len(ids), digest=digest))


def _finish(ground: Ground, run: Rescreening) -> Rescreening:
    with ground.deps.database.writing() as session:
        take_events(session)
        whole = replace(run, digest=run.digest or digest_of_known(session, 0))
        done = finish_run(session, whole, ground.deps.clock())
        tell_run(session, done, at=ground.deps.clock())
    return done


def end_where_it_stands(deps: Deps, run: Rescreening) -> Rescreening | None:
    """End a run over those that were changed, if no other process has: it counts for whom it has screened,
    and the others wait. None where it has screened nobody, and is given up."""
    with deps.database.writing() as session:
        take_subjects(session)
        run = get_run(session, run.id)
        if run.finished_at is None and run.digest is None:
            abandon_run(session, run, deps.clock())
        elif run.finished_at is None:
            count = count_screened_by(session, run.id)
            run = finish_run(session, replace(run, subjects=count, candidates=count), deps.clock())
    return run if run.digest else None


@contextmanager
def _small_index(ground: Ground, run: Rescreening, delta: Delta) -> Iterator[Path | None]:
    """An index of what has changed, removed at the end; None where nothing is to be screened against."""
    folder = ground.deps.data_folder / "rescreenings" / str(run.id)
    shutil.rmtree(folder, ignore_errors=True)
    with ground.deps.database.reading() as session:
        entries = list(delta.entries(session))
    if not entries:
        yield None
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    build_index(folder, entries)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reached(ground: Ground, index: Path, standing: Sequence[Standing]) -> set[int]:
    """The subjects that could have a hit: by their names that are kept ready, and whoever has none there."""
    names = names_of(ground)
    ids = {one.revision: one.id for one in standing}
    revisions = np.array(sorted(ids), np.int64)
    parts = names.parts()
    last = parts[-1].up_to if parts else 0
    found = {ids[int(number)] for number in revisions[revisions > last]}
    within = ((part.folder, _between(revisions, part.above, part.up_to)) for part in parts)
    for numbers in ground.workers.reached(index, within, count=len(standing)):
        ground.beat()
        found.update(ids[number] for number in numbers.tolist())
    return found


def names_of(ground: Ground) -> SubjectNames:
    """The names that are kept ready under the policy in force."""
    policy = ground.corpus.policy
    threshold = policy.least_threshold([version.list_id for version in ground.corpus.versions])
    return SubjectNames(ground.deps.data_folder, policy, min(threshold, policy.alert_threshold))


def _between(revisions: np.ndarray, above: int, up_to: int) -> np.ndarray:
    return revisions[(revisions > above) & (revisions <= up_to)]


def _screen(
    ground: Ground, run: Rescreening, ids: Sequence[int], index: Path | None, judge: Judge
) -> Rescreening:
    """Screen, judge and write the subjects that are not done yet, chunk by chunk."""
    writer = RescreenWriter(ground.deps, ground.corpus, run)
    left = [one for one in ids if one > run.cursor]
    chunks = [left[start : start + CHUNK] for start in range(0, len(left), CHUNK)]
    read: list[list[MonitoredSubject]] = []

    def subjects() -> Iterator[list[MonitoredSubject]]:
        for chunk in chunks:
            with ground.deps.database.reading() as session:
                read.append(subjects_of(session, chunk))
            yield read[-1]

    policy = ground.corpus.policy
    texts = ([one.entry.subject for one in some] for some in subjects())
    nothing: Iterator[list[tuple[Scored, ...]]] = ([()] * len(some) for some in texts)
    scored = ground.workers.screened(index, policy, texts, count=len(left)) if index else nothing
    for chunk, hits in zip(chunks, scored, strict=True):
        ground.beat()
        some = read.pop(0)
        with ground.deps.database.reading() as session:
            judged = judge.judge(session, some, hits)
        writer.write(judged, chunk[-1])
    return writer.run
