"""What is remembered of what is in force counts as long as the database tells the same of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from screening.store import lists, party_revisions
from screening.store.database import Database
from screening.store.policies import PolicyActivation, PolicyOrigin, activate_policy
from screening.store.standing import Standing, read_standing
from screening.store.tables_lists import VersionRow
from tests.store.examples import LIST, NOON, make_version, store

OLD, NEW = make_version("2026-01-01.aaaaaaaa", 0), make_version("2026-02-01.bbbbbbbb", 0)
LATER = NOON + timedelta(hours=1)


def _standing(database: Database) -> Standing:
    with database.glancing() as connection:
        return read_standing(connection)


@pytest.fixture
def database(database: Database) -> Database:
    store(database, NEW, (), at=None)
    store(database, OLD, ())
    return database


def _another_version(session: Session) -> None:
    lists.activate(session, LIST, NEW.version, lists.Activation(at=LATER, actor="tester"))


def _checked(session: Session) -> None:
    lists.mark_checked(session, LIST, OLD.version, LATER)


def _another_policy(session: Session) -> None:
    activation = PolicyActivation(
        policy="p", at=LATER, origin=PolicyOrigin.PERSON, actor="tester", reason="test"
    )
    activate_policy(session, activation, "content")


def _regrouped(session: Session) -> None:
    party_revisions.finish_revision(session, 1, at=LATER, stamp="a" * 64, counts={})


def _other_content(session: Session) -> None:
    session.execute(update(VersionRow).where(VersionRow.version == OLD.version).values(sha256="c" * 64))


@pytest.mark.parametrize("change", [_another_version, _checked, _another_policy, _regrouped, _other_content])
def test_whatever_changes_what_answers_are_given_from_is_told(
    database: Database, change: Callable[[Session], None]
) -> None:
    before = _standing(database)
    with database.writing() as session:
        change(session)
    assert _standing(database) != before


def test_what_changes_nothing_that_is_in_force_is_not_told(database: Database) -> None:
    before = _standing(database)
    store(database, make_version("2026-03-01.cccccccc", 0), (), at=None)
    with database.writing() as session:
        lists.mark_checked(session, LIST, NEW.version, LATER)
    assert _standing(database) == before


def test_the_last_policy_that_was_put_in_force_is_told_again_where_it_comes_back(database: Database) -> None:
    found = [_standing(database)]
    for _ in range(2):
        with database.writing() as session:
            _another_policy(session)
        found.append(_standing(database))
    assert len({one.policy for one in found}) == 3
