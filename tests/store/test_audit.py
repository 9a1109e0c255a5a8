"""Records are appended with a key that the database does not have; many writers make one chain."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from screening.domain.audit import FIRST_HASH
from screening.domain.errors import AuditKeyMissing
from screening.store import audit
from screening.store.audit_keeper import open_keeper
from screening.store.audit_key import make_key, parse_key, read_key
from screening.store.audit_rows import cover_what_is_there, row_findings
from screening.store.database import Database, open_database
from screening.store.tables_audit import AuditRow
from screening.store.tables_lists import StateRow
from tests.store import worker
from tests.store.chain import findings, keep, verified
from tests.store.examples import NOON, make_designation, make_version, store
from tests.store.processes import kill_while, run_together


def _append(database: Database, count: int = 1, **payload: Any) -> None:
    for number in range(count):
        with database.writing() as session:
            audit.append(session, at=NOON, actor="ä\x00\ud800", kind="test", payload={"n": number, **payload})


def _verify(database: Database) -> int:
    with database.reading() as session:
        return verified(session)


def test_an_empty_chain_verifies(database: Database) -> None:
    assert _verify(database) == 0


def test_a_record_follows_the_one_before_it(database: Database) -> None:
    with database.writing() as session:
        first = audit.append(session, at=NOON, actor="a", kind="test", payload={})
        second = audit.append(session, at=NOON, actor="a", kind="test", payload={})
    assert (first.seq, second.seq) == (1, 2)
    assert first.previous_hash == FIRST_HASH
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
        before = audit.head(session)
        _append(database)
        assert audit.head(session) == before
    assert _verify(database) == 2


def test_the_key_is_for_its_owner_alone_and_nowhere_in_the_database(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "screening.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{file}")
    key = keep(database).key
    _append(database, 3)
    database.close()
    path = tmp_path / "audit" / "key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    stored = b"".join(one.read_bytes() for one in tmp_path.glob("screening.db*"))
    assert key.secret not in stored
    assert key.secret.hex().encode() not in stored
    assert key.secret.hex() not in repr(key)


def test_without_the_key_nothing_is_recorded(database: Database) -> None:
    opened = open_database(database.url)
    with pytest.raises(AuditKeyMissing, match="without the audit key"):
        _append(opened)
    opened.close()
    assert _verify(database) == 0


def test_a_chain_whose_key_is_lost_is_not_opened(database: Database, tmp_path: Path) -> None:
    _append(database)
    (tmp_path / "audit" / "key").unlink()
    with pytest.raises(AuditKeyMissing, match="there is no key here"):
        keep(database)
    assert not (tmp_path / "audit" / "key").exists(), "no new key is made in its place"


def test_a_chain_is_not_opened_with_another_key(database: Database, tmp_path: Path) -> None:
    _append(database)
    with pytest.raises(AuditKeyMissing, match="the key here is"):
        keep(database, key=make_key(tmp_path / "other"))


def test_a_chain_may_be_opened_elsewhere_with_its_key(database: Database, tmp_path: Path) -> None:
    _append(database, 2)
    key = read_key(tmp_path / "audit" / "key")
    keep(database, tmp_path / "another machine", key)
    _append(database)
    assert _verify(database) == 3


@pytest.mark.parametrize("words", ["", "short", "ab" * 31, "g" * 64])
def test_what_is_no_key_is_refused(words: str) -> None:
    with pytest.raises(AuditKeyMissing, match="64 hex digits"):
        parse_key(words)


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditKeyMissing, match=r"nowhere cannot be read: No such file"):
        read_key(tmp_path / "nowhere")
    (tmp_path / "binary").write_bytes(b"\xff" * 64)
    with pytest.raises(AuditKeyMissing, match="it holds no key"):
        read_key(tmp_path / "binary")


def test_records_of_before_the_key_keep_their_own_format(database: Database, tmp_path: Path) -> None:
    _append_unkeyed(database, 3)
    open_keeper(database, tmp_path / "upgraded", None, at=NOON)
    _append(database, 2)
    assert _verify(database) == 5


@pytest.mark.parametrize("seq", [1, 3])
def test_records_of_before_the_key_cannot_be_altered_either(
    database: Database, tmp_path: Path, seq: int
) -> None:
    _append_unkeyed(database, 3)
    open_keeper(database, tmp_path / "upgraded", None, at=NOON)
    _append(database)
    with database.writing() as session:
        session.execute(update(AuditRow).where(AuditRow.seq == seq).values(kind="other"))
    with database.reading() as session:
        assert [one.key for one in findings(session)] == [str(seq)]


def test_rows_of_before_the_key_are_covered_as_they_are_then(database: Database, tmp_path: Path) -> None:
    store(database, make_version(), [make_designation("1"), make_designation("2")])
    _append_unkeyed(database, 1)
    open_keeper(database, tmp_path / "upgraded", None, at=NOON, begin=cover_what_is_there)
    with database.reading() as session:
        assert verified(session) == 2
        assert list(row_findings(session, 1)) == []
    with database.writing() as session:
        session.execute(update(StateRow).where(StateRow.authority_ref == "2").values(primary_name="B"))
    with database.reading() as session:
        assert [one.table for one in row_findings(session, 1)] == ["list_version"]


def _append_unkeyed(database: Database, count: int) -> None:
    """As an earlier release did."""
    keyed, database.keeper = database.keeper, _Unkeyed()
    _append(database, count)
    database.keeper = keyed


class _NoKey:
    id = None
    secret = b""


class _Unkeyed:
    key = _NoKey()

    def note(self, head: object) -> None:
        """An earlier release remembered nothing."""


def _append_and_fail(database: Database) -> None:
    with database.writing() as session:
        audit.append(session, at=NOON, actor="a", kind="test", payload={})
        raise ValueError("rolled back")


def test_the_head_that_was_committed_is_noted_outside(database: Database, tmp_path: Path) -> None:
    _append(database, 3)
    with database.reading() as session:
        head = audit.head(session)
    assert (tmp_path / "audit" / "head").read_text().strip() == str(head)


def test_a_record_that_was_rolled_back_is_not_noted(database: Database, tmp_path: Path) -> None:
    _append(database)
    noted = (tmp_path / "audit" / "head").read_text()
    with pytest.raises(ValueError, match="rolled back"):
        _append_and_fail(database)
    assert (tmp_path / "audit" / "head").read_text() == noted
    assert _verify(database) == 1
