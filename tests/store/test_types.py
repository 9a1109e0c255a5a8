"""Whatever a client sends is stored as it came, on both back ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from screening.store.database import Database
from screening.store.types import ExactJson, ExactText, UtcDateTime

ANY_TEXT = st.text(st.characters())
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
ROWS = Table(
    "types_test",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", ExactText),
    Column("json", ExactJson),
    Column("at", UtcDateTime),
)
often = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def table(database: Database) -> Database:
    with database.writing() as session:
        ROWS.create(session.connection())
    return database


def _round_trip(database: Database, **values: Any) -> Any:
    name = next(iter(values))
    with database.writing() as session:
        key = session.execute(insert(ROWS).values(**values).returning(ROWS.c.id)).scalar_one()
    with database.reading() as session:
        return session.execute(select(ROWS.c[name]).where(ROWS.c.id == key)).scalar_one()


@often
@given(text=ANY_TEXT)
def test_any_text_comes_back_as_it_was(table: Database, text: str) -> None:
    assert _round_trip(table, text=text) == text


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ud83d" + "\ude00", "😀", ""])
def test_nul_and_surrogates_come_back_as_they_were(table: Database, text: str) -> None:
    assert _round_trip(table, text=text) == text
    assert _round_trip(table, json={text: [text]}) == {text: [text]}


@often
@given(value=ANY_JSON)
def test_any_json_comes_back_equal(table: Database, value: Any) -> None:
    assert _round_trip(table, json=value) == value


@often
@given(
    at=st.datetimes(
        min_value=datetime(1900, 1, 2),
        max_value=datetime(2200, 1, 1),
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11))]
        ),
    )
)
def test_an_instant_comes_back_aware_and_in_utc(table: Database, at: datetime) -> None:
    found = _round_trip(table, at=at)
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(table: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        _round_trip(table, at=datetime(2026, 1, 1))
