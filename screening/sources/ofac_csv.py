"""OFAC's set of tables: SDN.CSV with ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV, or CONS_PRIM.CSV and its own.

The tables have no header line: they are told apart by how many columns they have. ``.PIP`` and
``.DEL`` were the same with other delimiters, until September 2023. All but the comments end with
Ctrl-Z, by which a table that was cut short is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from screening.domain.designation import Designation
from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile, Quarantined
from screening.sources.entries import EntryReader
from screening.sources.ofac_csv_entries import read_row
from screening.sources.ofac_csv_rows import COLUMNS, MAIN, NUMBER, find_rows, rows, table_of
from screening.sources.ofac_lists import ProgrammeCheck
from screening.sources.record import Record
from screening.sources.table import Row

_EXPECTED = "OFAC's tables SDN.CSV, ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV (or CONS_PRIM.CSV and its own)"
_WORDS = {
    MAIN: "the main table (SDN.CSV or CONS_PRIM.CSV)",
    "address": "the addresses (ADD.CSV)",
    "alternate": "the alternate names (ALT.CSV)",
    "comments": "the comments (SDN_COMMENTS.CSV)",
}


def csv_format(list_id: str) -> ListFormat:
    """The set of tables for one of OFAC's lists."""
    return ListFormat(
        name="ofac-csv",
        parser_version=1,
        recognises=_recognises,
        find_records=find_rows,
        parse=partial(parse_csv, list_id=list_id),
    )


def parse_csv(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, every entry of the main table with its rows of the others, and the rows of those
    that belong to no entry, set aside.

    The addresses, names and comments are held in memory, the main table is not. Raises BadListFile
    for files that are no such set, for tables cut short or damaged and for those of the other list.
    """
    tables = _sorted(files)
    yield ListHeader(None, lacks=" and ".join(_WORDS[table] for table in COLUMNS if table not in tables))
    check, main = ProgrammeCheck(list_id), tables.pop(MAIN)
    sides = _side_rows(tables)
    reader = EntryReader(NUMBER, partial(_designate, list_id, check))
    for row in rows(main, MAIN):
        for side in sides.pop(str(row.fields.get(NUMBER, [""])[0]), ()):
            row.fields.setdefault(side.tag, []).append(side)
        yield from reader.read(row)
    for number, orphans in sides.items():
        for row in orphans:
            yield Quarantined(
                f"{row.tag}[{NUMBER}={number}]", f"no entry has the number {number}", row.excerpt()
            )
    if not reader.count:
        raise BadListFile(f"{main.name} holds no entry; expected {_EXPECTED}.")
    check.settle(main.name)


def _side_rows(tables: Mapping[str, PublishedFile]) -> dict[str, list[Row]]:
    """The rows of the other tables by the number of their entry."""
    found: dict[str, list[Row]] = defaultdict(list)
    for table, file in tables.items():
        for row in rows(file, table):
            found[str(row.fields.get(NUMBER, [""])[0])].append(row)
    return found


def _designate(list_id: str, check: ProgrammeCheck, row: Record, reference: str, locator: str) -> Designation:
    designation = read_row(list_id, row, reference, locator)
    check.see(designation.programmes)
    return designation


def _recognises(heads: Mapping[str, bytes]) -> bool:
    found = [table_of(head) for head in heads.values()]
    return MAIN in found and None not in found and len(set(found)) == len(found)


def _sorted(files: tuple[PublishedFile, ...]) -> dict[str, PublishedFile]:
    tables: dict[str, PublishedFile] = {}
    for file in files:
        with file.open() as stream:
            table = table_of(stream.read(4096))
        if table is None or table in tables:
            raise BadListFile(
                f"{file.name} is none of the tables or one of them again; expected {_EXPECTED}."
            )
        tables[table] = file
    if MAIN not in tables:
        raise BadListFile(
            f"The main table is not among {', '.join(f.name for f in files)}; expected {_EXPECTED}."
        )
    return tables
