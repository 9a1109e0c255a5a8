"""The U.S. Consolidated Screening List as CSV: thirteen lists of three departments in one table.

``_id`` is OFAC's number for entries of OFAC and a hash for all others. A party that OFAC has on
several of its lists has one row on each: they are one entry here. Only OFAC's rows have a type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial

from screening.domain.designation import (
    Attribute,
    Country,
    CrossReference,
    Designation,
    PartialDate,
    PartyType,
)
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.csl_facts import read_addresses, read_csl_ids, read_names, read_vessel
from screening.sources.entries import EntryReader, require_name
from screening.sources.merging import merge
from screening.sources.ofac_remarks import linked_parties
from screening.sources.places import parse_place
from screening.sources.raw_table import table_finder
from screening.sources.record import Record, UnreadableRecordError
from screening.sources.table import Row, TableLayout, only_table, read_rows, recognises_table, table_rows
from screening.sources.untyped import NOT_PUBLISHED, party_type_of
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_KEY = "_id"
_LAYOUT = TableLayout(
    columns=(
        *(_KEY, "source", "entity_number", "type", "programs", "name", "title", "addresses"),
        *("federal_register_notice", "start_date", "end_date", "standard_order", "license_requirement"),
        *("license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage"),
        *("vessel_flag", "vessel_owner", "remarks", "source_list_url", "alt_names", "citizenships"),
        *("dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids"),
    ),
    expected="the Consolidated Screening List as CSV (29 columns)",
)
_PARTY_TYPES = {
    "Individual": PartyType.INDIVIDUAL,
    "Entity": PartyType.ENTITY,
    "Vessel": PartyType.VESSEL,
    "Aircraft": PartyType.AIRCRAFT,
}
_OF_OFAC = {
    "SDN": "us_ofac_sdn",
    "SSI": "us_ofac_cons",
    "CAP": "us_ofac_cons",
    "NS-MBS": "us_ofac_cons",
    "CMIC": "us_ofac_cons",
    "PLC": "us_ofac_cons",
    "FSE": "us_ofac_cons",
}
_ENTITIES_ONLY = frozenset({"UVL", "MEU"})
_SOURCE = re.compile(r"\((?P<code>[\w -]+)\)")
_KEPT = ("end_date", "standard_order", "license_requirement", "license_policy")


def screening_list_format(list_id: str) -> ListFormat:
    """The CSV format of the Consolidated Screening List."""
    return ListFormat(
        name="us-csl-csv",
        parser_version=1,
        recognises=recognises_table(_LAYOUT),
        parse=partial(parse_screening_list, list_id=list_id),
        find_records=table_finder(_LAYOUT),
    )


def parse_screening_list(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """A header (the file does not say when it was published), then every entry.

    The file is read twice: first to know which entries have several rows; only those wait in
    memory until the last of theirs. Raises BadListFile for what is no such file.
    """
    file = only_table(files, _LAYOUT.expected)
    rows = Counter(row.seen(_KEY) for row in table_rows(file, _LAYOUT) if isinstance(row, Row))
    yield ListHeader(None)
    waiting: dict[str, list[Designation]] = {}
    left = {key: count for key, count in rows.items() if count > 1}

    def read(row: Row) -> Iterator[Parsed]:
        key = row.seen(_KEY)
        for item in EntryReader(_KEY, partial(_designation, list_id)).read(row):
            if isinstance(item, Designation) and key in left:
                waiting.setdefault(key, []).append(item)
            else:
                yield item
        left[key] = left.get(key, 1) - 1
        if not left[key] and key in waiting:
            yield merge(waiting.pop(key))

    yield from read_rows(table_rows(file, _LAYOUT), read)
    for of_one_party in waiting.values():
        yield merge(of_one_party)


def _designation(list_id: str, row: Record, reference: str, locator: str) -> Designation:
    source = row.take("source") or ""
    found = _SOURCE.search(source)
    code = found["code"].removesuffix(" List") if found else source
    name = require_name(row.take("name"))
    party_type, is_published = _party_type(row.take("type"), code, name)
    facts = read_csl_ids(row)
    is_person = is_published and party_type is PartyType.INDIVIDUAL
    vessel, call_signs = read_vessel(row, facts.former_flags)
    remarks = row.take("remarks")
    number = row.take("entity_number")
    for link in ("source_list_url", "source_information_url"):
        row.take(link)
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=tuple(read_names(name, _several(row, "alt_names"), is_split=is_person)),
        positions=_one(row.take("title")),
        genders=tuple(facts.genders),
        birth_dates=tuple(_birth_dates(row, facts.attributes)),
        birth_places=tuple(map(parse_place, _several(row, "places_of_birth"))),
        nationalities=_countries(row, "nationalities"),
        citizenships=_countries(row, "citizenships"),
        addresses=read_addresses(row.take("addresses")),
        identifiers=(*facts.identifiers, *call_signs),
        vessel=vessel,
        programmes=tuple(_several(row, "programs")) or (code,),
        remarks=_one(remarks),
        attributes=(
            Attribute(label="source", value=source),
            *(() if is_published else (NOT_PUBLISHED,)),
            *(Attribute(label=column, value=value) for column in _KEPT if (value := row.take(column))),
            *facts.attributes,
        ),
        legal_bases=_one(row.take("federal_register_notice")),
        relations=linked_parties(remarks or ""),
        cross_references=_origin(code, number),
        listed_on=_listed_on(row),
    )


def _party_type(published: str | None, code: str, name: str) -> tuple[PartyType, bool]:
    """The type, and whether it was published."""
    if published is not None:
        if published not in _PARTY_TYPES:
            raise UnreadableRecordError(f"its type {published!r} is not known")
        return _PARTY_TYPES[published], True
    return PartyType.ENTITY if code in _ENTITIES_ONLY else party_type_of(name), False


def _origin(code: str, number: str | None) -> tuple[CrossReference, ...]:
    return (CrossReference(scheme=_OF_OFAC[code], reference=number),) if number and code in _OF_OFAC else ()


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _several(row: Record, column: str) -> list[str]:
    return [part.strip() for part in (row.take(column) or "").split("; ") if part.strip()]


def _countries(row: Record, column: str) -> tuple[Country, ...]:
    return tuple(map(parse_country, _several(row, column)))


def _birth_dates(row: Record, attributes: list[Attribute]) -> Iterator[PartialDate]:
    for text in _several(row, "dates_of_birth"):
        found = parse_date(text)
        if found:
            yield found
        else:
            attributes.append(Attribute(label="date of birth", value=text))
            row.report("dates_of_birth", text)


def _listed_on(row: Record) -> date | None:
    text = row.take("start_date")
    found = parse_date(text) if text else None
    if text and not found:
        row.report("start_date", text)
    return found.earliest if found else None
