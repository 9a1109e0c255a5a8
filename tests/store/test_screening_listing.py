"""Recorded screenings are found by what they are, the newest first, and only those that may be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from screening.domain.screening import ScreeningRequest, ScreeningStatus, Subject
from screening.store import screenings
from screening.store.database import Database
from screening.store.screening_listing import ScreeningFilter, count_screenings, list_screenings
from tests.store.answers import make_screening
from tests.store.examples import NOON, make_designation, make_version, store

VERSION = make_version()
DAY = timedelta(days=1)


@pytest.fixture
def filled(database: Database) -> Database:
    """Three screenings on three days: of anna and ben, of no portfolio and of retail."""
    store(database, VERSION, [make_designation("1"), make_designation("2")])
    with database.writing() as session:
        screenings.add_policy(session, "policy-1", "threshold: 7000", NOON)
        screenings.add_corpus(session, "c" * 64, [VERSION], NOON)
    for days, name, actor, portfolio in (
        (0, "Первый", "anna", None),
        (1, "Zwei", "ben", "retail"),
        (2, "", "anna", "retail"),
    ):
        request = ScreeningRequest(subject=Subject(name=name), reference=f"C-{days}", portfolio=portfolio)
        status = ScreeningStatus.INCOMPLETE if days else ScreeningStatus.NO_HIT
        one = make_screening([VERSION], request=request, screened_at=NOON + days * DAY, status=status)
        with database.writing() as session:
            screenings.add_screening(session, one, actor=actor)
    return database


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["C-2", "C-1", "C-0"]),
        ({"portfolios": ["retail"]}, ["C-2", "C-1"]),
        ({"portfolios": []}, []),
        ({"portfolios": ["\x00"]}, []),
        ({"reference": "C-1"}, ["C-1"]),
        ({"reference": "\x00"}, []),
        ({"statuses": [ScreeningStatus.NO_HIT]}, ["C-0"]),
        ({"actor": "anna"}, ["C-2", "C-0"]),
        ({"since": NOON + DAY}, ["C-2", "C-1"]),
        ({"until": NOON + DAY}, ["C-0"]),
        ({"actor": "anna", "portfolios": ["retail"]}, ["C-2"]),
    ],
)
def test_screenings_are_found_the_newest_first(
    filled: Database, asked: dict[str, Any], expected: list[str]
) -> None:
    wanted = ScreeningFilter(**asked)
    with filled.reading() as session:
        assert [one.reference for one in list_screenings(session, wanted)] == expected
        assert count_screenings(session, wanted) == len(expected)


def test_a_page_begins_where_it_is_asked_to(filled: Database) -> None:
    with filled.reading() as session:
        (one,) = list_screenings(session, ScreeningFilter(), offset=1, limit=1)
    assert (one.name, one.actor, one.portfolio, one.hits) == ("Zwei", "ben", "retail", 0)
