"""``screening audit`` as an operator meets it: verified, sealed, broken, brought back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import update

from screening.domain.audit import FIRST_HASH
from screening.store import audit
from screening.store.database import open_database
from screening.store.schema import ensure_schema
from screening.store.tables_audit import AuditRow
from tests.loading import command
from tests.store.chain import keep
from tests.store.examples import NOON


def test_a_whole_chain_is_told_with_its_head(tmp_path: Path) -> None:
    last = _write_records(tmp_path, 3)
    done = command(tmp_path, "audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"3 records verified, head 3 {last}; 1 seals met, since 2026-02-27\n"


def test_the_head_is_told_as_json(tmp_path: Path) -> None:
    last = _write_records(tmp_path, 2)
    done = command(tmp_path, "audit", "verify", "--json")
    told = json.loads(done.stdout)
    assert (told["records"], told["head"], told["findings"]) == (2, {"seq": 2, "hash": last}, [])


def test_a_new_database_has_an_empty_chain(tmp_path: Path) -> None:
    done = command(tmp_path, "audit", "verify")
    assert done.returncode == 0
    assert done.stdout.startswith(f"0 records verified, head 0 {FIRST_HASH}; ")


def test_a_broken_chain_is_told_line_by_line(tmp_path: Path) -> None:
    _write_records(tmp_path, 3)
    _alter(tmp_path)
    done = command(tmp_path, "audit", "verify")
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr == "audit_record 2: it was altered\nThe audit is broken: 1 findings\n"
    done = command(tmp_path, "audit", "verify", "--json")
    assert (done.returncode, done.stderr) == (5, "")
    assert [(one["table"], one["seq"]) for one in json.loads(done.stdout)["findings"]] == [
        ("audit_record", 2)
    ]


def test_a_seal_is_written_and_printed(tmp_path: Path) -> None:
    last = _write_records(tmp_path, 2)
    done = command(tmp_path, "audit", "seal")
    sealed = json.loads(done.stdout)
    assert (sealed["kind"], sealed["seq"], sealed["hash"]) == ("seal", 2, last)
    assert (tmp_path / "audit" / "seals.jsonl").read_text().splitlines(keepends=True)[-1] == done.stdout
    assert "2 seals met" in command(tmp_path, "audit", "verify").stdout


def test_an_export_is_verified_where_there_is_no_database(tmp_path: Path) -> None:
    _write_records(tmp_path, 3)
    assert command(tmp_path, "audit", "export", str(tmp_path / "out.jsonl")).stderr == "3 records exported\n"
    (tmp_path / "elsewhere").mkdir()
    check = ("audit", "verify", "--file", str(tmp_path / "out.jsonl"))
    done = command(tmp_path / "elsewhere", *check, "--key-file", str(tmp_path / "audit" / "key"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("3 records verified, 1 to 3 of a chain with head 3 ")
    done = command(tmp_path / "elsewhere", *check)
    assert done.returncode == 6
    assert done.stdout.endswith("; without the key the hashes themselves were not checked\n")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_program_in_the_text_for_auditors_verifies_a_chain_by_hand(tmp_path: Path) -> None:
    last = _write_records(tmp_path, 3)
    text = (Path(__file__).parents[2] / "docs" / "audit.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"3 {last}\n"), done.stderr
    _alter(tmp_path)
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert "AssertionError: 2" in done.stderr


def test_one_party_and_zero_footprint_are_asked_for_by_name(tmp_path: Path) -> None:
    who = ("--reason", "why", "--by", "Ann")
    done = command(tmp_path, "audit", "subject", "-", "--reference", "client-1", *who)
    assert (done.returncode, done.stderr) == (0, "0 answers and hits\n")
    assert json.loads(done.stdout)["reference"] == "client-1"
    asked = command(tmp_path, "audit", "zero-footprint", "on", *who).stdout
    assert asked.endswith("zero footprint is off\n")
    change = asked.splitlines()[0].split()[-1]
    again = command(tmp_path, "audit", "zero-footprint", "confirm", change, "--by", "Ann")
    assert (again.returncode, again.stderr.count("another person")) == (2, 1)
    done = command(tmp_path, "audit", "zero-footprint", "confirm", change, "--by", "Ben")
    assert (done.returncode, done.stdout) == (0, "zero footprint is on\n")
    assert command(tmp_path, "audit", "verify").returncode == 0


def test_the_key_may_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    given = {"SCREENING_AUDIT_KEY": "ab" * 32}
    assert command(tmp_path, "audit", "verify", **given).returncode == 0
    assert not (tmp_path / "audit" / "key").exists()
    (tmp_path / "file").write_text("ab" * 32)
    done = command(tmp_path, "audit", "verify", SCREENING_AUDIT_KEY_FILE=str(tmp_path / "file"))
    assert done.returncode == 0


def test_a_lost_key_ends_every_command_with_one_sentence(tmp_path: Path) -> None:
    _write_records(tmp_path, 1)
    (tmp_path / "audit" / "key").unlink()
    for arguments in (("audit", "verify"), ("lists",), ("screen", "A NAME")):
        done = command(tmp_path, *arguments)
        assert done.returncode == 5
        assert done.stderr.startswith("Error: the audit chain goes on from a record with key ")
        assert len(done.stderr.splitlines()) == 1


def test_a_restore_that_gives_records_up_is_itself_recorded(tmp_path: Path) -> None:
    _write_records(tmp_path, 2)
    assert command(tmp_path, "db", "backup", str(tmp_path / "copy.db")).returncode == 0
    _write_records(tmp_path, 3)
    restored = command(tmp_path, "db", "restore", str(tmp_path / "copy.db"), "--discard-newer-records")
    assert restored.returncode == 0, restored.stderr
    done = command(tmp_path, "audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("3 records verified"), "two of the backup, and that of the restore"


def test_a_state_that_another_tool_brought_back_is_accepted_by_name_only(tmp_path: Path) -> None:
    _write_records(tmp_path, 2)
    kept = (tmp_path / "screening.db").read_bytes()
    _write_records(tmp_path, 3)
    for file in tmp_path.glob("screening.db-*"):
        file.unlink()
    (tmp_path / "screening.db").write_bytes(kept)
    assert "the end of the chain is cut" in command(tmp_path, "audit", "verify").stderr
    assert command(tmp_path, "audit", "seal", "--restored").returncode == 2
    done = command(tmp_path, "audit", "seal", "--restored", "--by", "Ann", "--reason", "the disk failed")
    assert done.returncode == 0, done.stderr
    assert command(tmp_path, "audit", "verify").returncode == 0
    again = command(tmp_path, "audit", "seal", "--restored", "--by", "Ann", "--reason", "again")
    assert (again.returncode, again.stderr.count("where this machine left it")) == (2, 1)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/screening.db"


def _alter(folder: Path) -> None:
    with closing(open_database(_url(folder))) as database, database.writing() as session:
        session.execute(update(AuditRow).where(AuditRow.seq == 2).values(actor="somebody else"))


def _write_records(folder: Path, count: int) -> str:
    """Write ``count`` records; the hash of the last."""
    with closing(open_database(_url(folder))) as database:
        ensure_schema(database)
        keep(database)
        with database.writing() as session:
            records = [
                audit.append(session, at=NOON, actor="a", kind="test", payload={}) for _ in range(count)
            ]
    return records[-1].hash
