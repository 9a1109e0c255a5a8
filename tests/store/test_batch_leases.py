"""A batch is carried out by one worker at a time, whatever becomes of the others."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from screening.domain.batch_job import BatchJob, BatchOptions, BatchState
from screening.domain.errors import UnknownBatch
from screening.store.batch_jobs import add_job, change_job, get_job, new_job_id
from screening.store.batch_leases import attempts_of, end_lease, lease_next, renew_lease
from screening.store.database import Database
from screening.store.tables_jobs import BatchJobRow
from tests.store.examples import NOON

LONG = 3_600.0


def add(database: Database, number: int = 0, **changed: object) -> str:
    """The id of a job that waits, the ``number``-th."""
    job = BatchJob(
        id=new_job_id(),
        state=BatchState.QUEUED,
        input_name="in\udc80.csv",
        input_sha256=f"{number:064d}",
        input_bytes=7,
        asked_by="bank",
        asked_at=NOON + timedelta(seconds=number),
        options=BatchOptions(columns={"name": "Nom"}),
        expires_at=NOON,
    )
    with database.writing() as session:
        add_job(session, replace(job, **changed), None)  # type: ignore[arg-type]
    return job.id


def lease(database: Database, worker: str = "w", seconds: float = LONG) -> BatchJob | None:
    """Take the next lease."""
    with database.writing() as session:
        return lease_next(session, worker, seconds, NOON)


def silence(database: Database) -> None:
    """Let all leases be over, as if their workers had been silent for long enough."""
    with database.writing() as session:
        session.execute(update(BatchJobRow).values(leased_until=1.0))


def renew(database: Database, job_id: str, worker: str = "w", **progress: object) -> BatchState | None:
    """Say that ``worker`` is still there."""
    with database.writing() as session:
        return renew_lease(session, job_id, worker, LONG, **progress)


def test_what_was_asked_for_first_is_first(database: Database) -> None:
    second, first = add(database, 2), add(database, 1)
    assert [job.id for job in (lease(database), lease(database)) if job] == [first, second]
    assert lease(database) is None


def test_a_job_is_read_as_it_was_kept(database: Database) -> None:
    job_id = add(database, portfolio="retail")
    leased = lease(database)
    assert leased is not None
    assert (leased.id, leased.input_name, leased.portfolio) == (job_id, "in\udc80.csv", "retail")
    assert (leased.options, leased.started_at) == (BatchOptions(columns={"name": "Nom"}), NOON)
    assert leased.state is BatchState.RUNNING


def test_workers_that_ask_at_once_get_different_batches(database: Database) -> None:
    ids = [add(database, number) for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda n: lease(database, f"w{n}"), range(16)))
    assert Counter(job.id for job in taken if job) == Counter(ids)


def test_who_is_silent_for_too_long_loses_its_batch(database: Database) -> None:
    job_id = add(database)
    lease(database, "first")
    assert lease(database, "second") is None
    silence(database)
    taken = lease(database, "second")
    assert taken is not None
    assert renew(database, job_id, "first") is None
    with database.writing() as session:
        assert not end_lease(session, job_id, "first", BatchState.DONE)
        assert get_job(session, job_id).state is BatchState.RUNNING
        assert end_lease(session, job_id, "second", BatchState.DONE, rows_done=3)
        assert get_job(session, job_id).rows_done == 3


def test_a_sign_of_life_keeps_a_batch(database: Database) -> None:
    job_id = add(database)
    lease(database)
    silence(database)
    assert renew(database, job_id, rows_done=5) is BatchState.RUNNING
    assert lease(database, "other") is None


def test_a_file_is_not_begun_a_second_time_beside_itself(database: Database) -> None:
    first, second = add(database, 1), add(database, 2, input_sha256=f"{1:064d}")
    lease(database)
    assert lease(database, "other") is None
    with database.writing() as session:
        end_lease(session, first, "w", BatchState.DONE)
    taken = lease(database, "other")
    assert taken is not None
    assert taken.id == second


def test_attempts_count_those_that_came_to_nothing(database: Database) -> None:
    job_id = add(database)
    for _ in range(3):
        silence(database)
        lease(database)
    with database.reading() as session:
        assert attempts_of(session, job_id) == 3
    renew(database, job_id, rows_done=200)
    with database.reading() as session:
        assert attempts_of(session, job_id) == 1


def test_a_batch_to_be_cancelled_is_taken_up_as_such(database: Database) -> None:
    job_id = add(database)
    lease(database)
    with database.writing() as session:
        get_job(session, job_id, to_change=True)
        change_job(session, job_id, state=BatchState.CANCELLING.value)
    assert renew(database, job_id) is BatchState.CANCELLING
    silence(database)
    taken = lease(database, "other")
    assert taken is not None
    assert taken.state is BatchState.CANCELLING


@pytest.mark.parametrize("job_id", ["", "0" * 32, "\x00", "\ud800"])
def test_an_id_that_is_not_there_is_an_error(database: Database, job_id: str) -> None:
    with database.reading() as session, pytest.raises(UnknownBatch):
        get_job(session, job_id)
