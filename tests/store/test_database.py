"""Connections as the store needs them, and every failure told in one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import StatementError

from screening.domain.errors import DatabaseFailure
from screening.store import audit
from screening.store.database import Database, open_database
from screening.store.tables_access import ApiKeyRow
from screening.store.tables_audit import AuditPayloadRow
from tests.store.chain import keep, verified
from tests.store.examples import NOON
from tests.store.processes import run_together, started

KEY = {
    **dict.fromkeys(("id", "name", "hash", "prefix", "owner", "created_by"), "a"),
    "scopes": [],
    "created_at": NOON,
}


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "screening.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    opened = open_database(f"sqlite:///{file}?timeout=0")
    keep(opened)
    yield opened
    opened.close()


def _pragma(database: Database, name: str) -> object:
    with database.reading() as session:
        return session.execute(text(f"PRAGMA {name}")).scalar_one()


def test_sqlite_is_in_wal_mode_syncs_fully_and_checks_foreign_keys(sqlite: Database) -> None:
    assert _pragma(sqlite, "journal_mode") == "wal"
    assert _pragma(sqlite, "synchronous") == 2
    assert _pragma(sqlite, "foreign_keys") == 1


def test_sqlite_waits_for_other_writers_by_default(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    assert _pragma(database, "busy_timeout") == 30_000
    database.close()


def test_folders_of_a_sqlite_file_are_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a/b/screening.db").close()
    assert (tmp_path / "a/b/screening.db").exists()


def test_a_row_without_its_owner_is_refused(database: Database) -> None:
    orphan = insert(AuditPayloadRow).values(seq=1, salt=b"", payload=b"")
    with pytest.raises(DatabaseFailure, match="breaks its rules"), database.writing() as session:
        session.execute(orphan)


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(DatabaseFailure), database.writing() as session:
        session.execute(insert(ApiKeyRow), [KEY, {**KEY, "id": "2"}])
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM api_key")).scalar_one() == 0


def test_a_fault_of_the_program_is_not_called_a_failure_of_the_database(database: Database) -> None:
    naive = insert(ApiKeyRow).values({**KEY, "created_at": NOON.replace(tzinfo=None)})
    with pytest.raises(StatementError, match="no time zone"), database.writing() as session:
        session.execute(naive)


def test_a_writer_begins_as_a_writer(sqlite: Database) -> None:
    with (
        sqlite.writing(),
        pytest.raises(DatabaseFailure, match="is locked by another process"),
        sqlite.writing(),
    ):
        pytest.fail("two writers at once")


def test_a_reader_is_not_held_up_by_a_writer(database: Database) -> None:
    with database.writing() as writer:
        audit.append(writer, at=NOON, actor="a", kind="test", payload={})
        with database.reading() as reader:
            assert verified(reader) == 0


def test_a_full_disk_is_told_in_a_sentence(sqlite: Database) -> None:
    big = insert(ApiKeyRow).values({**KEY, "name": "a" * 10_000_000})
    with sqlite.reading() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 100")
    with pytest.raises(DatabaseFailure, match="has no space left"), sqlite.writing() as session:
        session.execute(big)
    with sqlite.reading() as session:
        assert verified(session) == 0


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailure, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_file_of_another_kind_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(b"<sdnList/>" * 1000)
    with pytest.raises(DatabaseFailure, match=r"list\.xml is not a SQLite database"):
        open_database(f"sqlite:///{file}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseFailure, match=r"folder of sqlite:.* cannot be made"):
        open_database(f"sqlite:///{tmp_path}/file/screening.db")


def test_a_damaged_file_is_told(sqlite: Database) -> None:
    sqlite.close()
    file = sqlite.file
    assert file is not None
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(DatabaseFailure, match="is damaged: restore a backup"), sqlite.reading() as session:
        audit.head(session)


def test_a_database_without_our_tables_is_told(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(DatabaseFailure, match="screening db upgrade"), database.reading() as session:
        audit.head(session)
    database.close()


def test_a_server_database_without_our_tables_is_told(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with pytest.raises(DatabaseFailure, match="screening db upgrade"), database.reading() as session:
        audit.head(session)
    database.close()


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailure) as caught:
        open_database(f"postgresql://someone:s3cret@/screening?host={tmp_path}")
    assert "s3cret" not in str(caught.value)
    assert "someone" in str(caught.value)


def test_a_database_that_the_server_does_not_have_is_told(postgres_url: str) -> None:
    with pytest.raises(DatabaseFailure, match=r"does not exist"):
        open_database(postgres_url.replace("/screening_", "/none_"))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "not understood"),
        ("no address", "not understood"),
        ("mysql://host/x", "mysql is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, reason: str) -> None:
    with pytest.raises(DatabaseFailure, match=reason):
        open_database(url)


def test_the_short_names_of_postgresql_are_understood(postgres_url: str) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        database = open_database(postgres_url.replace("postgresql+psycopg", scheme))
        assert database.url.startswith("postgresql+psycopg://")
        database.close()
        database.close()


def test_a_forked_process_makes_its_own_connections(database: Database) -> None:
    run_together("fork", database.url, 1)
    with database.reading() as session:
        assert verified(session) == 3


def test_another_program_that_writes_is_waited_for_no_longer_than_asked(sqlite: Database) -> None:
    with (
        started("hold_append", sqlite.url.split("?")[0]),
        pytest.raises(DatabaseFailure, match="locked"),
        sqlite.writing(),
    ):
        pytest.fail("two writers at once")


def test_what_is_committed_is_in_the_file(sqlite: Database) -> None:
    with sqlite.writing() as session:
        audit.append(session, at=NOON, actor="a", kind="test", payload={})
    assert sqlite.file is not None
    with closing(sqlite3.connect(sqlite.file)) as other:
        assert other.execute("SELECT count(*) FROM audit_record").fetchone() == (1,)
