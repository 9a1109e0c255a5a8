"""How a batch is answered, settled before its first row; and what makes it this batch and no other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from screening.domain.access import operator
from screening.domain.errors import BadInputFile, UsageError
from screening.matching.engine import ENGINE_VERSION
from screening.services.batch_alerts import Suppressions, suppressions_for
from screening.services.batch_columns import ColumnMap, map_columns
from screening.services.batch_csv import DOUBLE
from screening.services.batch_files import JobFiles
from screening.services.batch_ground import PARTY_REVISION, Ground
from screening.services.batch_output import output_delimiter
from screening.services.batch_request import BatchRequest
from screening.services.batch_rows import Chunk, Plan
from screening.services.batch_subject import READING
from screening.services.batch_table import Table
from screening.services.batch_target import Target, check_fits
from screening.services.batch_writing import Laying, Writing
from screening.services.deps import Deps
from screening.services.party_groups import republished_lists
from screening.services.portfolios import choose_portfolio
from screening.services.terms import settle_terms
from screening.services.zero_footprint import is_on
from screening.store.batches import Batch, new_batch_id

_CHUNK_CHARACTERS = 4 << 20
"""Characters after which a chunk ends, so that rows of huge cells do not fill the memory."""


def plan_of(deps: Deps, table: Table, ground: Ground, files: JobFiles, request: BatchRequest) -> Plan:
    """How the rows of a file are answered and written.

    Raises ``BadInputFile`` (columns), ``UsageError`` (what OUT cannot hold, alerts without an id),
    ``InvalidRequest`` (threshold).
    """
    corpus = ground.corpus
    columns = columns_of(table, request)
    check_fits(files.out, table.header, table.rows)
    return Plan(
        columns=columns,
        width=len(table.header),
        delimiter=output_delimiter(table.delimiter),
        limit=request.limit,
        terms=settle_terms(corpus, threshold=request.threshold, at=ground.at),
        policy=corpus.policy,
        corpus=corpus.stamp,
        parties=ground.parties,
        republishes=republished_lists(),
        suppressions=_suppressions(deps, ground, columns, request),
        writing=Writing(header=table.header, out=_laying(files.out), hits=_laying(files.hits or files.out)),
    )


def columns_of(table: Table, request: BatchRequest) -> ColumnMap:
    """Which columns are read as what. Raises ``BadInputFile``, ``UsageError``."""
    try:
        return map_columns(table.header, request.columns)
    except BadInputFile as error:
        misnamed = f"it is no workbook, and read as {table.format}: " if table.source.is_misnamed else ""
        raise BadInputFile(f"{table.name}: {misnamed}{error}") from None


def batch_of(deps: Deps, table: Table, plan: Plan, files: JobFiles, request: BatchRequest) -> Batch:
    """The batch, as it is recorded when there is none to continue."""
    settings = {
        "reading": READING,
        "columns": dict(request.columns),
        "limit": request.limit,
        "encoding": request.encoding,
        "sheet": request.sheet,
        "hits_file": request.hits is not None,
        "laid": [one.laid.value for one in files.targets],
        "guarded": [one.for_spreadsheets for one in files.targets],
        "reservation": plan.terms.reservation,
        "threshold_asked": plan.terms.asked,
        PARTY_REVISION: plan.parties.revision,
    } | ({"zero_footprint": True} if is_on(deps) else {})
    settings |= {} if request.quoting == DOUBLE else {"quoting": request.quoting}
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


def chunks_of(table: Table, done: int, most: int) -> Iterator[Chunk]:
    """The rows after the first ``done``, ``most`` of them at a time, fewer where they are huge."""
    rows = islice(table.read(), done, None)
    first = done + 1
    while taken := tuple(_taken(rows, most)):
        yield Chunk(first=first, rows=taken)
        first += len(taken)


def _taken(rows: Iterator[list[str]], most: int) -> Iterator[list[str]]:
    characters = 0
    for row in islice(rows, most):
        yield row
        characters += sum(map(len, row))
        if characters > _CHUNK_CHARACTERS:
            return


def _laying(target: Target) -> Laying:
    return Laying(format=target.laid, guarded=target.for_spreadsheets)


def _suppressions(
    deps: Deps, ground: Ground, columns: ColumnMap, request: BatchRequest
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
    return suppressions_for(deps, ground.corpus, request.portfolio, deps.clock())
