"""The EU's Financial Sanctions Files in XML, version 1.1 (``xmlFullSanctionsList_1_1``).

One party may stand in the file once for each programme: such elements share their
``euReferenceNumber`` and become one designation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from screening.domain.designation import Designation
from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile, Quarantined
from screening.sources.entries import unknown_fields
from screening.sources.eu_entries import read_entity
from screening.sources.merging import merge
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record, squeeze
from screening.sources.xml import Layout, count_attribute, only_file, records, root_name

_RECORD, _REFERENCE, _ID = "sanctionEntity", "euReferenceNumber", "logicalId"
_LAYOUT = Layout(
    root="export",
    records=(_RECORD,),
    expected="the EU's full list of financial sanctions in XML 1.1 (root <export> with <sanctionEntity>)",
)


def export_format(list_id: str) -> ListFormat:
    """The XML 1.1 format of the EU's list."""
    return ListFormat(
        name="eu-fsf-xml-1.1",
        parser_version=1,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_LAYOUT.root],
        parse=partial(parse_export, list_id=list_id),
        find_records=find_xml_records,
    )


def parse_export(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, then every party of one file; the file promises no count.

    Raises BadListFile for what is no such file, for one without ``generationDate`` and for one
    without a single entity.
    """
    file = only_file(files, _LAYOUT)
    reader = _EntityReader(list_id)
    for record in records(file, _LAYOUT):
        if record.tag == _RECORD:
            yield from reader.read(record)
            continue
        if record.tag == _LAYOUT.root:
            yield _header(record, file.name)
            reader.expected = count_attribute(file, _LAYOUT, _REFERENCE)
        yield from unknown_fields(record)
    if not reader.count:
        raise BadListFile(f"{file.name} holds no <{_RECORD}>; expected {_LAYOUT.expected}.")


@dataclass(slots=True)
class _EntityReader:
    """Reads the elements of one file. ``expected`` says how many elements each reference has:
    a party is given out with the last of them."""

    list_id: str
    expected: Counter[str] = field(default_factory=Counter)
    count: int = 0
    _waiting: dict[str, list[Designation]] = field(default_factory=dict)

    def read(self, record: Record) -> Iterator[Parsed]:
        self.count += 1
        name, published = _identity(record)
        reference = "".join(published.split())
        locator = f"{_RECORD}[{name}={reference}]"
        party = self._waiting.setdefault(reference, [])
        try:
            if not reference:
                raise ValueError(f"it has neither {_REFERENCE} nor {_ID}")
            party.append(read_entity(self.list_id, record, reference, locator))
        except ValueError as odd:
            yield Quarantined(locator, str(odd), record.excerpt())
        else:
            yield from unknown_fields(record, locator)
        self.expected[published] -= 1
        if self.expected[published] <= 0:
            del self._waiting[reference]
            if party:
                yield merge(party)


def _identity(record: Record) -> tuple[str, str]:
    """The attribute that identifies the element, and its value as published."""
    reference = record.attributes.get(_REFERENCE, "")
    if reference.strip():
        del record.attributes[_REFERENCE]
        return _REFERENCE, reference
    return _ID, record.attributes.get(_ID, "")


def _header(root: Record, name: str) -> ListHeader:
    root.take_attribute("globalFileId")
    generated = root.take_attribute("generationDate") or ""
    try:
        return ListHeader(date.fromisoformat(generated[:10]))
    except ValueError:
        raise BadListFile(
            f"{name} gives no usable generationDate ({squeeze(generated)!r}); expected {_LAYOUT.expected}."
        ) from None
