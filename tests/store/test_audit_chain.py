"""Whatever is changed by SQL is found and placed: altered, taken out, added, cut off, rewritten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, insert, select, text, update

from screening.domain.audit import FIRST_HASH, AuditHead, SealKind
from screening.store import audit
from screening.store.audit_keeper import AuditKeeper
from screening.store.audit_seals import make_seal
from screening.store.database import Database
from screening.store.tables_audit import AuditHeadRow, AuditPayloadRow, AuditRow
from tests.store.chain import findings, keep, places, tamper, verified
from tests.store.examples import NOON

RECORDS = 5
REWRITTEN_AS_IT_IS = "UPDATE audit_record SET previous_hash = previous_hash"
RECORD, PAYLOAD, HEAD = "audit_record", "audit_payload", "audit_head"


@pytest.fixture
def chain(database: Database) -> Database:
    """A chain of five records."""
    for number in range(RECORDS):
        _append(database, number)
    return database


def _append(database: Database, number: int = 0) -> None:
    with database.writing() as session:
        audit.append(session, at=NOON, actor="a", kind="test", payload={"n": number})


def _keeper(database: Database) -> AuditKeeper:
    assert isinstance(database.keeper, AuditKeeper)
    return database.keeper


class _NotKeptError(Exception):
    """Ends a transaction that is not to be kept."""


def _found(database: Database, *statements: Executable) -> list[tuple[str, str]]:
    """Where a verification finds something after these statements, which are not kept."""
    found: list[tuple[str, str]] = []
    try:
        with database.writing() as session:
            tamper(session, *statements)
            found = places(session)
            raise _NotKeptError
    except _NotKeptError:
        return found


ALTERED: dict[str, Any] = {
    "actor": "someone else",
    "kind": "other",
    "at": NOON + timedelta(microseconds=1),
    "hash": "f" * 64,
    "previous_hash": "f" * 64,
    "payload_digest": "f" * 64,
    "key_id": "f" * 16,
}


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_any_altered_field_of_any_record_is_found(chain: Database, seq: int) -> None:
    assert set(ALTERED) == set(AuditRow.__table__.columns.keys()) - {"seq"}
    for name, value in ALTERED.items():
        altered = update(AuditRow).where(AuditRow.seq == seq).values({name: value})
        assert (RECORD, str(seq)) in _found(chain, altered), name
    unkeyed = update(AuditRow).where(AuditRow.seq == seq).values(key_id=None)
    assert _found(chain, unkeyed) == [(RECORD, str(seq))]


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_an_altered_payload_or_salt_is_found(chain: Database, seq: int) -> None:
    for name in ("payload", "salt"):
        altered = update(AuditPayloadRow).where(AuditPayloadRow.seq == seq).values({name: b"{}"})
        assert _found(chain, altered) == [(PAYLOAD, str(seq))], name


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_a_payload_that_is_taken_out_is_found(chain: Database, seq: int) -> None:
    assert _found(chain, delete(AuditPayloadRow).where(AuditPayloadRow.seq == seq)) == [(PAYLOAD, str(seq))]


@pytest.mark.parametrize("seq", range(1, RECORDS + 1))
def test_a_record_that_is_taken_out_is_found(chain: Database, seq: int) -> None:
    payload = delete(AuditPayloadRow).where(AuditPayloadRow.seq == seq)
    assert (RECORD, str(seq)) in _found(chain, payload, delete(AuditRow).where(AuditRow.seq == seq))


def test_records_that_change_places_are_found(chain: Database) -> None:
    moves = [
        update(AuditRow).where(AuditRow.seq == old).values(seq=new) for old, new in ((2, 99), (3, 2), (99, 3))
    ]
    found = _found(chain, *moves)
    assert {(RECORD, "2"), (RECORD, "3")} <= set(found)


@pytest.mark.parametrize("seq", [-1, 0, RECORDS + 1, RECORDS + 7])
def test_a_record_that_is_added_by_hand_is_found(chain: Database, seq: int) -> None:
    with chain.reading() as session:
        last = session.execute(select(*AuditRow.__table__.columns).order_by(AuditRow.seq.desc())).first()
    assert last is not None
    forged = {**last._mapping, "seq": seq, "previous_hash": last.hash}
    found = _found(chain, insert(AuditRow).values(forged))
    assert any(table == RECORD and int(key) <= max(seq, RECORDS + 1) for table, key in found)


@pytest.mark.parametrize("kept", range(RECORDS))
def test_a_chain_that_is_cut_is_found_however_well_its_head_is_put_back(chain: Database, kept: int) -> None:
    assert _found(chain, *_cut(chain, kept)) == [(RECORD, str(kept + 1))]


def _cut(database: Database, kept: int) -> list[Executable]:
    """What leaves the first ``kept`` records, as they were when they were the last."""
    with database.reading() as session:
        hashes = dict(session.execute(select(AuditRow.seq, AuditRow.hash)).all())
    return [
        delete(AuditPayloadRow).where(AuditPayloadRow.seq > kept),
        delete(AuditRow).where(AuditRow.seq > kept),
        update(AuditHeadRow).values(seq=kept, hash=hashes.get(kept, FIRST_HASH)),
    ]


@pytest.mark.parametrize("change", [delete(AuditHeadRow), update(AuditHeadRow).values(seq=4)])
def test_a_lost_or_altered_head_is_found(chain: Database, change: Executable) -> None:
    assert _found(chain, change) == [(HEAD, "1")]


def test_a_second_head_is_found(chain: Database) -> None:
    assert _found(chain, insert(AuditHeadRow).values(id=2, seq=9, hash="f" * 64)) == [(HEAD, "1")]


@pytest.mark.parametrize("key_id", [None, "the same"])
def test_a_chain_rewritten_with_plain_hashes_is_found(chain: Database, key_id: str | None) -> None:
    with chain.reading() as session:
        rows = [dict(row) for row in session.execute(select(*AuditRow.__table__.columns)).mappings()]
    found = _found(chain, *_rewritten(rows, key_id))
    assert found[0] == (RECORD, "1")
    assert {(RECORD, str(seq)) for seq in range(1, RECORDS + 1)} <= set(found)


def _rewritten(rows: Sequence[dict[str, Any]], key_id: str | None) -> list[Executable]:
    """All records made anew by somebody else, each following the one before it without the key."""
    last, statements = FIRST_HASH, list[Executable]()
    for row in sorted(rows, key=lambda row: row["seq"]):
        row |= {"actor": "nobody", "previous_hash": last}
        row["key_id"] = row["key_id"] if key_id else None
        row["hash"] = last = hashlib.sha256(audit.link_bytes(row)).hexdigest()
        statements.append(update(AuditRow).where(AuditRow.seq == row["seq"]).values(row))
    return [*statements, update(AuditHeadRow).values(hash=last)]


def test_a_chain_rewritten_with_the_key_is_found_by_its_seals(chain: Database) -> None:
    """Whoever steals the key, but not the seals."""
    keeper = _keeper(chain)
    with chain.reading() as session:
        rows = [dict(row) for row in session.execute(select(*AuditRow.__table__.columns)).mappings()]
    last, statements = FIRST_HASH, list[Executable]()
    for row in sorted(rows, key=lambda row: row["seq"]):
        row |= {"actor": "nobody", "previous_hash": last}
        row["hash"] = last = audit.link_hash(row, keeper.key)
        statements.append(update(AuditRow).where(AuditRow.seq == row["seq"]).values(row))
    found = _found(chain, *statements, update(AuditHeadRow).values(hash=last))
    assert found == [(RECORD, str(RECORDS))]


def test_a_cut_is_found_by_a_seal_where_the_noted_head_is_lost(chain: Database) -> None:
    with chain.reading() as session:
        _keeper(chain).seal(SealKind.SEAL, audit.head(session), NOON)
    _keeper(chain).mark.path.unlink()
    assert _found(chain, *_cut(chain, 2)) == [(RECORD, "3")]


def test_a_seal_that_is_forged_or_spoilt_is_found(chain: Database, tmp_path: Path) -> None:
    keeper = _keeper(chain)
    genuine = make_seal(keeper.key, SealKind.BEGUN, AuditHead(seq=5, hash="f" * 64), NOON)
    keeper.seals.path.write_bytes(keeper.seals.path.read_bytes() + b'{"kind":"seal"}\nno json\n')
    keeper.seals.path.write_text(keeper.seals.path.read_text() + genuine.mac + "\n")
    with chain.reading() as session:
        assert places(session) == [("seals.jsonl", f"line {number}") for number in (2, 3, 4)]


def test_seals_that_are_lost_are_made_anew_and_date_from_then(chain: Database) -> None:
    _keeper(chain).seals.path.unlink()
    with chain.reading() as session:
        assert places(session) == [("seals.jsonl", "line 1")]
    keep(chain)
    with chain.reading() as session:
        assert verified(session) == RECORDS


def test_a_state_that_was_brought_back_on_purpose_goes_on_but_may_not_be_cut_further(chain: Database) -> None:
    with chain.writing() as session:
        for statement in _cut(chain, 3):
            session.execute(statement)
        head = audit.head(session)
    _keeper(chain).restored(head, NOON)
    _append(chain)
    with chain.reading() as session:
        assert verified(session) == 4
    assert _found(chain, *_cut(chain, 2)) == [(RECORD, "3")]


def test_what_is_wrong_in_several_places_is_told_of_each(chain: Database) -> None:
    found = _found(
        chain,
        update(AuditRow).where(AuditRow.seq.in_([2, 4])).values(actor="b"),
        delete(AuditPayloadRow).where(AuditPayloadRow.seq == 3),
    )
    assert found == [(RECORD, "2"), (RECORD, "4"), (PAYLOAD, "3")]


def test_a_finding_is_one_line_that_says_where(chain: Database) -> None:
    with chain.writing() as session:
        session.execute(update(AuditRow).where(AuditRow.seq == 2).values(actor="b"))
        session.execute(delete(AuditPayloadRow).where(AuditPayloadRow.seq == 3))
    with chain.reading() as session:
        assert [str(one) for one in findings(session)] == [
            "audit_record 2: it was altered",
            "audit_payload 3: it is missing, and was not purged (audit record 3)",
        ]


def test_rewriting_a_row_with_itself_is_no_tampering(chain: Database) -> None:
    assert _found(chain, text(REWRITTEN_AS_IT_IS)) == []


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_single_change_to_the_chain_is_found(chain: Database, data: st.DataObject) -> None:
    """One row of one table, one column, any other value: at least one place is named."""
    table = data.draw(st.sampled_from([AuditRow, AuditPayloadRow]))
    seq = data.draw(st.integers(1, RECORDS))
    column = data.draw(st.sampled_from(table.__table__.columns.values()))
    with chain.reading() as session:
        before = session.execute(select(column).where(table.__table__.c.seq == seq)).scalar_one()
    value = data.draw(_OTHER[type(before)].filter(lambda value: value != before))
    changed = update(table).where(table.__table__.c.seq == seq).values({column.name: value})
    assert _found(chain, changed)


_OTHER: dict[type, st.SearchStrategy[Any]] = {
    int: st.integers(RECORDS + 1, 2**40),
    str: st.text(st.characters(codec="ascii", exclude_characters="\x00"), max_size=64),
    bytes: st.binary(max_size=40),
    type(NOON): st.integers(1, 10**9).map(lambda micros: NOON + timedelta(microseconds=micros)),
}
