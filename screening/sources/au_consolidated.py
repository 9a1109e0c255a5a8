"""Australia's consolidated list as a workbook: a row for every name, all else repeated on each.

The number of ``Reference`` is the entry's; letters behind it (``2a``, ``2672c10``) are further
names. Rows of one entry may stand apart and may differ: everything they say is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import TypeVar

from screening.domain.designation import Attribute, Designation, Name, NameKind, PartialDate, PartyType
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources import au_cells as cells
from screening.sources.entries import EntryReader, has_name, unknown_fields
from screening.sources.free_dates import read_dates
from screening.sources.raw_table import sheet_finder
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.table import Row, TableLayout, only_table, read_rows
from screening.sources.workbook import is_workbook, sheet_rows
from screening.text.dates import parse_date

_T = TypeVar("_T")
_KEY = "Reference"
_NAME, _NAME_TYPE = "Name of Individual or Entity", "Name Type"
_LAYOUT = TableLayout(
    columns=(
        *(_KEY, _NAME, "Type", _NAME_TYPE, "Date of Birth", "Place of Birth", "Citizenship", "Address"),
        *("Additional Information", "Listing Information", "Committees", "Control Date"),
    ),
    expected="Australia's consolidated list as a workbook (12 columns, from Reference to Control Date)",
)
_PARTY_TYPES = {"individual": PartyType.INDIVIDUAL, "entity": PartyType.ENTITY, "vessel": PartyType.VESSEL}
_REFERENCE = re.compile(r"(\d+)(?:[A-Za-z]\w*)?")
_COMMITTEES = re.compile(r"(?<=\))\s+(?=\d)")


def consolidated_workbook(list_id: str) -> ListFormat:
    """The workbook format of Australia's list."""
    return ListFormat(
        name="au-dfat-xlsx",
        parser_version=1,
        recognises=is_workbook,
        parse=partial(parse_workbook, list_id=list_id),
        find_records=sheet_finder(_LAYOUT, _is_of),
    )


def parse_workbook(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """A header (the file does not say when it was published), then every entry in the order of its
    first row. A workbook is held in memory whole.

    Raises BadListFile for what is no such workbook.
    """
    file = only_table(files, _LAYOUT.expected)
    groups: dict[str, list[Row]] = {}

    def gather(row: Row) -> Iterator[Parsed]:
        groups.setdefault(_number(row.seen(_KEY)), []).append(row)
        yield from ()

    yield ListHeader(None)
    yield from read_rows(sheet_rows(file, _LAYOUT), gather)
    for reference, rows in groups.items():
        yield from _read(list_id, reference, rows)


def _number(reference: str) -> str:
    """The number of an entry; what has another shape is an entry of its own, to be set aside."""
    found = _REFERENCE.fullmatch(reference.strip())
    return found[1] if found else reference.strip()


def _is_of(cell: str, value: str) -> bool:
    return _number(cell) == value


def _read(list_id: str, reference: str, rows: list[Row]) -> Iterator[Parsed]:
    reader = EntryReader(_KEY, partial(_designation, list_id, rows))
    locator = f"row[{_KEY}={reference}]"
    is_known = False
    for item in reader.read(rows[0], reference, locator):
        is_known |= isinstance(item, Designation)
        yield item
    for row in rows[1:] if is_known else ():
        yield from unknown_fields(row, locator)


def _designation(list_id: str, rows: list[Row], _: Record, reference: str, locator: str) -> Designation:
    if not reference.isdigit():
        raise UnreadableRecordError(f"its reference {reference!r} is no number with letters")
    party_type = _party_type(_texts(rows, "Type"))
    names = _names(rows)
    births = [read_dates(text) for text in _texts(rows, "Date of Birth")]
    unread = list(dict.fromkeys(part for birth in births for part in birth.unread))
    for part in unread:
        rows[0].report("Date of Birth", part)
    information, listing = _texts(rows, "Additional Information"), _texts(rows, "Listing Information")
    for row in rows:
        row.take(_KEY)
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=names,
        titles=_all(information, cells.read_titles),
        positions=_all(information, cells.read_positions),
        genders=_all(information, cells.read_genders),
        birth_dates=tuple(dict.fromkeys(date for birth in births for date in birth.dates)),
        birth_places=_all(_texts(rows, "Place of Birth"), cells.read_places),
        citizenships=_all(_texts(rows, "Citizenship"), cells.read_countries),
        addresses=_all(_texts(rows, "Address"), cells.read_addresses),
        identifiers=_all(information, cells.read_identifiers),
        programmes=_all(_texts(rows, "Committees"), _programmes),
        remarks=tuple(information),
        attributes=tuple(Attribute(label="Date of Birth", value=part) for part in unread),
        legal_bases=tuple(listing),
        listed_on=min(filter(None, map(cells.listed_on, listing)), default=None),
        amended_on=_amended(rows, listing),
    )


def _texts(rows: Iterable[Row], column: str) -> list[str]:
    """What the rows say in a column, each text once."""
    found = (row.take(column) for row in rows)
    texts = {squeeze(text): text for text in found if text}
    return list(texts)


def _all(texts: Iterable[str], read: Callable[[str], Iterable[_T]]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(value for text in texts for value in read(text)))


def _party_type(published: list[str]) -> PartyType:
    words = {text.lower() for text in published}
    if len(words) != 1 or not words <= _PARTY_TYPES.keys():
        raise UnreadableRecordError(f"its types {sorted(words)} are not known")
    return _PARTY_TYPES[words.pop()]


def _names(rows: list[Row]) -> tuple[Name, ...]:
    names = []
    for row in rows:
        text, kind = row.take(_NAME), squeeze(row.take(_NAME_TYPE) or "").lower()
        if kind not in cells.KINDS:
            row.report(_NAME_TYPE, kind)
        if has_name(text):
            names.append(cells.read_name(text or "", kind))
        else:
            row.report(_NAME, text or "")
    if not any(name.kind is NameKind.PRIMARY for name in names):
        raise UnreadableRecordError("none of its rows is a primary name")
    return tuple(dict.fromkeys(sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY)))


def _programmes(text: str) -> list[str]:
    return _COMMITTEES.split(text)


def _amended(rows: list[Row], listing: list[str]) -> tuple[date, ...]:
    controls: list[PartialDate] = []
    for text in _texts(rows, "Control Date"):
        found = parse_date(text)
        if found:
            controls.append(found)
        else:
            rows[0].report("Control Date", text)
    days = {day for text in listing for day in cells.amended_on(text)}
    return tuple(sorted(days | {found.earliest for found in controls}))
