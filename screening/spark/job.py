"""A whole job: a file or Parquet in; rows, hits and the audit's record out; nothing screened twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from time import perf_counter

from pyspark.sql import DataFrame, SparkSession

from screening.domain.errors import ScreeningError, UsageError
from screening.matching.engine import ENGINE_VERSION
from screening.services.answers import list_warnings
from screening.services.batch_request import BatchSummary
from screening.services.batch_subject import READING
from screening.services.cluster_result import (
    MANIFEST,
    RECORDED_HITS,
    UNRECORDED,
    ClusterResult,
    check_recordable,
    lines_sha256,
    record_result,
    result_to_json,
    summary_of,
)
from screening.services.deps import Deps, utc_now
from screening.spark.frames import Sent, answered, order_for, send_bundle
from screening.spark.order import NUMBER, Order
from screening.spark.places import Place
from screening.spark.results import (
    CSV,
    PARQUET,
    check_names,
    counted,
    local_lines,
    recorded_lines,
    write_hits,
    write_rows,
)
from screening.spark.sources import Source, open_source
from screening.store.batches import new_batch_id
from screening.text.fold import NORMALISER_VERSION

_ROWS_A_TASK = 20_000
"""About ten seconds of one core: little is lost with a machine, and no executor waits long for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """What to screen and where to write: ``out`` is a folder. ``threshold`` in points; ``kind`` is
    ``csv`` or ``parquet``, None for that of the input; the rest as in ``BatchRequest``."""

    source: str
    out: str
    bundle: str
    threshold: int | None = None
    limit: int = 10
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    kind: str | None = None
    partitions: int | None = None
    overwrite: bool = False


class RowsLost(ScreeningError):
    """A job whose answers are not one for each row of its input."""


def run_job(
    spark: SparkSession, request: JobRequest, deps: Deps | None = None, *, actor: str = "spark"
) -> BatchSummary:
    """Screen and write OUT: ``rows/``, ``hits/``, ``manifest.json`` and ``recorded/``.

    With ``deps`` the batch is recorded in their database before OUT gets its name. Without, it is
    called ``OUT.unrecorded`` until ``screening cluster record`` has recorded it. Raises
    ``BadInputFile``, ``UsageError``, ``InvalidRequest``, ``DatabaseFailure``, ``RowsLost``.
    """
    work = _free_place(spark, request)
    sent = send_bundle(spark, request.bundle)
    staging = work / "staged"
    source = open_source(
        spark,
        request.source,
        staging,
        columns=request.columns,
        encoding=request.encoding,
        sheet=request.sheet,
    )
    kind = request.kind or (PARQUET if source.typed else CSV)
    check_names(source, kind)
    order = order_for(
        sent,
        source.columns,
        width=None if source.typed else len(source.header),
        threshold=request.threshold,
        limit=request.limit,
    )
    result = _begun(source, sent, order, request)
    if deps:
        check_recordable(deps, result)
    began = perf_counter()
    answers = _answers(spark, source, order, request, work / "answers")
    result = replace(result, answering_seconds=round(perf_counter() - began, 3))
    result = _write(answers, source, result, kind, work)
    summary = summary_of(result)
    if deps:
        summary = record_result(deps, result, local_lines(answers, source.rows), actor=actor)
    (work / "answers").remove()
    staging.remove()
    if deps:
        work.rename(request.out)
    return summary


def _free_place(spark: SparkSession, request: JobRequest) -> Place:
    out, work = Place(spark, request.out), Place(spark, request.out.rstrip("/") + UNRECORDED)
    taken = [place for place in (out, work) if place.exists()]
    if taken and not request.overwrite:
        raise UsageError(f"{taken[0].path}: it stands there already; name another folder, or say --overwrite")
    for place in taken:
        place.remove()
    return work


def _begun(source: Source, sent: Sent, order: Order, request: JobRequest) -> ClusterResult:
    terms, corpus = order.terms, sent.bundle.corpus
    settings = {
        "reading": READING,
        "limit": request.limit,
        "encoding": request.encoding,
        "sheet": request.sheet,
        "hits_file": True,
        "reservation": terms.reservation,
        "threshold_asked": terms.asked,
    }
    return ClusterResult(
        id=new_batch_id(),
        bundle=sent.bundle.id,
        corpus=corpus.stamp,
        versions=corpus.versions,
        policy=corpus.policy.id,
        engine=ENGINE_VERSION,
        normaliser=NORMALISER_VERSION,
        threshold=terms.threshold,
        mapping=source.mapping,
        settings=settings,
        input_name=source.name,
        input_sha256=source.sha256,
        started_at=utc_now(),
        rows=source.rows,
        warnings=tuple(note for one in terms.screened_against for note in list_warnings(one)),
        stale_lists=terms.stale,
    )


def _answers(
    spark: SparkSession, source: Source, order: Order, request: JobRequest, place: Place
) -> DataFrame:
    """Screened once, written, and read back: all that follows is made from what is written."""
    least = spark.sparkContext.defaultParallelism * 2
    partitions = request.partitions or max(least, ceil(source.rows / _ROWS_A_TASK))
    answered(source.frame.repartition(partitions, NUMBER), order).write.parquet(place.path)
    return spark.read.parquet(place.path)


def _write(
    answers: DataFrame, source: Source, result: ClusterResult, kind: str, work: Place
) -> ClusterResult:
    counts, hits = counted(answers)
    if sum(counts.values()) != source.rows:
        raise RowsLost(f"{source.name}: {source.rows:,} rows were read, {sum(counts.values()):,} answered")
    write_rows(answers, source, work / "rows", kind)
    write_hits(answers, work / "hits", kind)
    recorded_lines(answers).write.text((work / RECORDED_HITS).path)
    sha256 = lines_sha256(local_lines(answers, source.rows))
    whole = replace(result, counts=counts, hits=hits, hits_sha256=sha256)
    (work / MANIFEST).write(result_to_json(whole))
    return whole
