"""A file of subjects is screened: every row answered in its place, in order, on one corpus.

A batch is its input, mapping, settings and corpus. The same batch asked for again continues where
it stopped: rows are answered in chunks, each written and synced, then recorded, then counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from screening.services.answers import list_warnings
from screening.services.audit_seal import audit_head
from screening.services.batch_conversion import Laid, convert
from screening.services.batch_files import Job, JobFiles, JobState, job_files
from screening.services.batch_ground import Ground, ground_of
from screening.services.batch_input import open_table
from screening.services.batch_job import claim
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.services.batch_plan import batch_of, chunks_of, columns_of, plan_of
from screening.services.batch_recording import BatchRecorder
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.batch_rows import ChunkAnswer, Plan
from screening.services.batch_source import Format
from screening.services.batch_table import Table
from screening.services.batch_target import Target
from screening.services.batch_workers import answered
from screening.services.batch_writer import JobWriter
from screening.services.collector import collector_relieved
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.recorder import record_corpus
from screening.store.batches import Batch
from screening.store.locks import file_lock

CHUNK_ROWS = 200
"""Rows that are answered, synced and recorded together."""

_SUPERSEDED = "the lists have changed since this batch began: all of it is answered on those of its beginning"

Progress = Callable[[int, int], None]
"""Told the rows that are done and the rows that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    deps: Deps
    ground: Ground
    table: Table
    plan: Plan
    files: JobFiles
    job: Job
    recorder: BatchRecorder

    @property
    def rows_left(self) -> int:
        """Rows that are not answered yet."""
        return self.table.rows - self.job.rows


def run_batch(
    deps: Deps,
    corpora: CorpusProvider,
    request: BatchRequest,
    *,
    actor: str,
    progress: Progress = lambda done, rows: None,
) -> BatchSummary:
    """Screen a file and write OUT, and the hits where a file is named for them.

    What is done when it is interrupted is kept, and the same call continues, on the lists that it had
    begun with. Raises ``BadInputFile``, ``UsageError`` (files of another batch, or that cannot be
    written), ``InvalidRequest`` (threshold), ``ListNotReady``, ``DatabaseFailure``.
    """
    table = open_table(
        request.source, encoding=request.encoding, sheet=request.sheet, quoting=request.quoting
    )
    columns_of(table, request)
    files = job_files(deps.data_folder, request)
    with file_lock(files.lock):
        if request.overwrite:
            files.remove()
        ground = ground_of(deps, corpora, files, table.sha256)
        run = _run(deps, table, ground, files, request, actor=actor)
        before, begun = run.job.rows, deps.clock()
        _carry_on(run, request.workers, progress)
        seconds = (deps.clock() - begun).total_seconds()
    return _summary(run, before, seconds)


def _run(
    deps: Deps, table: Table, ground: Ground, files: JobFiles, request: BatchRequest, *, actor: str
) -> _Run:
    plan = plan_of(deps, table, ground, files, request)
    batch = batch_of(deps, table, plan, files, request)
    job = _job(deps, ground, files, batch, actor)
    recorder = BatchRecorder(
        deps=deps,
        corpus=ground.corpus,
        plan=plan,
        batch_id=job.batch_id,
        actor=actor,
        zero_footprint=bool(batch.settings.get("zero_footprint")),
        portfolio=request.portfolio,
    )
    return _Run(deps=deps, ground=ground, table=table, plan=plan, files=files, job=job, recorder=recorder)


def _job(deps: Deps, ground: Ground, files: JobFiles, batch: Batch, actor: str) -> Job:
    with deps.database.writing() as session:
        record_corpus(session, ground.corpus, batch.started_at)
    return claim(deps.database, files, batch, actor=actor)


def _carry_on(run: _Run, workers: int, progress: Progress) -> None:
    """From wherever the job stands to whole files."""
    if run.job.state is JobState.RUNNING:
        _answer(run, workers, progress)
        run.recorder.finish(run.job.counts)
        run.files.save(run.job, JobState.RECORDED)
    if run.job.state is JobState.RECORDED:
        run.files.finish(run.job, partial(_convert, run))
        run.files.save(run.job, JobState.WHOLE)


def _answer(run: _Run, workers: int, progress: Progress) -> None:
    job, files, table = run.job, run.files, run.table
    progress(job.rows, table.rows)
    with JobWriter(files, job) as writer, collector_relieved():
        writer.begin(*run.plan.writing.headers(run.plan.delimiter))
        for answer in _answers(run, workers):
            writer.append(answer)
            run.recorder.record(answer)
            files.save(job)
            progress(job.rows, table.rows)


def _answers(run: _Run, workers: int) -> Iterator[ChunkAnswer]:
    index = run.ground.corpus.index
    return answered(
        chunks_of(run.table, run.job.rows, CHUNK_ROWS),
        run.plan,
        index,
        index_folder=index.folder,
        workers=max(1, min(workers, -(-run.rows_left // CHUNK_ROWS))),
    )


def _convert(run: _Run, target: Target, rows: Path, into: Path) -> None:
    """OUT keeps the types of Parquet, the hits are all ours."""
    if target is run.files.hits:
        laid = Laid(path=rows, ours=len(HIT_COLUMNS))
    else:
        typed = run.table.source.path if run.table.format is Format.PARQUET else None
        laid = Laid(path=rows, ours=len(COLUMNS), delimiter=run.plan.delimiter, typed=typed)
    convert(laid, target, into, run.files.scratch)


def _summary(run: _Run, before: int, seconds: float) -> BatchSummary:
    terms = run.plan.terms
    notes = [note for one in terms.screened_against for note in list_warnings(one)]
    return BatchSummary(
        batch_id=run.job.batch_id,
        rows=run.job.rows,
        counts=run.job.counts,
        corpus=run.plan.corpus,
        audit_head=str(audit_head(run.deps)),
        continued_after=before,
        stale_lists=terms.stale,
        warnings=(*notes, *run.table.doubts, *([_SUPERSEDED] if run.ground.superseded else [])),
        input_name=run.table.name,
        input_sha256=run.table.sha256,
        policy=run.plan.policy.id,
        threshold=terms.threshold,
        seconds=seconds,
    )
