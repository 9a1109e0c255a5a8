"""Answers are recorded in groups: those that wait while one is written share the next transaction.

Each answer is on disk before it is given, and syncing the disk takes longer than all the rest. All
writers wait for each other, so a group is chosen when its turn has come, and made ready before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Condition
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.errors import DatabaseFailure
from screening.domain.party_group import Member
from screening.domain.screening import Screening
from screening.services.alert_raising import raise_alerts
from screening.services.corpus import Corpus
from screening.services.suppressing import Lapse, member_of, record_lapses
from screening.services.zero_footprint import redacted
from screening.store.alerts import take_alerts
from screening.store.answered_once import Once, add_answers
from screening.store.database import KEEPER, Database
from screening.store.inserts import take_turns
from screening.store.locks import file_lock
from screening.store.recording_mode import is_zero_footprint
from screening.store.screenings import (
    PreparedScreening,
    add_corpus,
    add_policy,
    add_prepared,
    prepare_screenings,
)

MOST_TOGETHER = 32
"""Answers in one transaction, so that none is long."""


_INTERRUPTED = DatabaseFailure("the process was stopped while the answer was recorded")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is to be recorded: with the corpus that it was given from, who asked, what is noted
    so that it is recorded once, for whom alerts are raised, if they are, and the suppressions that it
    found void."""

    screening: Screening
    corpus: Corpus
    actor: str
    once: Once | None = None
    alerts_for: Principal | None = None
    lapsed: tuple[Lapse, ...] = ()
    alerts_on: frozenset[Member] | None = None
    """The designations that alerts are raised on; None: all that were hit."""
    cause: Mapping[str, Any] | None = None
    """Why it was screened, where nobody asked: told in the alerts' history."""

    @property
    def alerted(self) -> Screening:
        """The answer with the hits that are put before an analyst."""
        if self.alerts_on is None:
            return self.screening
        hits = tuple(hit for hit in self.screening.hits if member_of(hit) in self.alerts_on)
        return replace(self.screening, hits=hits)


@dataclass(slots=True)
class _Waiting:
    answer: Answered
    prepared: PreparedScreening | None
    """None where it could not be made ready: what is wrong is told when it is written."""
    is_settled: bool = False
    error: Exception | None = _INTERRUPTED


class Recorder:
    """Records answers; shared between the threads of a process."""

    def __init__(self, database: Database) -> None:
        """``database`` stays open as long as the recorder is used."""
        self._database = database
        self._waiting: list[_Waiting] = []
        self._is_writing = False
        self._state = Condition()
        self._turn = _turns(database)
        self._known: set[str] = set()
        """Stamps of corpora that were kept before: a restored backup may have them no longer."""

    def record(self, screening: Screening, corpus: Corpus, *, actor: str) -> None:
        """Record an answer with all that it depends on; committed when this returns.

        Raises ``DatabaseFailure``: this answer was not recorded.
        """
        (error,) = self.record_all([Answered(screening, corpus, actor)])
        if error is not None:
            raise error

    def record_all(self, answers: Sequence[Answered]) -> list[Exception | None]:
        """Record many answers, in their order: of each, why it was not recorded; None for one that was.

        They queue a group at a time, so that an answer that comes in between need not wait for all.
        """
        errors: list[Exception | None] = []
        for start in range(0, len(answers), MOST_TOGETHER):
            mine = self._made_ready(answers[start : start + MOST_TOGETHER])
            with self._state:
                self._waiting += mine
            while self._is_to_write(mine):
                self._write()
            errors += [one.error for one in mine]
        return errors

    def _made_ready(self, answers: Sequence[Answered]) -> list[_Waiting]:
        try:
            with self._database.glancing() as connection:
                prepared = prepare_screenings(connection, [(one.screening, one.actor) for one in answers])
        except (DatabaseFailure, LookupError):
            return [_Waiting(one, None) for one in answers]
        return [_Waiting(*pair) for pair in zip(answers, prepared, strict=True)]

    def _is_to_write(self, mine: Sequence[_Waiting]) -> bool:
        """Once nobody writes: whether the caller is to, for somebody may have written all of ``mine``
        meanwhile."""
        with self._state:
            self._state.wait_for(lambda: _are_settled(mine) or not self._is_writing)
            if _are_settled(mine):
                return False
            self._is_writing = True
            return True

    def _next_group(self) -> list[_Waiting]:
        """Those that have waited longest."""
        with self._state:
            group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            return group

    def _write(self) -> None:
        group: list[_Waiting] = []
        try:
            together = self._fault(group)
            for one in group:
                one.error = self._fault([one]) if together else None
        finally:
            group = group or self._next_group()
            with self._state:
                for one in group:
                    one.is_settled = True
                self._is_writing = False
                self._state.notify_all()

    def _fault(self, group: list[_Waiting]) -> Exception | None:
        """Write a group whole, or say why not: the fault may be of any one of them. An empty one is
        filled when its turn has come."""
        try:
            with self._turn(), self._database.writing() as session:
                take_turns(session, "answers")
                group += [] if group else self._next_group()
                self._add(session, group)
        except Exception as error:
            group += [] if group else self._next_group()
            self._known.clear()
            return error
        self._known.update(one.answer.corpus.stamp for one in group)
        return None

    def _add(self, session: Session, waiting: Sequence[_Waiting]) -> None:
        group = [one.answer for one in waiting]
        for one in group:
            if one.corpus.stamp not in self._known:
                record_corpus(session, one.corpus, one.screening.screened_at)
        write_answers(session, group, [one.prepared for one in waiting if one.prepared])


def _are_settled(waiting: Sequence[_Waiting]) -> bool:
    return all(one.is_settled for one in waiting)


def record_corpus(session: Session, corpus: Corpus, at: datetime) -> None:
    """Keep what a corpus and its policy are, before an answer is recorded under their names."""
    add_policy(session, corpus.policy.id, corpus.policy.content, at)
    add_corpus(session, corpus.stamp, corpus.versions, at)


def _turns(database: Database) -> Callable[[], AbstractContextManager[None]]:
    """SQLite's writers wait by sleeping, and the unlucky for long; a lock file wakes them in order."""
    if database.file is None:
        return nullcontext
    path = database.file.with_name(f"{database.file.name}.turn")
    return lambda: file_lock(path)


def write_answers(
    session: Session, group: Sequence[Answered], prepared: Sequence[PreparedScreening] = ()
) -> None:
    """Write answers with their alerts, of corpora that are recorded; at least one. ``prepared``: what was
    made ready of them before."""
    lapses = [lapse for one in group for lapse in one.lapsed]
    if lapses or any(one.alerts_for for one in group):
        take_alerts(session)
    add_prepared(session, _to_be_kept(session, group, prepared))
    if lapses:
        record_lapses(session, lapses, max(one.screening.screened_at for one in group))
    for one in group:
        if one.alerts_for:
            at = one.screening.screened_at
            raise_alerts(session, one.alerted, by=one.alerts_for, at=at, cause=one.cause)
    noted = [(one.once, one.screening.id) for one in group if one.once]
    add_answers(session, noted, max(one.screening.screened_at for one in group))


def _to_be_kept(
    session: Session, group: Sequence[Answered], prepared: Sequence[PreparedScreening]
) -> Sequence[PreparedScreening]:
    """What is written of answers in the mode of recording that is in force by now."""
    answered = [(one.screening, one.actor) for one in group]
    if is_zero_footprint(session):
        key = session.info[KEEPER].key
        answered = [(redacted(screening, key), actor) for screening, actor in answered]
    elif len(prepared) == len(group):
        return prepared
    return prepare_screenings(session.connection(), answered)
