"""A whole job: a file or Parquet in; rows, hits and the audit's record out; nothing screened twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil
from time import perf_counter

from pyspark.sql import DataFrame, SparkSession

from screening.domain.errors import ScreeningError, UsageError
from screening.services.batch_request import BatchSummary
from screening.services.cluster_result import (
    MANIFEST,
    RECORDED_HITS,
    UNRECORDED,
    ClusterResult,
    check_recordable,
    record_result,
    result_to_json,
    summary_of,
)
from screening.services.deps import Deps
from screening.spark.frames import answered, order_for, send_bundle
from screening.spark.manifest import JobRequest, begun
from screening.spark.order import Order, in_tasks
from screening.spark.places import Place
from screening.spark.results import (
    CSV,
    PARQUET,
    check_names,
    counted,
    recorded_lines,
    write_hits,
    write_rows,
)
from screening.spark.sources import Source, open_source

_ROWS_A_TASK = 20_000
"""Some fifteen seconds of one core: little is lost with a machine, and none waits long for another."""

_STAGED, _ANSWERS = "staged", "answers"


class RowsLost(ScreeningError):
    """A job whose answers are not one for each row of its input."""


def run_job(
    spark: SparkSession, request: JobRequest, deps: Deps | None = None, *, actor: str = "spark"
) -> BatchSummary:
    """Screen and write OUT: ``rows/``, ``hits/``, ``manifest.json`` and ``recorded.jsonl``.

    With ``deps`` the batch is recorded in their database before OUT gets its name. Without, it is
    called ``OUT.unrecorded`` until ``screening cluster record`` has recorded it. Raises
    ``BadInputFile``, ``UsageError``, ``InvalidRequest``, ``DatabaseFailure``, ``RowsLost``.
    """
    work = _free_place(spark, request)
    sent = send_bundle(spark, request.bundle)
    source = open_source(
        spark,
        request.source,
        work / _STAGED,
        columns=request.columns,
        encoding=request.encoding,
        sheet=request.sheet,
        quoting=request.quoting,
    )
    kind = request.kind or (PARQUET if source.typed else CSV)
    check_names(source, kind)
    order = order_for(
        sent,
        source.columns,
        width=None if source.typed else len(source.header),
        threshold=request.threshold,
        limit=request.limit,
        guarded=kind == CSV,
    )
    result = begun(source, sent, order, request, kind)
    if deps:
        check_recordable(deps, result)
    return _done(_Job(spark, request, source, order, kind, work), result, deps, actor)


@dataclass(frozen=True, slots=True)
class _Job:
    """A request with all that was found out about it; what is unfinished stands in ``work``."""

    spark: SparkSession
    request: JobRequest
    source: Source
    order: Order
    kind: str
    work: Place

    @property
    def tasks(self) -> int:
        """As many as were asked for, else enough for all cores."""
        least = self.spark.sparkContext.defaultParallelism * 2
        return self.request.partitions or max(least, ceil(self.source.rows / _ROWS_A_TASK))


def _done(job: _Job, result: ClusterResult, deps: Deps | None, actor: str) -> BatchSummary:
    began = perf_counter()
    answers = _answers(job)
    result = replace(result, answering_seconds=round(perf_counter() - began, 3))
    result = _write(job, answers, result)
    summary = summary_of(result)
    if deps:
        lines = chain.from_iterable(recorded_lines(answers, result.rows, result.hits))
        summary = record_result(deps, result, lines, actor=actor)
    for scratch in (_ANSWERS, _STAGED):
        (job.work / scratch).remove()
    if deps:
        job.work.rename(job.request.out)
    return summary


def _free_place(spark: SparkSession, request: JobRequest) -> Place:
    out, work = Place(spark, request.out), Place(spark, request.out.rstrip("/") + UNRECORDED)
    taken = [place for place in (out, work) if place.exists()]
    if taken and not request.overwrite:
        raise UsageError(f"{taken[0].path}: it stands there already; name another folder, or say --overwrite")
    for place in taken:
        place.remove()
    return work


def _answers(job: _Job) -> DataFrame:
    """Screened once, written, and read back: all that follows is made from what is written."""
    place = job.work / _ANSWERS
    asked = in_tasks(job.source.frame, job.source.rows, job.tasks)
    answered(asked, job.order).write.parquet(place.path)
    return job.spark.read.parquet(place.path)


def _write(job: _Job, answers: DataFrame, result: ClusterResult) -> ClusterResult:
    counts, hits = counted(answers)
    if sum(counts.values()) != result.rows:
        raise RowsLost(f"{job.source.name}: {result.rows:,} rows read, {sum(counts.values()):,} answered")
    ordered = in_tasks(answers, result.rows, job.tasks)
    write_rows(ordered, job.source, job.work / "rows", job.kind)
    write_hits(ordered, job.work / "hits", job.kind, hits=hits)
    hashed = hashlib.sha256()
    (job.work / RECORDED_HITS).write(_hashed(recorded_lines(answers, result.rows, hits), hashed.update))
    whole = replace(result, counts=counts, hits=hits, hits_sha256=hashed.hexdigest())
    (job.work / MANIFEST).write([result_to_json(whole)])
    return whole


def _hashed(parts: Iterator[list[str]], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for lines in parts:
        piece = "".join(f"{line}\n" for line in lines).encode()
        update(piece)
        yield piece
