"""One row of a file that was screened, answered again: from the file, on the lists of its batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from screening.domain.errors import BadInputFile, UsageError
from screening.domain.screening import Hit
from screening.matching.engine import ENGINE_VERSION
from screening.services.answers import hit_to_dict
from screening.services.batch_columns import ColumnMap, read_columns
from screening.services.batch_csv import DOUBLE
from screening.services.batch_ground import Ground, recorded_ground
from screening.services.batch_headings import fields
from screening.services.batch_input import open_table
from screening.services.batch_output import RowAnswer
from screening.services.batch_rows import Chunk, Plan, RowScreener
from screening.services.batch_subject import READING
from screening.services.batch_table import Row, Table
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.party_groups import republished_lists
from screening.services.replay import ALTERED, MOST_DIFFERENCES, Difference, Outcome, differences
from screening.services.terms import settle_terms
from screening.services.zero_footprint import NOT_KEPT
from screening.store.batches import Batch, get_batch, row_hits
from screening.store.records import to_record

_NO_POLICY = "the policy that it was answered with is not here any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReplay:
    """A row beside what is recorded of it: its hits, whether suppressed or not. ``answer`` is the one of
    now, None where there is none; ``reasons`` say why they may differ."""

    batch: Batch
    number: int
    outcome: Outcome
    answer: RowAnswer | None = None
    recorded: tuple[Hit, ...] = ()
    reasons: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def replay_row(deps: Deps, corpora: CorpusProvider, batch_id: str, source: Path, number: int) -> RowReplay:
    """Row ``number`` (from 1, under the header) of a recorded batch, given the file that was screened.

    Nothing is recorded. Raises ``UnknownScreening`` (batch), ``BadInputFile`` for another file than that
    of the batch, ``UsageError`` for a row that it had not.
    """
    with deps.database.reading() as session:
        batch = get_batch(session, batch_id)
        recorded = tuple(row_hits(session, batch_id, number))
    table = _table(batch, source)
    if not 1 <= number <= batch.rows_done:
        raise UsageError(f"row {number} was not answered: the batch has rows 1 to {batch.rows_done:,}")
    if batch.settings.get("zero_footprint"):
        return RowReplay(batch=batch, number=number, outcome=Outcome.NOT_REPLAYABLE, reasons=(NOT_KEPT,))
    ground = recorded_ground(deps, corpora, batch)
    if ground is None:
        return RowReplay(batch=batch, number=number, outcome=Outcome.NOT_REPLAYABLE, reasons=(_NO_POLICY,))
    row = next(islice(table.read(), number - 1, None))
    answer = _answered(ground, table, batch, row, number)
    return _compared(batch, answer, recorded, tuple(_reasons(batch, ground)))


def row_replay_to_dict(found: RowReplay) -> dict[str, Any]:
    """A row's replay as JSON shows it. Scores in ``differences`` are points of 1/10,000."""
    batch, answer = found.batch, found.answer
    named = ("id", "input_name", "input_sha256", "policy", "engine", "corpus")
    return {
        "batch": {name: getattr(batch, name) for name in named},
        "row_number": found.number,
        "outcome": found.outcome.value,
        "reasons": list(found.reasons),
        "differences": [to_record(one) for one in found.differences],
        "row_id": answer and answer.row_id,
        "status": answer and answer.status,
        "reason": answer and answer.reason,
        "recorded_hits": [hit_to_dict(hit) for hit in found.recorded],
        "hits": [hit_to_dict(hit) for hit in answer.hits] if answer else None,
    }


def _table(batch: Batch, source: Path) -> Table:
    settings = batch.settings
    table = open_table(
        source,
        encoding=settings.get("encoding"),
        sheet=settings.get("sheet"),
        quoting=settings.get("quoting", DOUBLE),
    )
    if table.sha256 != batch.input_sha256:
        raise BadInputFile(
            f"{source.name}: this is not the file of batch {batch.id}, {batch.input_name}, "
            f"whose SHA-256 is {batch.input_sha256}"
        )
    return table


def _answered(ground: Ground, table: Table, batch: Batch, row: Row, number: int) -> RowAnswer:
    corpus = ground.corpus
    plan = Plan(
        columns=_columns(table, batch),
        width=len(table.header),
        delimiter=table.delimiter,
        limit=batch.settings["limit"],
        terms=settle_terms(corpus, threshold=batch.settings.get("threshold_asked"), at=ground.at),
        policy=corpus.policy,
        corpus=corpus.stamp,
        parties=ground.parties,
        republishes=republished_lists(),
    )
    return RowScreener(plan, corpus.index).rows(Chunk(first=number, rows=(row,)))[0].answer


def _columns(table: Table, batch: Batch) -> ColumnMap:
    """Those that were read then; batches of before it was kept what was said of them have their mapping."""
    said = batch.settings.get("columns")
    return read_columns(
        table.header, dict.fromkeys(fields(), "") | dict(batch.mapping) if said is None else said
    )


def _reasons(batch: Batch, ground: Ground) -> Iterator[str]:
    if batch.engine != ENGINE_VERSION:
        yield f"it was answered with engine {batch.engine}, and this build has {ENGINE_VERSION}"
    if batch.settings.get("reading") != READING:
        yield "this build reads the columns of a file otherwise"
    if batch.corpus != ground.corpus.stamp and batch.engine == ENGINE_VERSION:
        yield "the lists, the policy or the normaliser of this build are not those of the corpus stamp"


def _compared(
    batch: Batch, answer: RowAnswer, recorded: tuple[Hit, ...], reasons: tuple[str, ...]
) -> RowReplay:
    """Suppressions are not compared: they are of the day, and recorded with the alerts."""
    then, now = (
        [to_record(replace(hit, suppression=None)) for hit in hits] for hits in (recorded, answer.hits)
    )
    found = tuple(islice(differences("hits", then, now), MOST_DIFFERENCES))
    return RowReplay(
        batch=batch,
        number=answer.number,
        outcome=Outcome.DIFFERS if found else Outcome.SAME,
        answer=answer,
        recorded=recorded,
        reasons=reasons or ((ALTERED,) if found else ()),
        differences=found,
    )
