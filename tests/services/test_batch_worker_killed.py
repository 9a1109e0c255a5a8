"""A worker that is killed, wherever it is, loses nothing: another takes its batch up, to the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import URL, update

from screening.config import Settings
from screening.domain.batch_job import BatchJob, BatchOptions, BatchState
from screening.services.batch_desk import BatchDesk
from screening.services.batch_orders import BatchOrder
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.store.batch_jobs import new_job_id
from screening.store.database import open_database
from screening.store.schema import upgrade
from screening.store.tables_jobs import BatchJobRow
from tests import postgresql
from tests.accounts import OPERATOR
from tests.loading import command, plugged_in
from tests.screened import load_people
from tests.store.chain import verified

ROOT = Path(__file__).parent.parent.parent
ROWS = [f"{n},{'Joseph Koni' if n % 2 else 'Angela Merkel'}" for n in range(1, 12)]
BATCH, WRITER, RECORDING, WORKER = (
    f"screening.services.{name}" for name in ("batch", "batch_writer", "batch_recording", "batch_worker")
)
POINTS = [
    (WORKER, "run_batch", 1),
    (BATCH, "claim", 1),
    (RECORDING, "finish_batch", 1),
    (WORKER, "end_lease", 1),
    *((WRITER, "sync", n) for n in Random(7).sample(range(1, 9), 3)),
    *((RECORDING, "add_batch_hits", n) for n in Random(7).sample(range(1, 5), 2)),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a list loaded just now and a file that waits to be screened."""
    folder = tmp_path_factory.mktemp("template")
    with plugged_in(), closing(open_deps(_settings(folder))) as deps:
        load_people(deps, folder)
        ask(deps)
    return folder


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The answers and hits as made at one go."""
    folder = shutil.copytree(template, tmp_path_factory.mktemp("whole") / "installation")
    assert command(folder, "worker", "--once").returncode == 0
    return written(folder)


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy of ``template``."""
    return shutil.copytree(template, tmp_path / "installation")


def _settings(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder}/screening.db")


def desk_of(deps: Deps) -> BatchDesk:
    """The desk of an installation, without anybody to knock for."""
    return BatchDesk(deps, CorpusProvider(deps), lambda: None)


def ask(deps: Deps, rows: list[str] = ROWS) -> BatchJob:
    """A batch of ``rows`` that waits."""
    desk, job_id = desk_of(deps), new_job_id()
    upload = desk.uploads.receive(job_id, "in.csv", ["\n".join(["id,name", *rows]).encode()])
    return desk.ask(job_id, upload, BatchOrder(options=BatchOptions(threshold=5000)), OPERATOR)[0]


def written(folder: Path) -> tuple[bytes, bytes]:
    """The answers and the hits of the only batch of an installation."""
    answers, hits = (next(folder.glob(f"uploads/*/out/{part}.csv")) for part in ("answers", "hits"))
    return answers.read_bytes(), hits.read_bytes()


def stop(folder: Path, point: tuple[str, str, int], how: signal.Signals, **more: str) -> int:
    """Start a worker, stop it at ``point`` and send it a signal; its exit code."""
    program = (sys.executable, "-m", "tests.services.stopping_worker", *map(str, point))
    env = {**os.environ, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db", **more}
    with subprocess.Popen(
        program, cwd=ROOT, env=env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "stopped\n", process.stderr.read()
        process.send_signal(how)
        if how is not signal.SIGKILL:
            process.stdin.close()
        process.stdout.read()
        assert "Traceback" not in process.stderr.read()
    return process.returncode


@contextmanager
def opened(folder: Path) -> Iterator[Deps]:
    """The installation in ``folder``."""
    with plugged_in(), closing(open_deps(_settings(folder))) as deps:
        yield deps


def the_batch(deps: Deps) -> BatchJob:
    """The only batch of an installation."""
    with deps.database.reading() as session:
        job_id = session.query(BatchJobRow.id).one()[0]
    return desk_of(deps).read(job_id, OPERATOR)


def silence(deps: Deps) -> None:
    """Let all leases be over."""
    with deps.database.writing() as session:
        session.execute(update(BatchJobRow).values(leased_until=1.0))


@pytest.mark.parametrize("point", POINTS, ids=[f"{function}-{call}" for _, function, call in POINTS])
def test_a_killed_batch_is_taken_up_to_the_same_bytes(
    folder: Path, point: tuple[str, str, int], whole: tuple[bytes, bytes]
) -> None:
    assert stop(folder, point, signal.SIGKILL) == -signal.SIGKILL
    with opened(folder) as deps:
        assert the_batch(deps).state is BatchState.RUNNING
        assert command(folder, "worker", "--once").returncode == 0
        assert the_batch(deps).state is BatchState.RUNNING, "its lease was not over"
        silence(deps)
        assert command(folder, "worker", "--once").returncode == 0
        done = the_batch(deps)
        assert (done.state, done.rows_done) == (BatchState.DONE, 11)
        assert done.counts == {"hit": 6, "no_hit": 5}
        with deps.database.reading() as session:
            verified(session)
    assert written(folder) == whole


def test_a_stopped_worker_gives_its_batch_back_at_once(folder: Path, whole: tuple[bytes, bytes]) -> None:
    assert stop(folder, (RECORDING, "add_batch_hits", 2), signal.SIGTERM) == 0
    with opened(folder) as deps:
        given_back = the_batch(deps)
        assert (given_back.state, given_back.rows_done) == (BatchState.QUEUED, 6)
        assert command(folder, "worker", "--once").returncode == 0
        assert the_batch(deps).state is BatchState.DONE
    assert written(folder) == whole


def test_a_batch_is_done_by_workers_of_several_machines_on_postgresql(
    postgres_server: URL, tmp_path: Path
) -> None:
    with postgresql.fresh_database(postgres_server) as url, plugged_in():
        database = open_database(url)
        upgrade(database)
        database.close()
        settings = Settings(database_url=url, data_dir=tmp_path)
        more = {"SCREENING_DATABASE_URL": url, "SCREENING_DATA_DIR": str(tmp_path)}
        with closing(open_deps(settings)) as deps:
            load_people(deps, tmp_path)
            ask(deps)
            assert stop(tmp_path, (RECORDING, "add_batch_hits", 2), signal.SIGKILL, **more) == -signal.SIGKILL
            silence(deps)
            assert command(tmp_path, "worker", "--once", **more).returncode == 0
            done = the_batch(deps)
            assert (done.state, done.counts) == (BatchState.DONE, {"hit": 6, "no_hit": 5})
