"""OpenSanctions' ``targets.simple.csv``: one row a target, several values between semicolons.

A value that holds a semicolon or a quote stands in quotes of its own, inside the cell's.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial

from stdnum.ru import inn, ogrn

from screening.domain.designation import (
    Address,
    AliasStrength,
    Attribute,
    Country,
    Designation,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
    Vessel,
)
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, has_name, require_name
from screening.sources.ftm_party import PARTY_TYPES
from screening.sources.merging import unique_names
from screening.sources.raw_table import table_finder
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.scripts import script_of
from screening.sources.table import TableLayout, only_table, read_rows, recognises_table, table_rows
from screening.text.countries import parse_country
from screening.text.dates import parse_date
from screening.text.identifiers import check_digit_ok

_LAYOUT = TableLayout(
    columns=(
        *("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers"),
        *(
            "sanctions",
            "phones",
            "emails",
            "program_ids",
            "dataset",
            "first_seen",
            "last_seen",
            "last_change",
        ),
    ),
    expected="OpenSanctions' targets.simple.csv",
    optional=("program_ids",),
)
_IMO = re.compile(r"IMO\s?\d{7}")
_SHAPES = {9: IdentifierType.MMSI}
_CALL_SIGN = re.compile(r"(?=.*[A-Z])[A-Z0-9]{4,7}")
_CONTACTS = {"phones": IdentifierType.PHONE, "emails": IdentifierType.EMAIL}
_BY_SHAPE = "type read from the number"


def simple_targets_format(list_id: str) -> ListFormat:
    """The table ``targets.simple.csv``, for a list that a user declares."""
    return ListFormat(
        name="ftm-targets-csv",
        parser_version=1,
        recognises=recognises_table(_LAYOUT),
        parse=partial(parse_simple_targets, list_id=list_id),
        find_records=table_finder(_LAYOUT),
    )


def parse_simple_targets(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """A header (the file does not say when it was published), then every row as an entry.

    Raises BadListFile for what is no such file.
    """
    file = only_table(files, _LAYOUT.expected)
    reader = EntryReader("id", partial(_designation, list_id))
    yield ListHeader(None)
    yield from read_rows(table_rows(file, _LAYOUT), reader.read)


def _designation(list_id: str, row: Record, reference: str, locator: str) -> Designation:
    schema = row.take("schema") or ""
    if schema not in PARTY_TYPES:
        raise UnreadableRecordError(f"its schema {schema!r} is no party")
    party_type = PARTY_TYPES[schema]
    countries = tuple(map(parse_country, _several(row, "countries")))
    dates, unread = _births(row)
    dataset, changed = row.take("dataset"), row.take("last_change")
    for column in ("first_seen", "last_seen"):
        row.take(column)
    changed_on = parse_date(changed) if changed else None
    addresses = tuple(Address(street=squeeze(text)) for text in _several(row, "addresses"))
    flag = countries[0] if party_type is PartyType.VESSEL and len(countries) == 1 else None
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=_names(row),
        birth_dates=dates,
        addresses=(*addresses, *(Address(country=country, note="country") for country in countries)),
        identifiers=tuple(_identifiers(row, party_type, countries)),
        vessel=Vessel(flag=flag) if flag else None,
        programmes=tuple(_several(row, "program_ids")),
        remarks=tuple(map(squeeze, _several(row, "sanctions"))),
        attributes=(*unread, *([Attribute(label="dataset", value=dataset)] if dataset else [])),
        amended_on=(changed_on.earliest,) if changed_on else (),
    )


def _several(row: Record, column: str) -> list[str]:
    """The values of a cell, which is itself a row between semicolons."""
    cell = io.StringIO(row.take(column) or "", newline="")
    return [value for values in csv.reader(cell, delimiter=";") for value in values if value.strip()]


def _names(row: Record) -> tuple[Name, ...]:
    name = squeeze(require_name(row.take("name")))
    aliases = [squeeze(text) for text in _several(row, "aliases") if has_name(text)]
    primary = Name(text=name, kind=NameKind.PRIMARY, script=script_of(name))
    return unique_names([primary, *(_alias(text) for text in aliases)])


def _alias(text: str) -> Name:
    return Name(text=text, strength=AliasStrength.STRONG, script=script_of(text))


def _births(row: Record) -> tuple[tuple[PartialDate, ...], tuple[Attribute, ...]]:
    texts = _several(row, "birth_date")
    found = [(text, parse_date(text)) for text in texts]
    unread = [text for text, date in found if date is None]
    for text in unread:
        row.report("birth_date", text)
    dates = tuple(date for _, date in found if date)
    return dates, tuple(Attribute(label="birth_date", value=text) for text in unread)


def _identifiers(row: Record, party_type: PartyType, countries: tuple[Country, ...]) -> Iterator[Identifier]:
    is_russian = any(country.code == "ru" for country in countries)
    for value in _several(row, "identifiers"):
        type = _type_of(value.strip(), party_type, is_russian=is_russian)
        note = None if type is IdentifierType.OTHER else _BY_SHAPE
        yield Identifier(type=type, value=value.strip(), published_type="identifiers", note=note)
    for column, type in _CONTACTS.items():
        for value in _several(row, column):
            yield Identifier(type=type, value=value.strip(), published_type=column)


def _type_of(value: str, party_type: PartyType, *, is_russian: bool) -> IdentifierType:
    """The table does not say what a number is; where its shape and check digit do, that is taken."""
    if _IMO.fullmatch(value):
        return IdentifierType.IMO
    if check_digit_ok(IdentifierType.LEI, value) and len(value) == 20:
        return IdentifierType.LEI
    if party_type is PartyType.VESSEL:
        if value.isdigit():
            return _SHAPES.get(len(value), IdentifierType.OTHER)
        return IdentifierType.CALL_SIGN if _CALL_SIGN.fullmatch(value) else IdentifierType.OTHER
    if inn.is_valid(value) and (is_russian or len(value) == 12):
        return IdentifierType.TAX_ID
    return IdentifierType.REGISTRATION if ogrn.is_valid(value) else IdentifierType.OTHER
