"""The table of files to take away."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, g

from screening.services.batch_desk import BatchDesk
from screening.store.batch_listing import BatchFilter
from screening.web.csv_tables import csv_response

_HEADER = ("batch", "file", "asked by", "asked at", "state", "portfolio", "rows done", "rows with hits")


def table_of_batches(desk: BatchDesk) -> Response:
    """Every file that whoever asks may see."""
    return csv_response("files.csv", _HEADER, _rows(desk))


def _rows(desk: BatchDesk) -> Iterator[tuple[object, ...]]:
    total = desk.page(BatchFilter(), g.principal, offset=0, limit=1).total
    for one in desk.page(BatchFilter(), g.principal, offset=0, limit=total).batches:
        counts = (one.counts or {}).get("hit", 0) if one.counts else None
        yield (
            one.id,
            one.input_name,
            one.asked_by,
            one.asked_at.isoformat(),
            one.state.value,
            one.portfolio,
            one.rows_done,
            counts,
        )
