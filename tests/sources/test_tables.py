"""Tables and workbooks: every cell is taken or reported, and what is no such table is refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from screening.domain.errors import BadListFile
from screening.domain.listing import Parsed, PublishedFile, Quarantined, RawRecord, UnknownField
from screening.sources.entries import unknown_fields
from screening.sources.raw_table import sheet_finder, table_finder
from screening.sources.record import Record
from screening.sources.references import HashedReferences
from screening.sources.table import Row, TableLayout, read_rows, recognises_table, table_rows
from screening.sources.workbook import is_workbook, sheet_rows
from tests.workbook import workbook

_SHIPS = TableLayout(columns=("Name", "Flag", "Built"), expected="a table of ships", optional=("Built",))
_Keyed = tuple[tuple[str, ...], tuple[str, ...]]
_TABLE = b'\xef\xbb\xbfName,Flag\nLANTERN,PA\n"TWO\nLINES",\n'


def _file(content: bytes, name: str = "ships.csv") -> PublishedFile:
    return PublishedFile(name, partial(io.BytesIO, content))


def _rows(content: bytes) -> list[dict[str, str]]:
    return [
        {tag: row.take(tag) or "" for tag in list(row.fields)}
        for row in table_rows(_file(content), _SHIPS)
        if isinstance(row, Row)
    ]


def _left(content: bytes) -> list[Parsed]:
    def read(row: Row) -> Iterator[Parsed]:
        row.take("Name")
        row.take("Flag")
        yield from unknown_fields(row, f"ship {row.number}")

    return list(read_rows(table_rows(_file(content), _SHIPS), read))


def test_rows_are_read_by_their_columns_and_blank_cells_are_left_out() -> None:
    assert _rows(_TABLE) == [{"Name": "LANTERN", "Flag": "PA"}, {"Name": "TWO\nLINES"}]


def test_an_unknown_column_is_reported_with_every_value_in_it() -> None:
    left = _left(b"Name,Planted,Flag\nA,surprise,PA\nB,,PA\n")
    assert left == [
        UnknownField("header", "header/Planted", ""),
        UnknownField("ship 1", "row/Planted", "surprise"),
    ]


def test_a_cell_too_many_is_reported_by_its_place() -> None:
    assert _left(b"Name,Flag\nA,PA,surprise\n") == [UnknownField("ship 1", "row/column 3", "surprise")]


def test_a_row_with_cells_too_few_is_set_aside() -> None:
    (odd,) = _left(b"Name,Flag\nA\nB,PA\n")
    assert odd == Quarantined("row 1", "it has 1 cells too few", "A")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"<html><body>sorry</body></html>", "is a web page or an error document"),
        (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "is a web page or an error document"),
        (b"id,colour\n1,red\n", "is another table or none"),
        (b"Name,Colour\nA,red\n", "lacks the column 'Flag'"),
        (b"Name,Flag\n", "has no row below its header"),
        (b"Name,Flag\nA,PA\nB", "is cut short in its last row"),
        (b'Name,Flag\nA,PA\n"B,PA', "is cut short or damaged"),
        (b"Name,Flag\nA,PA\n\xff\xfe,PA\n", "is cut short or damaged"),
    ],
)
def test_what_is_no_whole_table_of_the_layout_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadListFile) as refusal:
        _rows(content)
    assert str(refusal.value).startswith(f"ships.csv {words}")
    assert "expected" in str(refusal.value)
    assert "a table of ships" in str(refusal.value)


def test_a_table_is_recognised_by_its_header_alone() -> None:
    recognises = recognises_table(_SHIPS)
    assert recognises({"x": _TABLE})
    assert not recognises({"x": b"id,colour\n"})
    assert not recognises({"x": _TABLE, "y": _TABLE})
    assert not recognises({"x": b""})


def test_a_sheet_is_found_by_its_header_wherever_it_stands(tmp_path: Path) -> None:
    sheets: dict[str, list[list[str | float]]] = {
        "Notes": [["Read me"]],
        "Ships": [
            ["As of today"],
            ["Name", "Flag", "Built"],
            ["LANTERN", "PA", 1994.0],
            ["", "", ""],
            ["X", "", ""],
        ],
    }
    path = workbook(tmp_path / "ships.xlsx", sheets)
    header, *rows = list(_sheet(path))
    assert header.tag == "header"
    assert [(row.number, row.seen("Name"), row.seen("Built")) for row in rows if isinstance(row, Row)] == [
        (3, "LANTERN", "1994"),
        (5, "X", ""),
    ]
    assert is_workbook({"ships.xlsx": path.read_bytes()[:100]})


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda whole: whole[: len(whole) // 2], lambda _: b"<html>"]
)
def test_a_workbook_that_is_empty_cut_or_none_is_refused(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    whole = workbook(tmp_path / "x.xlsx", {"S": [["Other"]]}).read_bytes()
    with pytest.raises(BadListFile, match="expected a table of ships"):
        list(sheet_rows(_file(damage(whole), "x.xlsx"), _SHIPS))


def test_a_workbook_of_another_list_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"S": [["Other"], ["1"]]})
    with pytest.raises(BadListFile, match="no sheet with these columns"):
        list(_sheet(path))


def test_raw_rows_are_cut_out_with_their_line(tmp_path: Path) -> None:
    find = table_finder(_SHIPS)
    content = b'Name,Flag\r\n"TWO\r\nLINES",PA\r\nX,PA\r\nX,MT\r\n'
    assert find((_file(content),), "row[Name=TWO LINES]") == (RawRecord("ships.csv", 2, '"TWO\r\nLINES",PA'),)
    assert [each.line for each in find((_file(content),), "row[Name=X]")] == [4, 5]
    assert [each.line for each in find((_file(content),), "row[Name=X][Flag=MT]")] == [5]
    assert find((_file(content),), "sdnEntry[uid=1]") == ()
    path = workbook(tmp_path / "x.xlsx", {"S": [["Name", "Flag"], ["X", "MT"]]})
    file = PublishedFile("x.xlsx", lambda: path.open("rb"))
    assert sheet_finder(_SHIPS)((file,), "row[Name=X]") == (RawRecord("x.xlsx", 2, "X | MT"),)


def test_references_of_equal_identity_do_not_depend_on_the_order_of_the_file() -> None:
    records: list[_Keyed] = [
        (("A",), ("A", "1")),
        (("A",), ("A", "2")),
        (("B",), ("B",)),
        (("A",), ("A", "2")),
    ]
    given = [dict(zip(order, _references(order), strict=True)) for order in (records, records[::-1])]
    assert given[0][records[0]] == given[1][records[0]]
    assert given[0][records[2]] == given[1][records[2]]
    assert len(set(_references(records))) == 4
    assert all(reference.startswith("x-") for reference in _references(records))


def _references(records: list[_Keyed]) -> list[str]:
    references = HashedReferences()
    for identity, content in records:
        references.add(identity, content)
    return [references.claim(identity, content) for identity, content in records]


def _sheet(path: Path) -> Iterator[Record]:
    return sheet_rows(PublishedFile(path.name, lambda: path.open("rb")), _SHIPS)
