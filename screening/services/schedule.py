"""Tasks by the clock, for as many processes as one likes: one of them has the turn and does what is due,
the others wait for it. What was due while nobody ran is made up for once, and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

from screening.domain.errors import DatabaseFailure, MonitoringBusy, ScreeningError, UsageError
from screening.domain.schedule import DueRun, DueState
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.leases import Turn, turn
from screening.services.monitoring_events import tell_task
from screening.services.rescreen import is_behind
from screening.services.scheduled_tasks import daily_task, refresh_task, rescreened
from screening.store.events import take_events
from screening.store.schedule import last_due, write_due

TURN = "schedule"
REFRESH, DAILY, FOLLOW = "refresh", "daily", "follow"
_MOST_MISSED = 10_000
_LONGEST_NOTE = 2_000

Task = Callable[[Deps, CorpusProvider], str]
TASKS: Mapping[str, Task] = {REFRESH: refresh_task, DAILY: daily_task}
"""What is done by the clock, each told in words what came of it. Beside it stands ``FOLLOW``, what is done
whenever something has changed; of that only a failure is written down, and that it is mended."""
_FAULTS = (ScreeningError, OSError)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When each task is due: the five fields of cron, in UTC."""

    lines: Mapping[str, str]

    def due(self, task: str, after: datetime | None, now: datetime) -> tuple[datetime, int] | None:
        """The last instant at or before ``now`` that the task was due at, and how many there were before it
        that came after ``after``; None where none has come."""
        back = CronSim(self.lines[task], now.astimezone(UTC) + timedelta(minutes=1), reverse=True)
        last = next((one for one in back if one <= now), None)
        if last is None or (after is not None and last <= after):
            return None
        missed = 0
        for one in back:
            if after is None or one <= after or missed >= _MOST_MISSED:
                break
            missed += 1
        return last, missed


def timetable(lines: Mapping[str, str]) -> Timetable:
    """The timetable of these lines; one that is empty is never due. Raises ``UsageError``."""
    kept = {task: line for task, line in lines.items() if line.strip()}
    for task, line in kept.items():
        try:
            CronSim(line, datetime.now(UTC))
        except CronSimError as error:
            raise UsageError(f"the time of {task} is not understood, {line!r}: {error}") from None
    return Timetable(kept)


class Scheduler:
    """Does what is due, whenever it is asked to."""

    def __init__(
        self, deps: Deps, corpora: CorpusProvider, lines: Mapping[str, str], tasks: Mapping[str, Task] = TASKS
    ) -> None:
        """``lines``: when each task is due. Raises ``UsageError``."""
        self._deps, self._corpora, self._tasks = deps, corpora, tasks
        self._timetable = timetable(lines)

    def run(self, pause: Callable[[], bool], told: Callable[[str], None] = lambda _: None) -> None:
        """Do what is due until ``pause`` is true, which is called between: wait a while there. Another
        process that has the turn is waited for; ``told`` is what is said of what was done."""
        while not pause():
            try:
                if self._work(pause, told):
                    return
            except MonitoringBusy:
                continue
            except DatabaseFailure as error:
                told(f"the database cannot be used, and is tried again: {error}")

    def _work(self, pause: Callable[[], bool], told: Callable[[str], None]) -> bool:
        """Work as long as the turn is ours; true where it is to end."""
        with turn(self._deps.database, TURN) as held:
            while True:
                for line in self.tick(held):
                    told(line)
                if pause():
                    return True

    def tick(self, held: Turn) -> list[str]:
        """Do what is due now, and rescreen where a list or a subject has changed; what was done, in words.

        Raises ``MonitoringBusy`` where the turn was lost, ``DatabaseFailure``.
        """
        done = []
        for task in self._timetable.lines:
            held.check()
            if (run := self._due(task)) is not None:
                done.append(_words(self._do(run)))
        held.check()
        return done + self._follow()

    def _follow(self) -> list[str]:
        """Rescreen where something has changed. What hinders it is told when it begins and once it is over,
        and not each time that it is tried; another process that rescreens does not hinder it."""
        try:
            is_due = is_behind(self._deps, self._corpora)
            done = [rescreened(self._deps, self._corpora)] if is_due else []
        except MonitoringBusy:
            return []
        except DatabaseFailure:
            raise
        except _FAULTS as error:
            return self._followed(DueState.FAILED, _note(error))
        self._followed(DueState.DONE, done[0] if done else "nothing has changed")
        return done

    def _followed(self, state: DueState, note: str) -> list[str]:
        with self._deps.database.reading() as session:
            last = last_due(session, FOLLOW)
        hindered_by = last.note if last is not None and last.state is DueState.FAILED else None
        if hindered_by == (note if state is DueState.FAILED else None):
            return []
        now = self._deps.clock()
        run = DueRun(
            task=FOLLOW, due_at=now, state=state, started_at=now, finished_at=now, holder="", note=note
        )
        self._write(run)
        return [_words(run)]

    def _due(self, task: str) -> DueRun | None:
        """A run that is due, or that was begun by a process that has ended."""
        now = self._deps.clock()
        with self._deps.database.reading() as session:
            last = last_due(session, task)
        if last is not None and last.state is DueState.RUNNING:
            return replace(last, started_at=now)
        found = self._timetable.due(task, last.due_at if last else None, now)
        if found is None:
            return None
        due_at, missed = found
        return DueRun(
            task=task, due_at=due_at, state=DueState.RUNNING, started_at=now, holder="", missed=missed
        )

    def _do(self, run: DueRun) -> DueRun:
        self._write(run)
        try:
            note, state = self._tasks[run.task](self._deps, self._corpora), DueState.DONE
        except _FAULTS as error:
            note, state = _note(error), DueState.FAILED
        done = replace(run, state=state, finished_at=self._deps.clock(), note=note[:_LONGEST_NOTE])
        self._write(done)
        return done

    def _write(self, run: DueRun) -> None:
        with self._deps.database.writing() as session:
            take_events(session)
            write_due(session, run)
            if run.finished_at is not None:
                tell_task(session, run, at=run.finished_at)


def _note(error: Exception) -> str:
    return " ".join(str(error).split())[:_LONGEST_NOTE]


def _words(run: DueRun) -> str:
    missed = f", makes up for {run.missed} that were missed" if run.missed else ""
    return f"{run.task} of {run.due_at:%Y-%m-%d %H:%M} UTC{missed}: {run.state}: {run.note}"
