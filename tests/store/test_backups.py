"""Copies of a database in use, which hold what they should or are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.domain.errors import DatabaseFailure, UsageError
from screening.store import audit, schema
from screening.store.audit_keeper import AuditKeeper
from screening.store.audit_key import AuditKey
from screening.store.database import Database, open_database
from tests.store.chain import findings, keep, verified
from tests.store.examples import NOON


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "screening.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    opened = open_database(f"sqlite:///{file}")
    keep(opened)
    _append(opened, 3)
    yield opened
    opened.close()


def _append(database: Database, count: int) -> None:
    for _ in range(count):
        with database.writing() as session:
            audit.append(session, at=NOON, actor="a", kind="test", payload={})


def _records(database: Database) -> int:
    with database.reading() as session:
        return verified(session)


def _key(database: Database) -> AuditKey:
    keeper = database.keeper
    assert isinstance(keeper, AuditKeeper)
    return keeper.key


def _accept(database: Database) -> None:
    """Say that the earlier state was brought back on purpose."""
    with database.reading() as session:
        keep(database).restored(audit.head(session), NOON)


def test_a_backup_holds_what_was_committed(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.writing() as session:
        audit.append(session, at=NOON, actor="a", kind="test", payload={})
        schema.backup(sqlite, tmp_path / "copy.db")
    copy = open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    keep(copy, tmp_path / "elsewhere", _key(sqlite))
    assert (_records(copy), _records(sqlite)) == (3, 4)
    copy.close()


def test_a_restored_database_is_as_it_was(sqlite: Database, tmp_path: Path) -> None:
    schema.backup(sqlite, tmp_path / "copy.db")
    _append(sqlite, 2)
    other = open_database(sqlite.url)
    keep(other)
    assert _records(other) == 5
    heads = schema.restore(sqlite, tmp_path / "copy.db", discard_newer=True)
    assert str(heads) == "database 5 records, last 5; backup 3 records, last 3"
    with sqlite.reading() as session:
        assert [one.key for one in findings(session)] == ["4"], "as when somebody cuts the chain"
    _accept(sqlite)
    assert (_records(sqlite), _records(other)) == (3, 3)
    _append(other, 1)
    assert _records(sqlite) == 4
    other.close()


def test_records_that_the_backup_has_not_are_not_discarded_unasked(sqlite: Database, tmp_path: Path) -> None:
    schema.backup(sqlite, tmp_path / "copy.db")
    _append(sqlite, 2)
    heads = "database 5 records, last 5; backup 3 records, last 3"
    with pytest.raises(UsageError, match=f"{heads}; --discard-newer-records"):
        schema.restore(sqlite, tmp_path / "copy.db")
    assert _records(sqlite) == 5


def test_another_chain_is_not_discarded_unasked_however_short(
    sqlite: Database, migrated_sqlite: Path, tmp_path: Path
) -> None:
    schema.backup(sqlite, tmp_path / "copy.db")
    (tmp_path / "other.db").write_bytes(migrated_sqlite.read_bytes())
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    keep(other, tmp_path / "elsewhere")
    _append(other, 2)
    with pytest.raises(UsageError, match="database 2 records, last 2; backup 3 records, last 3"):
        schema.restore(other, tmp_path / "copy.db")
    assert _records(other) == 2
    other.close()


def test_a_backup_that_goes_on_from_the_database_is_restored(sqlite: Database, tmp_path: Path) -> None:
    schema.backup(sqlite, tmp_path / "early.db")
    _append(sqlite, 2)
    schema.backup(sqlite, tmp_path / "late.db")
    schema.restore(sqlite, tmp_path / "late.db")
    schema.restore(sqlite, tmp_path / "early.db", discard_newer=True)
    _accept(sqlite)
    schema.restore(sqlite, tmp_path / "late.db")
    assert _records(sqlite) == 5


def test_a_spoilt_database_is_restored_only_when_told_to(sqlite: Database, tmp_path: Path) -> None:
    schema.backup(sqlite, tmp_path / "copy.db")
    sqlite.close()
    assert sqlite.file
    _damage(sqlite.file)
    with pytest.raises(UsageError, match="database unreadable; backup 3 records, last 3"):
        schema.restore(sqlite, tmp_path / "copy.db")
    schema.restore(sqlite, tmp_path / "copy.db", discard_newer=True)
    assert _records(sqlite) == 3


def test_a_backup_is_restored_where_there_was_nothing(sqlite: Database, tmp_path: Path) -> None:
    schema.backup(sqlite, tmp_path / "copy.db")
    new = open_database(f"sqlite:///{tmp_path}/elsewhere/screening.db")
    schema.restore(new, tmp_path / "copy.db")
    schema.ensure_schema(new)
    keep(new, tmp_path / "elsewhere", _key(sqlite))
    assert _records(new) == 3
    new.close()


def test_a_backup_never_overwrites(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(DatabaseFailure, match="is there already"):
        schema.backup(sqlite, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_backup_that_cannot_be_written_leaves_nothing(sqlite: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailure, match="cannot be opened"):
        schema.backup(sqlite, tmp_path / "no folder" / "copy.db")
    assert not (tmp_path / "no folder").exists()


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _write_html(file: Path) -> None:
    file.write_text("<html>" * 1000)


@pytest.mark.parametrize("spoil", [_damage, _empty, _write_html, Path.unlink])
def test_a_spoilt_backup_is_refused_and_nothing_is_lost(
    sqlite: Database, tmp_path: Path, spoil: object
) -> None:
    assert callable(spoil)
    schema.backup(sqlite, tmp_path / "copy.db")
    spoil(tmp_path / "copy.db")
    with pytest.raises(DatabaseFailure, match=r"copy\.db"):
        schema.restore(sqlite, tmp_path / "copy.db")
    assert _records(sqlite) == 3


def test_a_server_is_left_to_its_own_tools(postgres_url: str, tmp_path: Path) -> None:
    database = open_database(postgres_url)
    with pytest.raises(DatabaseFailure, match="pg_dump"):
        schema.backup(database, tmp_path / "copy.db")
    with pytest.raises(DatabaseFailure, match="pg_restore"):
        schema.restore(database, tmp_path / "copy.db")
    database.close()
