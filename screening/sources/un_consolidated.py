"""The UN Security Council's consolidated list in XML, in its editions since 2018."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, unknown_fields
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record
from screening.sources.un_entries import PARTY_TYPES, read_entry
from screening.sources.xml import Layout, only_file, records, root_name

_LAYOUT = Layout(
    root="CONSOLIDATED_LIST",
    records=tuple(PARTY_TYPES),
    containers=("INDIVIDUALS", "ENTITIES"),
    expected="the UN consolidated list in XML (root <CONSOLIDATED_LIST>)",
)


def consolidated_format(list_id: str) -> ListFormat:
    """The XML format of the UN's consolidated list."""
    return ListFormat(
        name="un-consolidated-xml",
        parser_version=1,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_LAYOUT.root],
        find_records=find_xml_records,
        parse=partial(parse_consolidated, list_id=list_id),
    )


def parse_consolidated(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, then every individual and entity of one file.

    Raises BadListFile for what is no such file, for one without ``dateGenerated`` and for one
    without a single entry; the file promises no count.
    """
    file = only_file(files, _LAYOUT)
    reader = EntryReader("REFERENCE_NUMBER", partial(read_entry, list_id))
    for record in records(file, _LAYOUT):
        if record.tag in PARTY_TYPES:
            yield from reader.read(record)
            continue
        if record.tag == _LAYOUT.root:
            yield _header(record, file.name)
        yield from unknown_fields(record)
    if not reader.count:
        raise BadListFile(f"{file.name} holds no entry; expected {_LAYOUT.expected}.")


def _header(root: Record, name: str) -> ListHeader:
    generated = root.take_attribute("dateGenerated") or ""
    try:
        return ListHeader(date.fromisoformat(generated[:10]))
    except ValueError:
        raise BadListFile(
            f"{name} gives no usable dateGenerated ({generated!r}); expected {_LAYOUT.expected}."
        ) from None
