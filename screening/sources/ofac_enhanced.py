"""OFAC's ENHANCED XML: SDN_ENHANCED.XML, CONS_ENHANCED.XML and exports that a user has filtered.

An export says which lists and programmes it was filtered by. One of all lists is read as the list
asked for: entries that are only on the other one are passed over. A filtered one is incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, unknown_fields
from screening.sources.ofac_enhanced_entries import lists_of, read_entity
from screening.sources.ofac_enhanced_parts import take_ids, take_worded
from screening.sources.ofac_lists import CONSOLIDATED_LIST, SDN_LIST, list_in_words, own_lists
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record
from screening.sources.xml import Layout, only_file, records, root_name

_HEADER = "publicationInfo"
_LAYOUT = Layout(
    root="sanctionsData",
    records=(_HEADER, "referenceValues", "featureTypes", "entity"),
    containers=("entities",),
    expected="an OFAC list in ENHANCED XML (root <sanctionsData>)",
)
_LISTS = "sanctionsLists"
_WHOLE = {"us_ofac_sdn": SDN_LIST, "us_ofac_cons": CONSOLIDATED_LIST}
_OF_VALUES = ("type", "value", "isoCode", "code")
_OF_FEATURES = ("type", "publishExclude", "publishDescription", "publishOrder")


def enhanced_format(list_id: str) -> ListFormat:
    """The ENHANCED XML format for one of OFAC's lists."""
    return ListFormat(
        name="ofac-enhanced-xml",
        parser_version=1,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_LAYOUT.root],
        find_records=find_xml_records,
        parse=partial(parse_enhanced, list_id=list_id),
    )


def parse_enhanced(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, then every entry of one file that is on the list.

    Raises BadListFile for what is no such file, for a delta file, for an export of the other list
    and for one without an entry of this list; the file promises no count.
    """
    file = only_file(files, _LAYOUT)
    reader = EntryReader("@id", partial(read_entity, list_id))
    header: ListHeader | None = None
    for record in records(file, _LAYOUT):
        if record.tag == "entity":
            yield from _entity(record, reader, list_id)
            continue
        if record.tag == _HEADER:
            header = _header(record, file.name, list_id)
            yield header
        _CATALOGUES.get(record.tag, _nothing)(record)
        yield from unknown_fields(record)
    if header is None:
        raise BadListFile(f"{file.name} has no {_HEADER}; expected {_LAYOUT.expected}.")
    if not reader.count:
        raise BadListFile(f"{file.name} holds no entry of {list_in_words(list_id)}; expected one.")


def _entity(record: Record, reader: EntryReader, list_id: str) -> Iterator[Parsed]:
    names = lists_of(record)
    if names and not own_lists(list_id, names):
        return
    yield from reader.read(record, record.take_attribute("id") or "")


def _header(record: Record, name: str, list_id: str) -> ListHeader:
    if published := record.take("datePublished"):
        raise BadListFile(
            f"{name} is a delta file of OFAC, only what changed on {published[:10]}; expected a whole list."
        )
    as_of = record.take("dataAsOf") or ""
    try:
        published_on = date.fromisoformat(as_of[:10])
    except ValueError:
        raise BadListFile(
            f"{name} gives no usable dataAsOf ({as_of!r}); expected {_LAYOUT.expected}."
        ) from None
    return ListHeader(published_on, lacks=_left_out(record, name, list_id))


def _left_out(record: Record, name: str, list_id: str) -> str:
    """What the filters of an export leave out of the list, in words; empty where nothing."""
    filters: dict[str, list[str]] = {}
    for group in record.open_all("filters"):
        for kind in tuple(group.fields):
            one = kind.removesuffix("s")  # sanctionsLists/sanctionsList
            filters[kind] = [text for part in group.open_all(kind) for text in take_worded(part, one)]
    lists = filters.pop(_LISTS, [])
    if lists and not own_lists(list_id, lists):
        raise BadListFile(f"{name} is an export of {', '.join(lists)}; expected {list_in_words(list_id)}.")
    if lists and _WHOLE[list_id] not in lists:
        filters[_LISTS] = lists
    return " and ".join(f"all but {', '.join(values)} ({kind})" for kind, values in filters.items())


def _read_values(values: Record) -> None:
    """Take what is known of the catalogue of codes; the entries spell all of them out."""
    for value in values.open_all("referenceValue"):
        take_ids(value)
        for tag in _OF_VALUES:
            value.take(tag)


def _read_feature_types(types: Record) -> None:
    for feature_type in types.open_all("featureType"):
        take_ids(feature_type)
        take_worded(feature_type, "detailType")
        for tag in _OF_FEATURES:
            feature_type.take(tag)


def _nothing(_: Record) -> None:
    return None


_CATALOGUES = {"referenceValues": _read_values, "featureTypes": _read_feature_types}
