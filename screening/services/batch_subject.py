"""A row of a customer's file as a subject: by everything that can be read; the rest is named."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from screening.domain.designation import IdentifierType
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.screening import Subject
from screening.services.batch_columns import base_field
from screening.services.batch_dates import iso_date, why_unread
from screening.services.batch_headings import word_of
from screening.services.batch_names import names_of
from screening.services.subject_input import parse_subject

READING = 4
"""Raised where rows are read differently, so that no batch goes on from rows read otherwise."""

_SEPARATOR = ";"
"""Between several values in one cell; a name and an address are never split."""

_NAME = "name"
_SINGLE = ("birth_place", "incorporation_country", "imo", "mmsi", "call_sign", "flag")
_WORDED = ("type", "gender")
_SEVERAL = {
    "country": "countries",
    "nationality": "nationalities",
    "residence_country": "residence_countries",
}
_WORDS = {path: column for column, path in _SEVERAL.items()} | {
    "addresses": "address",
    "aliases": "alias",
    "birth_dates": "birth_date",
    "identifiers": "identifier",
}
_TYPED = tuple(kind.value for kind in IdentifierType)
_JSON = ("[", "{")
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
    """The party in ``cells`` (field to cell; ``alias 2`` is a further one of ``alias``). A value that
    cannot be understood is left out and named; without a usable name there is no party."""
    held: dict[str, list[str]] = {}
    for field, cell in cells.items():
        held.setdefault(base_field(field), []).append(cell)
    return _read(_payload(held), ())


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


def _payload(held: Mapping[str, list[str]]) -> _Payload:
    names = names_of({field: _listed(cells) for field, cells in held.items()}, _split)
    payload: _Payload = {_NAME: names[0]} if names else {}
    payload["aliases"] = names[1:]
    payload |= {field: cell for field in _SINGLE if (cell := _first(held.get(field, ())))}
    payload |= {field: word_of(field, cell) for field in _WORDED if (cell := _first(held.get(field, ())))}
    payload |= {path: _split(_listed(held.get(field, ()))) for field, path in _SEVERAL.items()}
    payload["birth_dates"] = [iso_date(str(value)) for value in _split(_listed(held.get("birth_date", ())))]
    payload["identifiers"] = _identifiers(held)
    payload["addresses"] = [_whole(value) for value in _listed(held.get("address", ()))]
    return payload


def _first(cells: Iterable[str]) -> str:
    return next((cell for cell in cells if cell.strip()), "")


def _identifiers(held: Mapping[str, list[str]]) -> list[object]:
    untyped = [_identifier(value, None) for value in _split(_listed(held.get("identifier", ())))]
    fields = [kind for kind in _TYPED if kind in held and kind not in _SINGLE]
    typed = [_identifier(value, kind) for kind in fields for value in _split(_listed(held[kind]))]
    return untyped + typed


def _identifier(value: object, kind: str | None) -> object:
    """An object of JSON lines stays as it is: the request's own form."""
    if isinstance(value, dict):
        return value
    return {"value": value} | ({"type": kind} if kind else {})


def _listed(cells: Iterable[str]) -> list[object]:
    """The cells that are filled; a list of JSON counts as its values."""
    return list(chain.from_iterable(_values(cell) for cell in cells if cell.strip()))


def _values(cell: str) -> list[object]:
    if not cell.startswith(_JSON):
        return [cell]
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return [cell]
    values = found if isinstance(found, list) else [found]
    return [_Listed(value) if isinstance(value, str) else value for value in values]


class _Listed(str):
    """A value of a list: whole, whatever separators it holds."""

    __slots__ = ()


def _split(values: Iterable[object]) -> list[object]:
    """Values, cells with several of them split."""
    split: list[object] = []
    for value in values:
        if isinstance(value, str) and not isinstance(value, _Listed):
            split += [part.strip() for part in value.split(_SEPARATOR) if part.strip()]
        else:
            split.append(_whole(value))
    return split


def _whole(value: object) -> object:
    """A value as it is, a listed one as plain text."""
    return str(value) if isinstance(value, str) else value


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
    why = fault.message
    if path == "birth_dates" and index is not None and given and isinstance(given[index], str):
        why = why_unread(given[index])
    return f"{_WORDS.get(path, path)}{number} could not be read: {why}"
