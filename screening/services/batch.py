"""A file of subjects is screened: every row answered in its place, in order, on one corpus.

A batch is its input, mapping, settings and corpus. The same batch asked for again continues where
it stopped: rows are answered in chunks, each written and synced, then recorded, then counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import attrgetter

from sqlalchemy.orm import Session

from screening.domain.access import operator
from screening.domain.errors import BadInputFile, UsageError
from screening.matching.engine import ENGINE_VERSION
from screening.services.answers import list_warnings
from screening.services.audit_seal import audit_head
from screening.services.batch_alerts import (
    AskedRow,
    Suppressions,
    rows_between,
    screening_of,
    suppressions_for,
)
from screening.services.batch_columns import ColumnMap, map_columns
from screening.services.batch_files import Job, JobFiles, JobState, JobWriter, job_files
from screening.services.batch_input import Table, open_table
from screening.services.batch_job import claim
from screening.services.batch_output import COLUMNS, HIT_COLUMNS, csv_text, output_delimiter
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.batch_rows import Chunk, ChunkAnswer, Plan
from screening.services.batch_subject import READING
from screening.services.batch_workers import answered
from screening.services.collector import collector_relieved
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.party_groups import PartyBook, republished_lists
from screening.services.portfolios import choose_portfolio
from screening.services.recorder import Answered, record_corpus, write_answers
from screening.services.screen import basis_of
from screening.services.suppressing import record_lapses
from screening.services.terms import settle_terms
from screening.services.zero_footprint import is_on, redacted_hit
from screening.store.alerts import take_alerts
from screening.store.batches import Batch, BatchHit, add_batch_hits, finish_batch, get_batch, new_batch_id
from screening.store.locks import file_lock

CHUNK_ROWS = 200
"""Rows that are answered, synced and recorded together."""

_HITS_A_TRANSACTION = 250
"""Hits recorded at once, so that no write transaction is long."""

Progress = Callable[[int, int], None]
"""Told the rows that are done and the rows that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    deps: Deps
    corpus: Corpus
    table: Table
    plan: Plan
    files: JobFiles
    job: Job
    actor: str
    zero_footprint: bool
    portfolio: str | None

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

    What is done when it is interrupted is kept, and the same call continues. Raises
    ``BadInputFile``, ``UsageError`` (files of another batch, or that cannot be written),
    ``InvalidRequest`` (threshold), ``ListNotReady``, ``DatabaseFailure``.
    """
    table = open_table(request.source, encoding=request.encoding, sheet=request.sheet)
    corpus = corpora.current()
    plan = _plan(table, corpus, request, deps)
    files = job_files(deps.data_folder, request)
    with file_lock(files.lock):
        if request.overwrite:
            files.remove()
        batch = _batch(table, plan, request, deps)
        job = _job(deps, corpus, files, batch, actor)
        done_before = job.rows
        run = _Run(
            deps=deps,
            corpus=corpus,
            table=table,
            plan=plan,
            files=files,
            job=job,
            actor=actor,
            zero_footprint=bool(batch.settings.get("zero_footprint")),
            portfolio=request.portfolio,
        )
        _carry_on(run, request.workers, progress)
    return _summary(run, done_before)


def _plan(table: Table, corpus: Corpus, request: BatchRequest, deps: Deps) -> Plan:
    columns = _columns(table, request)
    return Plan(
        columns=columns,
        width=len(table.header),
        delimiter=output_delimiter(table.delimiter),
        limit=request.limit,
        terms=settle_terms(corpus, threshold=request.threshold, at=deps.clock()),
        policy=corpus.policy,
        corpus=corpus.stamp,
        parties=PartyBook(deps.database).current(),
        republishes=republished_lists(),
        suppressions=_suppressions(deps, corpus, columns, request),
    )


def _suppressions(
    deps: Deps, corpus: Corpus, columns: ColumnMap, request: BatchRequest
) -> Suppressions | None:
    """Where alerts are raised, what rows are suppressed by."""
    if not request.alerts:
        if request.portfolio is not None:
            raise UsageError("a portfolio is that of alerts: say --alerts too")
        return None
    if "id" not in columns.positions:
        raise UsageError(
            "alerts need a column of the clients' ids: without it every run would raise all of them again; "
            "say --map id=COLUMN"
        )
    choose_portfolio(deps.database, request.portfolio, operator("batch"))
    return suppressions_for(deps, corpus, request.portfolio, deps.clock())


def _columns(table: Table, request: BatchRequest) -> ColumnMap:
    try:
        return map_columns(table.header, request.columns)
    except BadInputFile as error:
        raise BadInputFile(f"{table.name}: {error}") from None


def _batch(table: Table, plan: Plan, request: BatchRequest, deps: Deps) -> Batch:
    settings = {
        "reading": READING,
        "limit": request.limit,
        "encoding": request.encoding,
        "sheet": request.sheet,
        "hits_file": request.hits is not None,
        "reservation": plan.terms.reservation,
        "threshold_asked": plan.terms.asked,
    } | ({"zero_footprint": True} if is_on(deps) else {})
    settings |= {"alerts": True, "portfolio": request.portfolio} if request.alerts else {}
    return Batch(
        id=new_batch_id(),
        input_sha256=table.sha256,
        input_name=table.name,
        mapping={field: table.header[at] for field, at in plan.columns.positions.items()},
        settings=settings,
        policy=plan.policy.id,
        engine=ENGINE_VERSION,
        corpus=plan.corpus,
        threshold=plan.terms.threshold,
        started_at=deps.clock(),
    )


def _job(deps: Deps, corpus: Corpus, files: JobFiles, batch: Batch, actor: str) -> Job:
    with deps.database.writing() as session:
        record_corpus(session, corpus, batch.started_at)
    return claim(deps.database, files, batch, actor=actor)


def _carry_on(run: _Run, workers: int, progress: Progress) -> None:
    """From wherever the job stands to whole files."""
    if run.job.state is JobState.RUNNING:
        _answer(run, workers, progress)
        with run.deps.database.writing() as session:
            finish_batch(
                session, run.job.batch_id, counts=run.job.counts, at=run.deps.clock(), actor=run.actor
            )
        run.files.save(run.job, JobState.RECORDED)
    if run.job.state is JobState.RECORDED:
        run.files.finish()
        run.files.save(run.job, JobState.WHOLE)


def _answer(run: _Run, workers: int, progress: Progress) -> None:
    job, files, table = run.job, run.files, run.table
    progress(job.rows, table.rows)
    with JobWriter(files, job) as writer, collector_relieved():
        header = csv_text([[*table.header, *COLUMNS]], run.plan.delimiter)
        writer.begin(header.encode(), csv_text([HIT_COLUMNS]).encode())
        for answer in _answers(run, workers):
            writer.append(answer)
            _record(run, answer)
            files.save(job)
            progress(job.rows, table.rows)


def _answers(run: _Run, workers: int) -> Iterator[ChunkAnswer]:
    return answered(
        _chunks(run.table, run.job.rows),
        run.plan,
        run.corpus.index,
        index_folder=run.corpus.index.folder,
        workers=max(1, min(workers, -(-run.rows_left // CHUNK_ROWS))),
    )


def _chunks(table: Table, done: int) -> Iterator[Chunk]:
    rows = islice(table.read(), done, None)
    first = done + 1
    while taken := tuple(islice(rows, CHUNK_ROWS)):
        yield Chunk(first=first, rows=taken)
        first += len(taken)


def _record(run: _Run, answer: ChunkAnswer) -> None:
    """The hits of a chunk in short transactions of whole rows, with their alerts; the last one counts
    the chunk."""
    for hits, last in _parts(answer):
        kept = [replace(one, hit=redacted_hit(one.hit)) for one in hits] if run.zero_footprint else hits
        with run.deps.database.writing() as session:
            done = get_batch(session, run.job.batch_id).rows_done
            add_batch_hits(session, run.job.batch_id, kept, rows_done=last)
            _raise_alerts(session, run, rows_between(answer.asked, done, last))
    if answer.lapsed:
        with run.deps.database.writing() as session:
            take_alerts(session)
            record_lapses(session, answer.lapsed, run.deps.clock())


def _raise_alerts(session: Session, run: _Run, rows: list[AskedRow]) -> None:
    plan, by = run.plan, operator(run.actor)
    if not rows or plan.suppressions is None:
        return
    basis = basis_of(plan.parties, frozenset(version.list_id for version in run.corpus.versions))
    answers = []
    for row in rows:
        screening = screening_of(row, plan.terms, run.corpus, plan.suppressions.at)
        request = replace(screening.request, limit=plan.limit, portfolio=run.portfolio)
        answers.append(replace(screening, request=request, basis=basis))
    write_answers(session, [Answered(one, run.corpus, run.actor, alerts_for=by) for one in answers])


def _parts(answer: ChunkAnswer) -> Iterator[tuple[list[BatchHit], int]]:
    part: list[BatchHit] = []
    for row_number, of_row in groupby(answer.recorded, key=attrgetter("row_number")):
        if len(part) >= _HITS_A_TRANSACTION:
            yield part, row_number - 1
            part = []
        part.extend(of_row)
    yield part, answer.last


def _summary(run: _Run, done_before: int) -> BatchSummary:
    terms = run.plan.terms
    return BatchSummary(
        batch_id=run.job.batch_id,
        rows=run.job.rows,
        counts=run.job.counts,
        corpus=run.plan.corpus,
        audit_head=str(audit_head(run.deps)),
        continued_after=done_before,
        stale_lists=terms.stale,
        warnings=tuple(note for one in terms.screened_against for note in list_warnings(one)),
    )
