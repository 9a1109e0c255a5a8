"""Tables of pages to take away, as CSV that a workbook opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response, request

from screening.services.cells import neutralised

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, workbooks take the text for that of one country."""


def wants_csv() -> bool:
    """Whether the request asks for the table of a page rather than for the page (``?format=csv``)."""
    return request.args.get("format") == "csv"


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a file ``name``; None is an empty cell, what could be a formula is made text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    content = (_BOM + text.getvalue()).encode("utf-8", "replace")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type="text/csv; charset=utf-8")


def cell(value: object) -> object:
    """A value as a cell holds it."""
    if value is None:
        return ""
    return neutralised(value) if isinstance(value, str) else value
