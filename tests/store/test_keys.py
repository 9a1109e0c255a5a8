"""Keys of the API: found by their prefix, revoked for good, never kept themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from screening.domain.errors import DatabaseFailure
from screening.store import keys
from screening.store.database import Database
from screening.store.keys import ApiKey
from tests.store.examples import NOON

KEY = ApiKey(
    id="1",
    name="till \udc80",
    prefix="abc",
    hash="h" * 64,
    owner="anna",
    scopes=("screener",),
    portfolios=("retail",),
    created_at=NOON,
    created_by="test",
)


def _add(database: Database, key: ApiKey) -> None:
    with database.writing() as session:
        keys.add_key(session, key)


def test_a_key_is_found_by_its_prefix(database: Database) -> None:
    _add(database, KEY)
    with database.reading() as session:
        assert keys.find_key(session.connection(), "abc") == KEY
        assert keys.find_key(session.connection(), "ab") is None
        assert keys.find_key(session.connection(), "abc\x00") is None


def test_two_keys_never_share_a_prefix(database: Database) -> None:
    _add(database, KEY)
    with pytest.raises(DatabaseFailure):
        _add(database, replace(KEY, id="2"))


def test_keys_are_listed_by_age(database: Database) -> None:
    younger = replace(KEY, id="0", prefix="x", created_at=NOON + timedelta(hours=1))
    _add(database, younger)
    _add(database, KEY)
    with database.reading() as session:
        assert keys.list_keys(session) == [KEY, younger]


def test_the_first_revocation_stands(database: Database) -> None:
    _add(database, KEY)
    for hours in (1, 2):
        with database.writing() as session:
            keys.revoke_key(session, KEY.id, NOON + timedelta(hours=hours))
    with database.reading() as session:
        revoked = replace(KEY, revoked_at=NOON + timedelta(hours=1))
        assert keys.find_key(session.connection(), "abc") == revoked


def test_a_key_ends_where_it_expires_or_is_revoked() -> None:
    later = NOON + timedelta(hours=1)
    assert KEY.is_valid(later)
    assert replace(KEY, expires_at=later).is_valid(NOON)
    assert not replace(KEY, expires_at=later).is_valid(later)
    assert not replace(KEY, revoked_at=NOON).is_valid(NOON)


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, False), ({"created_by": "x"}, True), ({"last_used_at": NOON}, True), ({"revoked_at": NOON}, True)],
)
def test_a_key_is_in_use_once_somebody_touched_it(
    database: Database, change: dict[str, Any], expected: bool
) -> None:
    _add(database, replace(KEY, **change))
    with database.reading() as session:
        assert keys.is_any_in_use(session, untouched="test") is expected
