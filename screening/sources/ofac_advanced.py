"""OFAC's ADVANCED XML: SDN_ADVANCED.XML and CONS_ADVANCED.XML, in the namespaces before and after May 2024.

Everything in it is a number that leads to another part of the file, and what applies to a party
stands after the party. So the file is read twice: first all but the parties, whose parts are kept
in memory in short form, then the parties one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from lxml import etree

from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, unknown_fields
from screening.sources.ofac_advanced_entries import read_party
from screening.sources.ofac_advanced_names import glance_name
from screening.sources.ofac_advanced_tables import READERS, Tables, take_date
from screening.sources.ofac_lists import list_in_words, own_lists
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record
from screening.sources.xml import Layout, only_file, records, root_name

_PARTY = "DistinctParty"
_ISSUED = "DateOfIssue"
_LAYOUT = Layout(
    root="Sanctions",
    records=(_ISSUED, *READERS, _PARTY),
    containers=("Locations", "IDRegDocuments", "DistinctParties", "ProfileRelationships", "SanctionsEntries"),
    expected="an OFAC list in ADVANCED XML (root <Sanctions>)",
)
_ALL_BUT_PARTIES = replace(_LAYOUT, passed_over=(_PARTY,))
_PARTIES = replace(_LAYOUT, passed_over=(_ISSUED, *READERS))


def advanced_format(list_id: str) -> ListFormat:
    """The ADVANCED XML format for one of OFAC's lists."""
    return ListFormat(
        name="ofac-advanced-xml",
        parser_version=1,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_LAYOUT.root],
        find_records=find_xml_records,
        parse=partial(parse_advanced, list_id=list_id),
    )


def parse_advanced(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, then every entry of one file that is on the list.

    Raises BadListFile for what is no such file, for one of the other list and for one without an
    entry; the file promises no count.
    """
    file = only_file(files, _LAYOUT)
    tables = Tables()
    yield from _read_tables(file, tables)
    reader = EntryReader("@FixedRef", partial(read_party, list_id, tables))
    for record in records(file, _PARTIES):
        if record.tag == _PARTY:
            reference = record.take_attribute("FixedRef") or ""
            lists = tables.listings[reference].days
            if not lists or own_lists(list_id, lists):
                yield from reader.read(record, reference)
    if not reader.count:
        raise BadListFile(f"{file.name} holds no entry of {list_in_words(list_id)}; expected one.")


def _read_tables(file: PublishedFile, tables: Tables) -> Iterator[Parsed]:
    header: ListHeader | None = None

    def note_name(party: etree._Element) -> None:
        reference, name = glance_name(party)
        tables.names[reference] = name

    for record in records(file, _ALL_BUT_PARTIES, glance=note_name):
        locator = f"{record.tag}[@ID={record.attributes['ID']}]" if "ID" in record.attributes else None
        if record.tag in READERS:
            READERS[record.tag](record, tables)
        elif record.tag == _ISSUED:
            header = ListHeader(_published_on(record, file.name))
            yield header
        elif record.tag == _LAYOUT.root:
            record.take_attribute("Version")
        yield from unknown_fields(record, locator)
    if header is None:
        raise BadListFile(f"{file.name} has no {_ISSUED}; expected {_LAYOUT.expected}.")


def _published_on(record: Record, name: str) -> date:
    record.take_attribute("CalendarTypeID")
    published_on = take_date(record)
    if published_on is None:
        raise BadListFile(f"{name} gives no usable {_ISSUED}; expected {_LAYOUT.expected}.")
    return published_on
