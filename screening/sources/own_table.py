"""A customer's own list: a CSV of any columns, read by a declared mapping."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import partial

from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader
from screening.sources.own_entries import Mapping, read_own_row
from screening.sources.raw_table import table_finder
from screening.sources.record import squeeze
from screening.sources.references import HashedReferences
from screening.sources.table import Row, TableLayout, only_table, read_rows, recognises_table, table_rows

_IDENTITY = ("name", "birth_date")
"""The fields that identify an entry where no column is its reference."""


def own_table_format(
    list_id: str, mapping: Mapping, *, delimiter: str, ignored: tuple[str, ...]
) -> ListFormat:
    """The format of one customer's list. ``ignored`` are columns that are known to say nothing.

    Another mapping is another parser version, so that a file that is here already is read anew.
    """
    columns = tuple(dict.fromkeys((*mapping.columns.values(), *ignored)))
    names = ", ".join(mapping.columns.values())
    layout = TableLayout(columns=columns, expected=f"a table with the columns {names}", delimiter=delimiter)
    told = json.dumps([mapping.columns, mapping.defaults, mapping.separator, ignored], sort_keys=True)
    return ListFormat(
        name="own-csv",
        parser_version=int(hashlib.sha256(told.encode()).hexdigest()[:7], 16),
        recognises=recognises_table(layout),
        parse=partial(_parse, list_id=list_id, mapping=mapping, layout=layout, ignored=ignored),
        find_records=table_finder(layout),
    )


def _parse(
    files: tuple[PublishedFile, ...],
    *,
    list_id: str,
    mapping: Mapping,
    layout: TableLayout,
    ignored: tuple[str, ...],
) -> Iterator[Parsed]:
    """A header (the file does not say when it was made), then every row as an entry."""
    file = only_table(files, layout.expected)
    key = mapping.columns.get("reference", "")
    identity = [mapping.columns[field] for field in _IDENTITY if field in mapping.columns]
    references = HashedReferences()
    if not key:
        for row in table_rows(file, layout):
            if isinstance(row, Row):
                references.add([row.seen(column) for column in identity], row.content())
    reader = EntryReader(key, partial(read_own_row, mapping, list_id))

    def read(row: Row) -> Iterator[Parsed]:
        for column in ignored:
            row.take_all(column)
        if key:
            reference = squeeze(row.seen(key))
            return reader.read(row, reference, f"row[{key}={reference}]")
        named = [row.seen(column) for column in identity]
        pairs = zip(identity, map(squeeze, named), strict=True)
        locator = "row" + "".join(f"[{column}={value}]" for column, value in pairs if value)
        return reader.read(row, references.claim(named, row.content()), locator)

    yield ListHeader(None)
    yield from read_rows(table_rows(file, layout), read)
