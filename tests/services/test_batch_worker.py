"""What a worker does with batches that cannot simply be carried out."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from screening.domain.batch_job import BatchJob, BatchOptions, BatchState
from screening.domain.errors import DatabaseFailure, DiskFull, UnknownBatch
from screening.services import batch, batch_worker
from screening.services.batch_desk import BatchDesk
from screening.services.batch_expiry import remove_due_files
from screening.services.batch_orders import BatchOrder
from screening.services.batch_worker import BatchWorker
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.uploads import safe_name
from screening.store.batch_jobs import new_job_id
from screening.store.batch_leases import MOST_ATTEMPTS
from screening.store.tables_jobs import BatchJobRow
from tests.accounts import OPERATOR
from tests.loading import Clock
from tests.screened import load_people

ROWS = "\n".join(["id,name", *(f"{n},Joseph Koni" for n in range(30))]).encode()


@pytest.fixture(autouse=True)
def loaded(deps: Deps, tmp_path: Path) -> None:
    """Every test has a list, loaded just now."""
    load_people(deps, tmp_path)


@pytest.fixture
def desk(deps: Deps, corpora: CorpusProvider) -> BatchDesk:
    return BatchDesk(deps, corpora, lambda: None)


def ask(desk: BatchDesk, rows: bytes = ROWS) -> BatchJob:
    """A batch that waits."""
    job_id = new_job_id()
    upload = desk.uploads.receive(job_id, "in.csv", [rows])
    return desk.ask(job_id, upload, BatchOrder(options=BatchOptions()), OPERATOR)[0]


def work(deps: Deps, corpora: CorpusProvider, is_ending: Callable[[], bool] = lambda: False) -> None:
    """Carry out what waits."""
    BatchWorker(deps, corpora, processes=1, is_ending=is_ending).work()


def leased_until(deps: Deps) -> float | None:
    """Until when the only lease lasts."""
    with deps.database.reading() as session:
        return session.scalar(select(func.max(BatchJobRow.leased_until)))


def test_a_batch_that_runs_is_cancelled_and_continued_to_the_same_bytes(
    deps: Deps, corpora: CorpusProvider, desk: BatchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK_ROWS", 5)
    whole, job = ask(desk, ROWS + b"\n"), ask(desk)
    asked = iter(range(100))

    def cancel_after_two_chunks() -> bool:
        # Asked before each batch, and whenever rows are done.
        if desk.read(job.id, OPERATOR).state is BatchState.RUNNING and next(asked) == 2:
            desk.cancel(job.id, OPERATOR)
            for _ in range(2):  # The second sign of life from now on finds that it was cancelled.
                last = leased_until(deps)
                while leased_until(deps) == last:
                    pass
        return False

    with deps.database.writing() as session:
        session.execute(update(BatchJobRow).where(BatchJobRow.id == whole.id).values(state="preview"))
    work(deps, corpora, cancel_after_two_chunks)
    cancelled = desk.read(job.id, OPERATOR)
    assert cancelled.state is BatchState.CANCELLED
    assert 0 < cancelled.rows_done < 30
    desk.start(job.id, OPERATOR)
    desk.start(whole.id, OPERATOR)
    work(deps, corpora)
    done, undisturbed = (desk.read(one.id, OPERATOR) for one in (job, whole))
    assert done.state is undisturbed.state is BatchState.DONE
    assert desk.uploads.answers(done).read_bytes() == desk.uploads.answers(undisturbed).read_bytes()


def test_what_ends_its_workers_each_time_is_given_up(
    deps: Deps, corpora: CorpusProvider, desk: BatchDesk
) -> None:
    job = ask(desk)
    with deps.database.writing() as session:
        session.execute(update(BatchJobRow).values(attempts=MOST_ATTEMPTS, state="running"))
    work(deps, corpora)
    failed = desk.read(job.id, OPERATOR)
    assert failed.state is BatchState.FAILED
    assert failed.error is not None
    assert failed.error.startswith("It was taken up 5 times")
    desk.start(job.id, OPERATOR)
    work(deps, corpora)
    assert desk.read(job.id, OPERATOR).state is BatchState.DONE


@pytest.mark.parametrize(
    ("raised", "state", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), BatchState.FAILED, "There is no room left"),
        (RuntimeError("secret"), BatchState.FAILED, "A fault of the program itself"),
        (DatabaseFailure("gone"), BatchState.RUNNING, None),
    ],
)
def test_what_goes_wrong_is_one_sentence_or_is_tried_again(
    deps: Deps,
    corpora: CorpusProvider,
    desk: BatchDesk,
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    state: BatchState,
    said: str | None,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    job = ask(desk)
    with monkeypatch.context() as patched:
        patched.setattr(batch_worker, "run_batch", fail)
        work(deps, corpora)
    found = desk.read(job.id, OPERATOR)
    assert found.state is state
    assert (found.error or "").startswith(said or "")
    assert "secret" not in (found.error or "")


def test_a_full_disk_is_told_while_a_file_is_received_and_nothing_is_left(desk: BatchDesk) -> None:
    def blocks() -> Iterator[bytes]:
        yield ROWS
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(DiskFull, match="no room left"):
        desk.uploads.receive(new_job_id(), "in.csv", blocks())
    assert list(desk.uploads.folder.iterdir()) == []


def test_an_upload_that_was_cut_short_is_removed_after_a_day(
    deps: Deps, desk: BatchDesk, clock: Clock
) -> None:
    kept, cut_short = ask(desk), new_job_id()
    desk.uploads.receive(cut_short, "in.csv", [ROWS])
    for job_id in (kept.id, cut_short):
        os.utime(desk.uploads.of(job_id), (clock().timestamp(),) * 2)
    clock.move(timedelta(hours=23))
    assert remove_due_files(deps, desk.uploads) == 0
    assert desk.uploads.of(cut_short).is_dir()
    clock.move(timedelta(hours=2))
    remove_due_files(deps, desk.uploads)
    assert not desk.uploads.of(cut_short).exists()
    assert desk.uploads.of(kept.id).is_dir()


def test_what_waits_or_runs_does_not_expire(deps: Deps, desk: BatchDesk, clock: Clock) -> None:
    ask(desk)
    clock.move(timedelta(days=400))
    assert remove_due_files(deps, desk.uploads) == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (None, "input.csv"),
        ("", "input.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Kunden.csv", "Kunden.csv"),
        ("..", "input.csv"),
        ("клиенты 2026.xlsx", "клиенты 2026.xlsx"),
        ('a"b\r\nSet-Cookie: x.csv', "a_b__Set-Cookie_ x.csv"),
        ("x" * 300 + ".csv.gz", "x" * 117 + ".gz"),
    ],
)
def test_a_clients_name_for_a_file_is_made_safe(sent: str | None, kept: str) -> None:
    assert safe_name(sent) == kept


def test_an_id_that_is_not_there_is_not_told_from_one_of_others(desk: BatchDesk) -> None:
    with pytest.raises(UnknownBatch):
        desk.read("0" * 32, OPERATOR)
