"""OFAC's classic XML: SDN.XML and CONSOLIDATED.XML, in the namespaces before and after May 2024."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from screening.domain.designation import Designation
from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, unknown_fields
from screening.sources.ofac_entries import read_entry
from screening.sources.ofac_lists import ProgrammeCheck
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record
from screening.sources.xml import Layout, only_file, records, root_name

_HEADER = "publshInformation"  # spelt so by OFAC
_LAYOUT = Layout(
    root="sdnList",
    records=(_HEADER, "sdnEntry"),
    expected="an OFAC list in classic XML (root <sdnList>)",
)


def classic_format(list_id: str) -> ListFormat:
    """The classic XML format for one of OFAC's lists."""
    return ListFormat(
        name="ofac-classic-xml",
        parser_version=2,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_LAYOUT.root],
        find_records=find_xml_records,
        parse=partial(parse_classic, list_id=list_id),
    )


def parse_classic(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, then every entry of one classic XML file.

    Raises BadListFile for what is no such file, and where the entries are not as many as the
    file's own ``Record_Count`` promises or are those of OFAC's other list.
    """
    file = only_file(files, _LAYOUT)
    check = ProgrammeCheck(list_id)
    reader = EntryReader("uid", partial(_read_entry, list_id, check))
    header: ListHeader | None = None
    for record in records(file, _LAYOUT):
        if record.tag == "sdnEntry":
            yield from reader.read(record)
        elif record.tag == _HEADER:
            header = _header(record, file.name)
            yield header
            yield from unknown_fields(record)
        else:
            yield from unknown_fields(record)
    _check(header, reader.count, file.name)
    check.settle(file.name)


def _read_entry(
    list_id: str, check: ProgrammeCheck, entry: Record, reference: str, locator: str
) -> Designation:
    designation = read_entry(list_id, entry, reference, locator)
    check.see(designation.programmes)
    return designation


def _header(record: Record, name: str) -> ListHeader:
    published, count = record.take("Publish_Date") or "", record.take("Record_Count")
    try:
        published_on = datetime.strptime(published, "%m/%d/%Y").date()
        return ListHeader(published_on, int(count) if count else None)
    except ValueError:
        raise BadListFile(
            f"{name} gives no usable Publish_Date and Record_Count ({published!r}, {count!r}); "
            f"expected {_LAYOUT.expected}."
        ) from None


def _check(header: ListHeader | None, count: int, name: str) -> None:
    if header is None:
        raise BadListFile(f"{name} has no {_HEADER}; expected {_LAYOUT.expected}.")
    if not count or header.record_count not in (None, count):
        raise BadListFile(
            f"{name} is cut short or damaged: promised {header.record_count} entries, read {count}; "
            f"expected all of {_LAYOUT.expected}."
        )
