"""Removed subjects are purged with their history when their time is over, never before."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from screening.domain.monitoring import SubjectState
from screening.domain.retention import RecordClass, anniversary
from screening.services.audit_check import verify_audit
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.retention import find_due, place_hold, purge, tell_relationship
from screening.services.subject_body import parse_entry
from screening.services.subjects import SubjectBook
from screening.store.retention import get_tombstone
from screening.store.tables_monitoring import FindingRow, SubjectHitRow, SubjectRevisionRow
from tests.loading import PEOPLE, Clock, command
from tests.monitored import ANNA, Monitoring
from tests.store.chain import verified

WHO: dict[str, Any] = {"reason": "a test", "by": "Ann"}
YEAR = timedelta(days=365.25)


@pytest.fixture
def monitoring(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Monitoring:
    made = Monitoring(deps, corpora, tmp_path)
    made.publish(PEOPLE)
    return made


@pytest.fixture
def book(deps: Deps, corpora: CorpusProvider) -> SubjectBook:
    return SubjectBook(deps, corpora)


def tell(book: SubjectBook, reference: str, name: str) -> None:
    book.tell(parse_entry({"name": name}, reference=reference, portfolio=None), by=ANNA)


def remove(book: SubjectBook, reference: str) -> None:
    book.move(reference, None, SubjectState.REMOVED, by=ANNA)


def references(deps: Deps) -> set[str]:
    with deps.database.reading() as session:
        return {one.decode() for (one,) in session.execute(text("SELECT reference FROM monitored_subject"))}


def test_a_removed_subject_goes_with_its_history_and_the_chain_verifies(
    monitoring: Monitoring, book: SubjectBook, deps: Deps, clock: Clock, tmp_path: Path
) -> None:
    tell(book, "A", "Angela Merkel")
    tell(book, "A", "Angela Kasner")
    tell(book, "B", "Somebody Else")
    remove(book, "A")
    tell(book, "C", "Another One")
    names = deps.data_folder / "subjects" / "0-9.abc"
    names.mkdir(parents=True)
    removed_at = clock.now
    clock.now = clock.now.replace(year=clock.now.year + 10) - timedelta(days=1)
    assert (find_due(deps), purge(deps, **WHO)) == ([], 0)
    clock.move(timedelta(days=1))
    shown = [(one.kind, one.count, one.rule) for one in find_due(deps)]
    assert shown == [(RecordClass.SUBJECT, 1, "us: 10 years after it was removed")]
    assert purge(deps, **WHO) == 1
    assert references(deps) == {"B", "C"}
    assert not names.exists()
    with deps.database.reading() as session:
        stone = get_tombstone(session, "subject-1")
        assert stone is not None
        assert (stone.recorded_at, stone.kind) == (removed_at, RecordClass.SUBJECT)
        for table in (SubjectRevisionRow, FindingRow, SubjectHitRow):
            of_it = select(func.count()).select_from(table).where(table.subject_id == 1)
            assert session.scalar(of_it) == 0
        assert verified(session) > 0
    assert verify_audit(deps).findings == ()
    deps.database.close()
    kept = (tmp_path / "screening.db").read_bytes()
    assert b"Kasner" not in kept
    assert b"Somebody Else" in kept
    assert "subject" in command(tmp_path, "retention", "rules").stdout.splitlines()[0]


def test_the_payloads_of_other_subjects_stay(
    monitoring: Monitoring, book: SubjectBook, deps: Deps, clock: Clock
) -> None:
    entries = [parse_entry({"name": one}, reference=one, portfolio=None) for one in ("Ann", "Ben")]
    book.tell_many(entries, by=ANNA)
    remove(book, "Ann")
    tell(book, "Cal", "Cal")
    clock.move(11 * YEAR)
    purge(deps, **WHO)
    with deps.database.writing() as session:
        row = SubjectRevisionRow
        session.execute(update(row).where(row.subject_id == 2).values(branch="x"))
    assert [one.problem for one in verify_audit(deps).findings] == ["it is not as it was recorded"]


def test_while_an_alert_is_kept_so_is_what_led_to_it(
    monitoring: Monitoring, book: SubjectBook, deps: Deps, clock: Clock
) -> None:
    tell(book, "A", "Ivanov")
    remove(book, "A")
    tell(book, "B", "Somebody Else")
    clock.move(20 * YEAR)
    assert purge(deps, **WHO) == 0
    assert references(deps) == {"A", "B"}


def test_the_last_that_was_told_stays_until_another_is_so_that_no_number_is_given_twice(
    monitoring: Monitoring, book: SubjectBook, deps: Deps, clock: Clock
) -> None:
    tell(book, "A", "Angela Merkel")
    remove(book, "A")
    clock.move(11 * YEAR)
    assert purge(deps, **WHO) == 0
    tell(book, "B", "Somebody Else")
    assert purge(deps, **WHO) == 1


@dataclass(frozen=True)
class _Fate:
    """What becomes of a subject, by days since the first."""

    removed: int | None
    back: bool
    ended: int | None
    goes_on: bool
    law: str | None
    held: bool

    def is_over(self, first: date, today: date) -> bool:
        """By the words of the documentation."""
        if self.removed is None or self.back or self.held or self.goes_on:
            return False
        last = max(self.removed, self.ended or 0)
        years = 5 if self.ended is not None and self.law == "eu" else 10
        return anniversary(first + timedelta(days=last), years) <= today


def _drawn(draw: random.Random) -> _Fate:
    ended = draw.choice([None, draw.randint(0, 2_000)])
    return _Fate(
        removed=draw.choice([None, *[draw.randint(0, 2_000)] * 3]),
        back=draw.random() < 0.1,
        ended=ended,
        goes_on=ended is None and draw.random() < 0.2,
        law=draw.choice(["eu", None]),
        held=draw.random() < 0.1,
    )


def _live(book: SubjectBook, deps: Deps, clock: Clock, fates: dict[str, _Fate]) -> None:
    """Let all of it happen, day by day."""
    first = clock.now
    for day in range(2_001):
        clock.now = first + timedelta(days=day)
        for reference, fate in fates.items():
            if fate.removed == day:
                remove(book, reference)
                if fate.back:
                    tell(book, reference, f"Person Number{reference}")
            if fate.ended == day or (day == 0 and fate.goes_on):
                laws = (fate.law,) if fate.law else ()
                ended_on = clock.now.date() if fate.ended == day else None
                tell_relationship(deps, reference, ended_on=ended_on, jurisdictions=laws, **WHO)
            if day == 0 and fate.held:
                place_hold(deps, reference, **WHO)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_goes_before_its_time_and_all_goes_then(
    monitoring: Monitoring, book: SubjectBook, deps: Deps, clock: Clock, seed: int
) -> None:
    draw = random.Random(seed)
    fates = {str(number): _drawn(draw) for number in range(40)}
    monitoring.take_in({reference: f"Person Number{reference}" for reference in fates})
    first = clock.now.date()
    _live(book, deps, clock, fates)
    tell(book, "last", "Somebody Else")
    for day in sorted(draw.sample(range(1_800, 6_000), 12)):
        clock.now = datetime.combine(first + timedelta(days=day), datetime.min.time(), UTC)
        purge(deps, **WHO)
        kept = {one for one, fate in fates.items() if not fate.is_over(first, clock.now.date())}
        assert references(deps) == {*kept, "last"}, day
    assert references(deps) != {*fates, "last"}
    assert verify_audit(deps).findings == ()
