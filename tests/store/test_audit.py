"""The audit chain: whole with many writers, and telling on whoever touches it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, insert, select, text, update

from screening.domain.errors import AuditBroken
from screening.store import audit
from screening.store.database import Database
from screening.store.tables_audit import AuditHeadRow, AuditPayloadRow, AuditRow
from tests.store import worker
from tests.store.examples import NOON
from tests.store.processes import kill_while, run_together

RECORDS = 5
BACK_END_FREE = "UPDATE audit_record SET previous_hash = previous_hash"


def _append(database: Database, count: int = 1, **payload: Any) -> None:
    for number in range(count):
        with database.writing() as session:
            audit.append(session, at=NOON, actor="ä\x00\ud800", kind="test", payload={"n": number, **payload})


def _verify(database: Database) -> int:
    with database.reading() as session:
        return audit.verify(session)


def _found_at(database: Database, *statements: Executable) -> int:
    """At which record the chain breaks under these statements, which are not kept."""
    try:
        with database.writing() as session:
            for statement in statements:
                session.execute(statement)
            audit.verify(session)
    except AuditBroken as broken:
        return broken.seq
    pytest.fail("nothing was found")


def test_an_empty_chain_verifies(database: Database) -> None:
    assert _verify(database) == 0


def test_a_record_follows_the_one_before_it(database: Database) -> None:
    with database.writing() as session:
        first = audit.append(session, at=NOON, actor="a", kind="test", payload={})
        second = audit.append(session, at=NOON, actor="a", kind="test", payload={})
    assert (first.seq, second.seq) == (1, 2)
    assert first.previous_hash == audit.FIRST_HASH
    assert second.previous_hash == first.hash
    assert first.payload_digest != second.payload_digest, "the salt tells equal payloads apart"
    assert _verify(database) == 2


def test_a_transaction_that_fails_leaves_no_gap(database: Database) -> None:
    _append(database)
    with pytest.raises(ValueError, match="not JSON"):
        _append(database, 2, bad=float("nan"))
    _append(database)
    assert _verify(database) == 2


@given(payload=st.dictionaries(st.text(st.characters()), st.text(st.characters()), max_size=3))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_chain_with_any_payload_verifies(database: Database, payload: dict[str, str]) -> None:
    before = _verify(database)
    _append(database, payload=payload)
    assert _verify(database) == before + 1


def test_a_purged_payload_leaves_the_chain_whole(database: Database) -> None:
    _append(database, RECORDS)
    with database.writing() as session:
        session.execute(delete(AuditPayloadRow).where(AuditPayloadRow.seq == 3))
    assert _verify(database) == RECORDS


ALTERED = {
    "actor": "someone else",
    "kind": "other",
    "at": NOON + timedelta(microseconds=1),
    "hash": "f" * 64,
    "previous_hash": "f" * 64,
    "payload_digest": "f" * 64,
}


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_any_altered_field_of_any_record_is_found(database: Database, seq: int) -> None:
    _append(database, RECORDS)
    for name, value in ALTERED.items():
        altered = update(AuditRow).where(AuditRow.seq == seq).values({name: value})
        assert _found_at(database, altered) == seq, name
    assert _verify(database) == RECORDS


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_an_altered_payload_or_salt_is_found(database: Database, seq: int) -> None:
    _append(database, RECORDS)
    for name in ("payload", "salt"):
        altered = update(AuditPayloadRow).where(AuditPayloadRow.seq == seq).values({name: b"{}"})
        assert _found_at(database, altered) == seq, name


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_a_record_that_is_taken_out_is_found(database: Database, seq: int) -> None:
    _append(database, RECORDS)
    payload = delete(AuditPayloadRow).where(AuditPayloadRow.seq == seq)
    assert _found_at(database, payload, delete(AuditRow).where(AuditRow.seq == seq)) == seq


def test_a_record_that_is_added_by_hand_is_found(database: Database) -> None:
    _append(database, RECORDS)
    with database.writing() as session:
        last = session.execute(select(*AuditRow.__table__.columns).order_by(AuditRow.seq.desc())).first()
        assert last is not None
        forged = {**last._mapping, "seq": RECORDS + 1, "previous_hash": last.hash}
        forged["hash"] = audit._link_hash(forged)
        session.execute(insert(AuditRow).values(forged))
    with pytest.raises(AuditBroken, match="end of the chain"):
        _verify(database)


def test_two_records_that_change_places_are_found(database: Database) -> None:
    _append(database, RECORDS)
    with database.writing() as session:
        session.execute(delete(AuditPayloadRow))
        for old, new in ((2, 99), (3, 2), (99, 3)):
            session.execute(update(AuditRow).where(AuditRow.seq == old).values(seq=new))
    with pytest.raises(AuditBroken, match="record 2:"):
        _verify(database)


def test_a_lost_head_is_found(database: Database) -> None:
    _append(database)
    with database.writing() as session:
        session.execute(delete(AuditHeadRow))
    with pytest.raises(AuditBroken, match="end of the chain"):
        _verify(database)


def test_four_processes_write_one_chain_without_gaps(database: Database) -> None:
    run_together("append", database.url, 4)
    assert _verify(database) == 4 * worker.APPENDS


def test_a_writer_that_is_killed_leaves_the_chain_whole(database: Database) -> None:
    _append(database)
    kill_while("hold_append", database.url)
    _append(database)
    assert _verify(database) == 2


def test_what_another_process_writes_does_not_show_while_reading(database: Database) -> None:
    _append(database)
    with database.reading() as session:
        assert audit.verify(session) == 1
        _append(database)
        assert audit.verify(session) == 1
    assert _verify(database) == 2


def test_rewriting_a_row_with_itself_is_no_tampering(database: Database) -> None:
    _append(database, RECORDS)
    with database.writing() as session:
        session.execute(text(BACK_END_FREE))
    assert _verify(database) == RECORDS
