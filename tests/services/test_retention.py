"""Records are kept as long as the law wants, counted from the end of the relationship, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from screening.app import open_corpora
from screening.domain.errors import BadInputFile, InvalidRequest, UnknownScreening, UsageError
from screening.domain.retention import RecordClass, anniversary, years_before
from screening.domain.screening import Screening
from screening.services.audit_check import verify_audit
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.deps import Deps
from screening.services.retention import (
    find_due,
    find_relationship,
    lift_hold,
    place_hold,
    purge,
    read_rules,
    standing_holds,
    tell_relationship,
)
from screening.store.screenings import get_screening
from screening.store.tables_audit import AuditPayloadRow
from screening.store.tables_retention import LegalHoldRow, TombstoneRow
from screening.store.tables_screening import HitRow, ScreeningRow
from tests.loading import Clock, write
from tests.recorded import ROWS, screen
from tests.screened import load_people

WHO: dict[str, Any] = {"reason": "a test", "by": "Ann"}
CLIENT = "client-1"
TEN_YEARS = timedelta(days=3653)


@pytest.fixture
def people(deps: Deps, tmp_path: Path) -> Deps:
    load_people(deps, tmp_path)
    return deps


@pytest.fixture
def asked(people: Deps) -> Screening:
    """An answer with a hit on a client of ours."""
    return screen(people, "Joseph Kony", reference=CLIENT)


def _is_here(deps: Deps, one: Screening) -> bool:
    with deps.database.reading() as session:
        try:
            return get_screening(session, one.id) == one
        except UnknownScreening:
            return False


def _end(deps: Deps, clock: Clock, reference: str = CLIENT) -> None:
    tell_relationship(deps, reference, ended_on=clock.now.date(), **WHO)


def test_what_ships_keeps_answers_ten_years_under_the_law_of_the_united_states(deps: Deps) -> None:
    rules = read_rules(deps)
    assert rules.applies == ("us",)
    assert rules.years(RecordClass.SCREENING) == 10
    assert "31 CFR 501.601" in rules.jurisdictions["us"].source
    assert rules.years(RecordClass.SCREENING, ("eu", "ch")) == 10, "the longest period counts"
    assert rules.years(RecordClass.SCREENING, ("eu",)) == 5


def test_nothing_is_due_while_the_relationship_goes_on(asked: Screening, deps: Deps, clock: Clock) -> None:
    clock.move(10 * TEN_YEARS)
    assert find_due(deps) == []
    assert purge(deps, **WHO) == 0
    assert _is_here(deps, asked)


def test_an_answer_is_due_ten_years_after_the_end_to_the_day(
    asked: Screening, deps: Deps, clock: Clock
) -> None:
    clock.move(timedelta(days=400))
    _end(deps, clock)
    ended_on = clock.now.date()
    clock.now = clock.now.replace(year=ended_on.year + 10) - timedelta(days=1)
    assert purge(deps, **WHO) == 0
    clock.move(timedelta(days=1))
    (due,) = find_due(deps)
    assert (due.kind, due.count) == (RecordClass.SCREENING, 1)
    assert due.rule == "us: 10 years after the relationship ended"
    assert purge(deps, **WHO) == 1
    assert not _is_here(deps, asked)


def test_an_answer_that_was_given_after_the_end_is_kept_from_then(people: Deps, clock: Clock) -> None:
    _end(people, clock)
    clock.move(TEN_YEARS - timedelta(days=30))
    later = screen(people, "Joseph Kony", reference=CLIENT)
    clock.move(timedelta(days=60))
    assert purge(people, **WHO) == 0
    assert _is_here(people, later)


def test_an_answer_on_no_reference_is_kept_from_its_own_day(people: Deps, clock: Clock) -> None:
    screen(people, "Joseph Kony")
    clock.move(TEN_YEARS - timedelta(days=5))
    assert find_due(people) == []
    clock.move(timedelta(days=10))
    assert [one.rule for one in find_due(people)] == ["us: 10 years after the answer"]


def test_a_relationship_may_be_kept_under_another_law(asked: Screening, deps: Deps, clock: Clock) -> None:
    tell_relationship(deps, CLIENT, ended_on=clock.now.date(), jurisdictions=("eu",), **WHO)
    clock.move(TEN_YEARS / 2)
    assert [one.rule for one in find_due(deps)] == ["eu: 5 years after the relationship ended"]


def test_a_relationship_that_goes_on_after_all_is_kept(asked: Screening, deps: Deps, clock: Clock) -> None:
    _end(deps, clock)
    clock.move(TEN_YEARS)
    tell_relationship(deps, CLIENT, ended_on=None, **WHO)
    found = find_relationship(deps, CLIENT)
    assert found is not None
    assert found.ended_on is None
    assert purge(deps, **WHO) == 0


def test_what_was_purged_leaves_a_tombstone_and_a_chain_that_verifies(
    asked: Screening, deps: Deps, clock: Clock
) -> None:
    other = screen(deps, "Hyperlink Trading Company", reference="client-2")
    _end(deps, clock)
    clock.move(TEN_YEARS)
    purge(deps, **WHO)
    with deps.database.reading() as session:
        with pytest.raises(UnknownScreening, match=r"was purged on 2036-.* \(us: 10 years after the relat"):
            get_screening(session, asked.id)
        assert session.scalar(select(func.count()).select_from(HitRow)) == 1
    assert _is_here(deps, other)
    assert verify_audit(deps).findings == ()


def test_what_was_purged_is_no_longer_in_the_file(
    asked: Screening, deps: Deps, clock: Clock, tmp_path: Path
) -> None:
    _end(deps, clock)
    clock.move(TEN_YEARS)
    purge(deps, **WHO)
    deps.database.close()
    assert asked.id.encode() in (tmp_path / "screening.db").read_bytes(), "in the tombstone"
    assert b"Joseph Kony" not in (tmp_path / "screening.db").read_bytes()


def test_a_deletion_that_is_no_purge_is_found(asked: Screening, deps: Deps, clock: Clock) -> None:
    """An administrator deletes as a purge would, but for its record."""
    with deps.database.writing() as session:
        seq = session.scalars(select(ScreeningRow.audit_seq)).one()
        session.execute(delete(HitRow))
        session.execute(delete(ScreeningRow))
        session.execute(delete(AuditPayloadRow).where(AuditPayloadRow.seq == seq))
    assert [(one.table, one.seq) for one in verify_audit(deps).findings] == [("audit_payload", seq)]


@pytest.mark.parametrize("reference", [CLIENT, None])
def test_what_is_held_is_not_purged_until_the_hold_is_lifted(
    asked: Screening, deps: Deps, clock: Clock, reference: str | None
) -> None:
    hold = place_hold(deps, reference, **WHO)
    _end(deps, clock)
    clock.move(TEN_YEARS)
    assert find_due(deps) == []
    assert purge(deps, **WHO) == 0
    assert standing_holds(deps) == [hold]
    lift_hold(deps, hold.id, **WHO)
    assert standing_holds(deps) == []
    assert purge(deps, **WHO) == 1
    assert verify_audit(deps).findings == ()


def test_a_hold_on_another_reference_holds_nothing_else(asked: Screening, deps: Deps, clock: Clock) -> None:
    place_hold(deps, "client-2", **WHO)
    _end(deps, clock)
    clock.move(TEN_YEARS)
    assert purge(deps, **WHO) == 1


@pytest.fixture
def batch(people: Deps, tmp_path: Path) -> Deps:
    """A file was screened, with hits on the references 1 and 2."""
    request = BatchRequest(source=write(tmp_path / "in.csv", ROWS), out=tmp_path / "out.csv")
    run_batch(people, open_corpora(people), request, actor="a")
    return people


def test_a_batch_is_purged_whole_when_its_time_is_over(batch: Deps, clock: Clock) -> None:
    clock.move(TEN_YEARS)
    assert [(one.kind, one.rule) for one in find_due(batch)] == [
        (RecordClass.BATCH, "us: 10 years after the batch")
    ]
    assert purge(batch, **WHO) == 1
    with batch.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HitRow)) == 0
    assert verify_audit(batch).findings == ()


@pytest.mark.parametrize(("reference", "purged"), [("2", 0), ("3", 1), (None, 0)])
def test_a_batch_with_a_hit_on_a_held_reference_is_kept(
    batch: Deps, clock: Clock, reference: str | None, purged: int
) -> None:
    place_hold(batch, reference, **WHO)
    clock.move(TEN_YEARS)
    assert purge(batch, **WHO) == purged


def test_a_hold_or_a_tombstone_cannot_be_altered_unnoticed(
    asked: Screening, deps: Deps, clock: Clock
) -> None:
    place_hold(deps, "client-2", **WHO)
    _end(deps, clock)
    clock.move(TEN_YEARS)
    purge(deps, **WHO)
    with deps.database.writing() as session:
        session.execute(update(LegalHoldRow).values(lifted_at=clock.now))
        session.execute(delete(TombstoneRow))
    assert {one.table for one in verify_audit(deps).findings} == {"legal_hold", "tombstone"}


def test_acts_without_a_name_or_a_reason_are_refused(deps: Deps, clock: Clock) -> None:
    nobody: tuple[dict[str, Any], ...] = ({"reason": " ", "by": "Ann"}, {"reason": "x", "by": ""})
    for who in nobody:
        with pytest.raises(UsageError, match="who answers for it"):
            place_hold(deps, CLIENT, **who)
        with pytest.raises(UsageError, match="who answers for it"):
            tell_relationship(deps, CLIENT, ended_on=None, **who)
        with pytest.raises(UsageError, match="who answers for it"):
            purge(deps, **who)
    with pytest.raises(UsageError, match="no hold"):
        lift_hold(deps, "none", **WHO)
    with pytest.raises(InvalidRequest, match="yet to come"):
        tell_relationship(deps, CLIENT, ended_on=clock.now.date() + timedelta(days=1), **WHO)
    with pytest.raises(InvalidRequest, match="no rule is known of xx"):
        tell_relationship(deps, CLIENT, ended_on=None, jurisdictions=("xx",), **WHO)


@pytest.mark.parametrize(
    "text",
    [
        "applies = []\n[us]\nscreening = 1\nbatch = 1\nsource = ''",
        "applies = ['eu']\n[us]\nscreening = 1\nbatch = 1\nsource = ''",
        "applies = ['us']\n[us]\nscreening = 0\nbatch = 1\nsource = ''",
        "applies = ['us']\n[us]\nscreening = 1\nsource = ''",
        "no toml",
    ],
)
def test_rules_that_cannot_be_understood_are_refused(deps: Deps, tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text)
    settings = deps.settings.model_copy(update={"retention": path})
    with pytest.raises(BadInputFile, match="cannot be used") as refused:
        read_rules(replace(deps, settings=settings))
    assert "Error(" not in str(refused.value)


def test_a_leap_day_ends_a_day_later_rather_than_earlier() -> None:
    leap = date(2024, 2, 29)
    assert anniversary(leap, 10) == date(2034, 3, 1)
    for day in (date(2034, 2, 28), date(2034, 3, 1), date(2036, 2, 29)):
        assert (leap <= years_before(day, 10)) == (anniversary(leap, 10) <= day)
