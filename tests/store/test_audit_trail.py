"""The trail is found again by what was done, by whom, when, and what it tells of; on both back ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from screening.domain.audit import SealKind
from screening.store import audit, audit_trail
from screening.store.audit_evidence import check_records, standing_seals
from screening.store.audit_keeper import AuditKeeper
from screening.store.audit_trail import (
    TrailFilter,
    all_kinds,
    last_of_kind,
    read_records,
    read_trail,
    records_at,
)
from screening.store.database import Database
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.store.examples import NOON

EVERYTHING = TrailFilter()


@pytest.fixture
def written(database: Database) -> Database:
    """Six records: three of anna's look-ups, a minute apart, among three of ben's of other kinds."""
    told: list[tuple[str, str, dict[str, Any]]]
    told = [("anna", "lookup", {"n": 1}), ("ben", "user_created", {"new": {"name": 'Zoë "Z"'}})]
    told += [("anna", "lookup", {"n": 2}), ("ben", "portfolio_created", {"new": {"id": "retail"}})]
    told += [("anna", "lookup", {"n": 3}), ("ben", "user_changed", {"new": {"name": 'Zoë "Z"'}})]
    with database.writing() as session:
        for minute, (actor, kind, payload) in enumerate(told):
            at = NOON + timedelta(minutes=minute)
            audit.append(session, at=at, actor=actor, kind=kind, payload=payload)
    return database


def keeper_of(database: Database) -> AuditKeeper:
    assert isinstance(database.keeper, AuditKeeper)
    return database.keeper


def seqs(database: Database, wanted: TrailFilter, *, below: int | None = None, limit: int = 50) -> list[int]:
    with database.reading() as session:
        return [one.record.seq for one in read_trail(session, wanted, below=below, limit=limit).records]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (EVERYTHING, [6, 5, 4, 3, 2, 1]),
        (TrailFilter(kind="lookup"), [5, 3, 1]),
        (TrailFilter(actor="ben"), [6, 4, 2]),
        (TrailFilter(since=NOON + timedelta(minutes=4)), [6, 5]),
        (TrailFilter(until=NOON + timedelta(minutes=1)), [1]),
        (TrailFilter(about='Zoë "Z"'), [6, 2]),
        (TrailFilter(about="retail", kind="user_changed"), []),
        (TrailFilter(about="\x00\ud800"), []),
    ],
)
def test_the_trail_is_narrowed_by_each_filter(
    written: Database, wanted: TrailFilter, expected: list[int]
) -> None:
    assert seqs(written, wanted) == expected


def test_the_trail_goes_on_below_the_last_record_of_a_page(written: Database) -> None:
    assert seqs(written, EVERYTHING, limit=2) == [6, 5]
    assert seqs(written, EVERYTHING, below=5, limit=2) == [4, 3]
    about = TrailFilter(about='Zoë "Z"')
    assert seqs(written, about, limit=1) == [6]
    assert seqs(written, about, below=6, limit=1) == [2]


def test_a_search_that_stops_says_where_and_goes_on_from_there(
    written: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_trail, "MOST_LOOKED_AT", 2)
    about, found, below = TrailFilter(about='Zoë "Z"'), [], None
    for _ in range(3):
        with written.reading() as session:
            part = read_trail(session, about, below=below, limit=50)
        found.append(([one.record.seq for one in part.records], part.looked_to))
        below = part.looked_to
    assert found == [([6], 5), ([], 3), ([2], 1)]


def test_every_kind_is_told_once_and_the_last_of_each_is_found(written: Database) -> None:
    with written.reading() as session:
        assert all_kinds(session) == ["lookup", "portfolio_created", "user_changed", "user_created"]
        found = last_of_kind(session, "lookup")
        assert found
        assert found.record.seq == 5
        assert last_of_kind(session, "none") is None
        assert [one.record.seq for one in records_at(session, [NOON + timedelta(minutes=3)], ["retail"])] == [
            4
        ]
        assert records_at(session, [NOON], ["retail"]) == []


@pytest.mark.parametrize(
    ("spoilt", "problem"),
    [
        (
            update(AuditRow).where(AuditRow.seq == 3).values(actor="mallory"),
            "it was altered: its HMAC is another",
        ),
        (
            update(AuditPayloadRow).where(AuditPayloadRow.seq == 3).values(payload=b"{}"),
            "its payload was altered",
        ),
        (
            update(AuditRow).where(AuditRow.seq == 2).values(hash="0" * 64),
            "it does not follow the record before it",
        ),
        (
            update(AuditRow).where(AuditRow.seq == 6).values(hash="0" * 64),
            "the seal on record 6 is not met again",
        ),
        (update(AuditRow).where(AuditRow.seq == 3).values(key_id="other"), "it names another key, other"),
    ],
)
def test_a_single_record_tells_what_was_done_to_it(written: Database, spoilt: Any, problem: str) -> None:
    keeper = keeper_of(written)
    with written.reading() as session:
        keeper.seal(SealKind.SEAL, audit.head(session), NOON)
    with written.writing() as session:
        (whole,) = check_records(session, keeper, read_records(session, [3]))
        assert whole.problems == ()
        assert whole.seal
        assert whole.seal.head.seq == 6
        session.execute(spoilt)
        (checked,) = check_records(session, keeper, read_records(session, [3]))
        assert problem in checked.problems
        session.rollback()


def test_seals_that_a_restore_gave_up_stand_no_more(written: Database) -> None:
    keeper = keeper_of(written)
    with written.reading() as session:
        head = audit.head(session)
    keeper.seal(SealKind.SEAL, replace(head, seq=head.seq + 3), NOON)
    keeper.restored(head, NOON)
    assert [one.head.seq for one in standing_seals(keeper)][-1] == head.seq
