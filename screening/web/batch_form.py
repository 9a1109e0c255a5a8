"""The forms of files: what was chosen in them, as the services understand it, and faults as labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from screening.domain.batch_job import BatchOptions
from screening.domain.errors import Fault, InvalidRequest
from screening.services.batch_columns import base_field
from screening.services.batch_csv import DOUBLE, QUOTINGS
from screening.services.batch_downloads import MEDIA_TYPES
from screening.services.batch_headings import SEVERAL, heading_of
from screening.services.batch_orders import BatchOrder
from screening.web.typed_values import read_points

_FIELDS: Mapping[str, str] = {
    "file": "File",
    "threshold": "Threshold",
    "portfolio": "Portfolio",
    "format": "Answers as",
    "encoding": "Encoding",
    "quoting": "Quotation marks",
    "columns": "Columns",
}


@dataclass(frozen=True, slots=True)
class BatchForm:
    """The fields of the form as text, empty where nothing was chosen."""

    threshold: str = ""
    format: str = "csv"
    portfolio: str = ""
    encoding: str = ""
    sheet: str = ""
    quoting: str = DOUBLE
    alerts: str = ""


def read_batch_form(sent: MultiDict[str, str]) -> BatchForm:
    """The form as it was sent, without blanks around the values."""
    names = ("threshold", "portfolio", "encoding", "sheet", "alerts")
    chosen = {name: sent.get(name, "").strip() for name in names}
    return BatchForm(**chosen, format=sent.get("format", "csv"), quoting=sent.get("quoting", DOUBLE))


def order_of(form: BatchForm) -> BatchOrder:
    """What is asked: the file waits until it was looked at. Raises ``InvalidRequest``."""
    if form.format not in MEDIA_TYPES:
        raise InvalidRequest([Fault("format", "is not written here")])
    if form.quoting not in QUOTINGS:
        raise InvalidRequest([Fault("quoting", "is none that there is")])
    options = BatchOptions(
        threshold=_points(form.threshold),
        format=form.format,
        encoding=form.encoding or None,
        sheet=form.sheet or None,
        quoting=form.quoting,
        alerts=bool(form.alerts),
    )
    return BatchOrder(options=options, portfolio=form.portfolio or None, preview=True)


def chosen_columns(sent: MultiDict[str, str]) -> dict[str, str] | None:
    """Fields and the columns that were chosen for them, those left out that a heading would have named;
    None where nothing was changed. Raises ``InvalidRequest``."""
    columns, chosen, seen = (sent.getlist(name) for name in ("column", "field", "seen"))
    if chosen == seen or len(chosen) != len(columns):
        return None
    taken: dict[str, str] = {}
    for column, field in zip(columns, chosen, strict=True):
        if field:
            taken[_further(field, taken)] = column
    known = {heading.field for column in columns if (heading := heading_of(column))}
    return taken | dict.fromkeys(sorted(known - set(map(base_field, taken))), "")


def _further(field: str, taken: Mapping[str, str]) -> str:
    """What the next column of a field is called: ``alias``, ``alias 2`` …"""
    number = 1 + sum(base_field(one) == field for one in taken)
    if number > 1 and field not in SEVERAL:
        raise InvalidRequest([Fault("columns", f"only one column can be read as {field}")])
    return field if number == 1 else f"{field} {number}"


def say_batch_fault(fault: Fault) -> tuple[str, str]:
    """The label of the field that a fault is about, and what is wrong with it."""
    return _FIELDS.get(fault.field, fault.field), fault.message


def _points(text: str) -> int | None:
    try:
        return read_points(text)
    except ValueError as error:
        raise InvalidRequest([Fault("threshold", str(error))]) from None
