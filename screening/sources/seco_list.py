"""SECO's list in XML (root ``swiss-sanctions-list``): the whole list, or amendments to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, unknown_fields
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record
from screening.sources.seco_reference import References
from screening.sources.seco_targets import read_target
from screening.sources.xml import Layout, only_file, records, root_name

_RECORD, _ID = "target", "ssid"
_REFERENCES = ("sanctions-program", "place")
_WHOLE = "whole-list"
_EXPECTED = "SECO's list in XML (root <swiss-sanctions-list>)"
_TARGETS = Layout(
    root="swiss-sanctions-list",
    records=(_RECORD, *_REFERENCES),
    passed_over=_REFERENCES,
    expected=_EXPECTED,
)
_REFERRED_TO = Layout(
    root="swiss-sanctions-list",
    records=(_RECORD, *_REFERENCES),
    passed_over=(_RECORD,),
    expected=_EXPECTED,
)


def seco_format(list_id: str) -> ListFormat:
    """The XML format of SECO's list."""
    return ListFormat(
        name="seco-xml",
        parser_version=1,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_TARGETS.root],
        parse=partial(parse_list, list_id=list_id),
        find_records=find_xml_records,
    )


def parse_list(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, then every target of one file, those de-listed included; the file promises no
    count. It is read twice, since places stand behind the targets that refer to them.

    Raises BadListFile for what is no such file, for one without a date, and without a target.
    """
    file = only_file(files, _TARGETS)
    references = References()
    reader = EntryReader(_ID, partial(read_target, list_id, references))
    for record in records(file, _TARGETS):
        if record.tag == _RECORD:
            reference = "".join((record.take_attribute(_ID) or "").split())
            yield from reader.read(record, reference, f"{_RECORD}[{_ID}={reference}]")
            continue
        if record.tag == _TARGETS.root:
            yield _header(record, file.name)
            yield from _read_references(file, references)
        yield from unknown_fields(record)
    if not reader.count:
        raise BadListFile(f"{file.name} holds no <{_RECORD}>; expected {_EXPECTED}.")


def _read_references(file: PublishedFile, references: References) -> Iterator[Parsed]:
    for record in records(file, _REFERRED_TO):
        if record.tag in _REFERENCES:
            yield from references.read(record)


def _header(root: Record, name: str) -> ListHeader:
    published, kind = root.take_attribute("date") or "", root.take_attribute("list-type") or ""
    try:
        published_on = date.fromisoformat(published[:10])
    except ValueError:
        raise BadListFile(f"{name} gives no usable date ({published!r}); expected {_EXPECTED}.") from None
    lacks = "" if kind == _WHOLE else f"all that the {kind or 'list'} does not change"
    return ListHeader(published_on, lacks=lacks)
