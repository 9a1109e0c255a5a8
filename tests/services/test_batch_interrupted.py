"""A batch that is killed or stopped, wherever it is, is continued by the same command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from screening.config import Settings
from screening.services.deps import open_deps
from screening.store.batches import batch_hits
from screening.store.tables_audit import AuditRow
from screening.store.tables_screening import BatchRow
from tests.loading import command, plugged_in, write
from tests.screened import load_people
from tests.store.chain import verified
from tests.store.digests import digest_hits

ROOT = Path(__file__).parent.parent.parent
ROWS = [f"{n},{'Joseph Koni' if n % 2 else 'Angela Merkel'}" for n in range(1, 12)]
FILES, BATCH = "screening.services.batch_files", "screening.services.batch"
WRITER, RECORDING = "screening.services.batch_writer", "screening.services.batch_recording"
POINTS = [
    (BATCH, "claim", 1),
    (WRITER, "_open_at", 1),
    (WRITER, "sync", 2),
    (WRITER, "sync", 7),
    (RECORDING, "add_batch_hits", 1),
    (RECORDING, "add_batch_hits", 3),
    (RECORDING, "finish_batch", 1),
    (FILES, "_finish", 1),
    (FILES, "_finish", 2),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a list loaded just now, a file to screen, and its answer as made at one go."""
    folder = tmp_path_factory.mktemp("template")
    with plugged_in(), closing(open_deps(_settings(folder))) as deps:
        load_people(deps, folder)
    write(folder / "in.csv", "\n".join(["id,name", *ROWS]).encode())
    assert command(folder, "batch", *_arguments(folder, "whole")).returncode == 0
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy of ``template``."""
    return shutil.copytree(template, tmp_path / "installation")


def _settings(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder}/screening.db")


def _arguments(folder: Path, stem: str, workers: int = 1) -> tuple[str, ...]:
    files = (str(folder / "in.csv"), str(folder / f"{stem}.csv"), "--hits", str(folder / f"{stem}.hits"))
    return (*files, "--threshold", "0.5", "--workers", str(workers))


def _stop(
    folder: Path, point: tuple[str, str, int], how: signal.Signals, workers: int = 1
) -> subprocess.Popen[str]:
    """Start a batch, stop it at ``point`` and send it a signal; the process that has ended, with
    every process that shared its output."""
    module, function, call = point
    program = (sys.executable, "-m", "tests.services.stopping_batch", module, function, str(call))
    env = {**os.environ, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db"}
    process = subprocess.Popen(
        (*program, *_arguments(folder, "stopped", workers)), cwd=ROOT, env=env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stopped\n"
        process.send_signal(how)
        process.stdout.read()
        errors = process.stderr.read() if process.stderr else ""
    assert "Traceback" not in errors
    return process


def _written(folder: Path, stem: str) -> list[bytes]:
    return [(folder / f"{stem}.{end}").read_bytes() for end in ("csv", "hits")]


@pytest.mark.parametrize("point", POINTS, ids=[f"{function}-{call}" for _, function, call in POINTS])
def test_a_killed_batch_is_continued_to_the_same_bytes(folder: Path, point: tuple[str, str, int]) -> None:
    assert _stop(folder, point, signal.SIGKILL).returncode == -signal.SIGKILL
    assert not (folder / "stopped.csv").exists()

    again = command(folder, "batch", *_arguments(folder, "stopped"))
    assert (again.returncode, again.stderr) == (0, "")
    assert "11 rows = 6 hit + 5 no_hit + 0 incomplete + 0 invalid" in again.stdout
    assert _written(folder, "stopped") == _written(folder, "whole")
    assert not list(folder.glob("*.partial"))


def test_what_was_done_is_not_done_again(folder: Path) -> None:
    _stop(folder, (RECORDING, "add_batch_hits", 3), signal.SIGKILL)
    again = command(folder, "batch", *_arguments(folder, "stopped"))
    assert "6 of them answered before" in again.stdout
    with closing(open_deps(_settings(folder))) as deps, deps.database.reading() as session:
        whole, stopped = session.query(BatchRow).order_by(BatchRow.started_at)
        assert [row.kind for row in session.query(AuditRow)].count("batch") == 2
        assert stopped.hits_digest == digest_hits(batch_hits(session, stopped.id)) == whole.hits_digest
        verified(session)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_batch_ends_cleanly_and_is_continued(folder: Path, how: signal.Signals) -> None:
    assert _stop(folder, (RECORDING, "add_batch_hits", 3), how).returncode == 130
    assert command(folder, "batch", *_arguments(folder, "stopped")).returncode == 0
    assert _written(folder, "stopped") == _written(folder, "whole")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_the_batch_and_it_is_continued_without_them(
    folder: Path, how: signal.Signals
) -> None:
    _stop(folder, (RECORDING, "add_batch_hits", 2), how, workers=2)
    assert command(folder, "batch", *_arguments(folder, "stopped")).returncode == 0
    assert _written(folder, "stopped") == _written(folder, "whole")
