"""``screening audit verify`` as an operator meets it: a line with the head, or one sentence."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from sqlalchemy import update

from screening.store import audit
from screening.store.database import open_database
from screening.store.schema import ensure_schema
from screening.store.tables_audit import AuditRow
from tests.loading import command
from tests.store.examples import NOON


def test_a_whole_chain_is_told_with_its_head(tmp_path: Path) -> None:
    last = _write_records(tmp_path, 3)
    done = command(tmp_path, "audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"3 records verified, head 3 {last}\n"


def test_the_head_is_told_as_json(tmp_path: Path) -> None:
    last = _write_records(tmp_path, 2)
    done = command(tmp_path, "audit", "verify", "--json")
    assert json.loads(done.stdout) == {"records": 2, "head": {"seq": 2, "hash": last}}


def test_a_new_database_has_an_empty_chain(tmp_path: Path) -> None:
    done = command(tmp_path, "audit", "verify")
    assert (done.returncode, done.stdout) == (0, f"0 records verified, head 0 {audit.FIRST_HASH}\n")


def test_a_broken_chain_is_one_sentence_that_names_the_record(tmp_path: Path) -> None:
    _write_records(tmp_path, 3)
    with closing(open_database(_url(tmp_path))) as database, database.writing() as session:
        session.execute(update(AuditRow).where(AuditRow.seq == 2).values(actor="somebody else"))
    for options in ((), ("--json",)):
        done = command(tmp_path, "audit", "verify", *options)
        assert (done.returncode, done.stdout) == (5, "")
        assert done.stderr == "Error: the audit chain is broken at record 2: it was altered\n"


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/screening.db"


def _write_records(folder: Path, count: int) -> str:
    """Write ``count`` records; the hash of the last."""
    with closing(open_database(_url(folder))) as database:
        ensure_schema(database)
        with database.writing() as session:
            records = [
                audit.append(session, at=NOON, actor="a", kind="test", payload={}) for _ in range(count)
            ]
    return records[-1].hash
