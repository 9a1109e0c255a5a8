"""A request under an idempotency key is screened once, however often and at once it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from screening.app import open_corpora
from screening.config import Settings
from screening.domain.access import Principal, operator
from screening.domain.errors import InvalidRequest, KeyReused, ScreeningError
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps
from screening.services.once import KEPT, OnceScreener
from screening.services.screen import Screener
from screening.services.zero_footprint import confirm_change, request_change
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.tables_requests import AnsweredOnceRow
from screening.store.tables_screening import ScreeningRow
from tests.loading import Clock, plugged_in
from tests.screened import load_people
from tests.store.chain import keep, verified

ANNA, BEN = operator("anna"), operator("ben")
KONY = {0: ScreeningRequest(subject=Subject(name="Joseph Kony"))}


@pytest.fixture
def installed(database: Database, tmp_path: Path) -> Iterator[Deps]:
    """An installation with a list, on each back end."""
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    deps = Deps(database, tmp_path, settings, keep(database), Counters(database), Clock())
    with plugged_in():
        load_people(deps, tmp_path)
        yield deps


@pytest.fixture
def once(installed: Deps) -> OnceScreener:
    return OnceScreener(installed, Screener(installed, open_corpora(installed)), Catalogue(installed))


def ask(
    once: OnceScreener, key: str | None = "k-1", body: object = "the body", by: Principal = ANNA
) -> Screening:
    outcomes, _ = once.screen(KONY, by=by, key=key, body=body)
    (outcome,) = outcomes.values()
    if isinstance(outcome, ScreeningError):
        raise outcome
    return outcome


def recorded(deps: Deps) -> int:
    with deps.database.reading() as session:
        assert verified(session)
        return session.scalar(select(func.count()).select_from(ScreeningRow)) or 0


def test_the_same_request_is_answered_from_the_record(installed: Deps, once: OnceScreener) -> None:
    first = ask(once)
    assert ask(once) == first
    assert recorded(installed) == 1
    assert once.screen(KONY, by=ANNA, key="k-1", body="the body")[1] is True


def test_without_a_key_or_under_another_it_is_screened_again(installed: Deps, once: OnceScreener) -> None:
    found = {ask(once).id, ask(once, key=None).id, ask(once, key=None).id, ask(once, key="k-2").id}
    assert len(found) == recorded(installed) == 4


def test_another_request_under_the_same_key_is_refused(installed: Deps, once: OnceScreener) -> None:
    ask(once)
    with pytest.raises(KeyReused):
        ask(once, body="another body")
    assert recorded(installed) == 1


def test_a_key_is_its_owners(once: OnceScreener) -> None:
    assert ask(once, by=ANNA).id != ask(once, by=BEN, body="another body").id


def test_a_key_counts_for_a_day(installed: Deps, once: OnceScreener) -> None:
    clock = installed.clock
    assert isinstance(clock, Clock)
    first = ask(once)
    clock.move(KEPT - timedelta(seconds=1))
    assert ask(once).id == first.id
    clock.move(timedelta(seconds=1))
    assert ask(once, body="another body").id != first.id
    with installed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnsweredOnceRow)) == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "with space", "é", "a\nb"])
def test_what_is_no_key_is_refused(once: OnceScreener, key: str) -> None:
    with pytest.raises(InvalidRequest):
        ask(once, key=key)


def test_duplicates_at_once_are_recorded_once(installed: Deps, once: OnceScreener) -> None:
    """In two processes: each with a recorder of its own."""
    other = OnceScreener(installed, Screener(installed, open_corpora(installed)), Catalogue(installed))
    together = Barrier(8)

    def send(screener: OnceScreener) -> Screening:
        together.wait()
        return ask(screener)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, [once, other] * 4))
    assert {one.id for one in answers} == {answers[0].id}
    assert all(one == answers[0] for one in answers)
    assert recorded(installed) == 1


def test_different_requests_at_once_under_one_key_are_not_both_answered(
    installed: Deps, once: OnceScreener
) -> None:
    together = Barrier(2)

    def send(body: str) -> Screening | ScreeningError:
        together.wait()
        try:
            return ask(once, body=body)
        except ScreeningError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, ["one", "other"]))
    assert sorted(type(one).__name__ for one in answers) == ["KeyReused", "Screening"]
    assert recorded(installed) == 1


def test_a_request_for_many_goes_on_where_it_was_cut(installed: Deps, once: OnceScreener) -> None:
    requests = {n: ScreeningRequest(subject=Subject(name=f"Joseph Kony {n}")) for n in range(3)}
    first, _ = once.screen({n: requests[n] for n in (0, 2)}, by=ANNA, key="k", body="b")
    again, is_replayed = once.screen(requests, by=ANNA, key="k", body="b")
    assert (again[0], again[2], is_replayed) == (first[0], first[2], False)
    assert recorded(installed) == 3
    assert once.screen(requests, by=ANNA, key="k", body="b") == (again, True)


def test_where_names_are_not_kept_the_answer_given_again_does_not_say_them(
    installed: Deps, once: OnceScreener
) -> None:
    change = request_change(installed, on=True, reason="as agreed", by="Ann", entered_by="a")
    confirm_change(installed, change.id, by="Ben", entered_by="b")
    first, second = ask(once), ask(once)
    assert first.request.subject.name == "Joseph Kony"
    assert (second.id, second.request.subject.name, recorded(installed)) == (first.id, "", 1)
    with pytest.raises(KeyReused):
        ask(once, body="another body")
