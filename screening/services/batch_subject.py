"""A row of a customer's file as a subject: by everything that can be read; the rest is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from screening.domain.errors import Fault, InvalidRequest
from screening.domain.screening import Subject
from screening.services.batch_dates import iso_date, why_unread
from screening.services.subject_input import parse_subject

READING = 2
"""Raised where rows are read differently, so that no batch goes on from rows read otherwise."""

_SEPARATOR = ";"
"""Between several values in one cell; a name and an address are never split."""

_NAME = "name"
_SINGLE = (_NAME, "type", "imo")
_SEVERAL = {
    "birth_date": "birth_dates",
    "country": "countries",
    "nationality": "nationalities",
    "identifier": "identifiers",
    "alias": "aliases",
}
_WORDS = {path: column for column, path in _SEVERAL.items()} | {"addresses": "address"}
_PATH = re.compile(r"(?P<head>\w+)(?:\[(?P<index>\d+)\])?.*")

_Payload: TypeAlias = dict[str, object]
_Place: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReading:
    """What a row says: the party, None where there is no usable name, and why a value of it was
    left out, in the words of the file's columns."""

    subject: Subject | None
    left_out: tuple[str, ...] = ()


def read_subject(cells: Mapping[str, str]) -> RowReading:
    """The party in ``cells`` (field to cell). A value that cannot be understood is left out and
    named; without a usable name there is no party."""
    return _read(_payload(cells), ())


def _read(payload: _Payload, before: tuple[str, ...]) -> RowReading:
    """Again without what was wrong: a cell may hold too many values once its bad ones are gone."""
    try:
        return RowReading(subject=parse_subject(payload), left_out=before)
    except InvalidRequest as refused:
        faults = refused.faults
    reasons = (*before, *(_reason(fault, payload) for fault in faults))
    places = {_place(fault) for fault in faults}
    if (_NAME, None) in places:
        return RowReading(subject=None, left_out=reasons)
    return _read(_without(payload, places), reasons)


def _payload(cells: Mapping[str, str]) -> _Payload:
    payload: _Payload = {field: cells[field] for field in _SINGLE if cells.get(field, "").strip()}
    payload |= {path: _several(cells.get(field, "")) for field, path in _SEVERAL.items()}
    payload["birth_dates"] = [iso_date(value) for value in _several(cells.get("birth_date", ""))]
    payload["identifiers"] = [{"value": value} for value in _several(cells.get("identifier", ""))]
    payload["addresses"] = [cells["address"]] if cells.get("address", "").strip() else []
    return payload


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(_SEPARATOR) if part.strip()]


def _place(fault: Fault) -> _Place:
    """The member that ``fault`` is about, and which value of it; None: all of it."""
    found = _PATH.fullmatch(fault.field)
    if found is None:
        return fault.field, None
    return found["head"], None if found["index"] is None else int(found["index"])


def _without(payload: _Payload, places: Collection[_Place]) -> _Payload:
    return {
        path: _values_without(path, value, places)
        for path, value in payload.items()
        if (path, None) not in places
    }


def _values_without(path: str, value: object, places: Collection[_Place]) -> object:
    if not isinstance(value, list):
        return value
    return [one for index, one in enumerate(value) if (path, index) not in places]


def _reason(fault: Fault, payload: _Payload) -> str:
    """``birth_date 2 could not be read: …``, numbered where the cell holds several values."""
    path, index = _place(fault)
    if path == _NAME:
        return f"{path} {fault.message}"
    values = payload.get(path)
    given = values if isinstance(values, list) and index is not None else []
    number = f" {index + 1}" if index is not None and len(given) > 1 else ""
    why = why_unread(given[index]) if path == "birth_dates" and given and index is not None else fault.message
    return f"{_WORDS.get(path, path)}{number} could not be read: {why}"
