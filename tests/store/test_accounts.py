"""Users, sessions and portfolios as they are kept, on both back ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from screening.domain.errors import DatabaseFailure
from screening.store import sessions, users
from screening.store.database import Database
from screening.store.portfolios import Portfolio, add_portfolio, has_portfolio, list_portfolios
from screening.store.sessions import PageSession
from screening.store.users import User
from tests.store.examples import NOON

ANNA = User(name="anna", roles=("analyst",), portfolios=("retail",), created_at=NOON)
HOUR = timedelta(hours=1)
OPENED = PageSession(
    token_hash="1", user_name="anna", created_at=NOON, seen_at=NOON, ends_at=NOON + 12 * HOUR
)


@pytest.fixture
def anna(database: Database) -> User:
    with database.writing() as session:
        users.add_user(session, ANNA)
    return ANNA


def test_a_user_comes_back_as_kept_and_as_changed(database: Database, anna: User) -> None:
    with database.writing() as session:
        users.change_user(session, "anna", roles=("auditor",), portfolios=None, locked_until=NOON)
    with database.reading() as session:
        expected = replace(anna, roles=("auditor",), portfolios=None, locked_until=NOON)
        assert users.get_user(session, "anna") == expected
        assert users.list_users(session) == [expected]
        assert users.get_user(session, "an\x00na") is None
        assert users.has_users(session)


def test_changes_that_build_on_each_other_are_made_one_after_another(database: Database, anna: User) -> None:
    def fail(_: int) -> None:
        with database.writing() as session:
            user = users.get_user(session, "anna", to_change=True)
            assert user
            users.change_user(session, "anna", failures=user.failures + 1)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(fail, range(12)))
    with database.reading() as session:
        assert users.list_users(session)[0].failures == 12


def test_a_session_needs_its_user(database: Database) -> None:
    with pytest.raises(DatabaseFailure, match="breaks its rules"), database.writing() as session:
        sessions.add_session(session, OPENED)


def test_sessions_end_one_by_one_by_user_and_by_time(database: Database, anna: User) -> None:
    with database.writing() as session:
        users.add_user(session, replace(anna, name="ben"))
        for name in ("1", "2", "3", "4"):
            sessions.add_session(session, replace(OPENED, token_hash=name))
        sessions.add_session(session, replace(OPENED, token_hash="5", user_name="ben"))
        sessions.touch_session(session, "1", NOON + HOUR)
        sessions.touch_session(session, "2", NOON + HOUR)
        sessions.end_session(session, "2")
        sessions.forget_ended_sessions(session, now=NOON + HOUR, seen_before=NOON + HOUR)
        assert [name for name in "12345" if sessions.get_session(session, name)] == ["1"]
        sessions.add_session(session, replace(OPENED, token_hash="6", user_name="ben"))
        sessions.end_sessions_of(session, "anna")
        assert [name for name in "16" if sessions.get_session(session, name)] == ["6"]
        sessions.forget_ended_sessions(session, now=NOON + 12 * HOUR, seen_before=NOON)
        assert sessions.get_session(session, "6") is None


def test_portfolios_are_known_by_id(database: Database) -> None:
    retail = Portfolio(id="retail", title="Retail", created_at=NOON)
    with database.writing() as session:
        add_portfolio(session, retail)
    with database.reading() as session:
        assert list_portfolios(session) == [retail]
        assert has_portfolio(session, "retail")
        assert not has_portfolio(session, "ret\x00ail")
