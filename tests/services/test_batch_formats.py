"""Every format that is read, told by its content; and every file that cannot be."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screening.domain.errors import BadInputFile, UsageError
from screening.services import unpacking
from screening.services.batch_encoding import UNDECODABLE
from screening.services.batch_input import open_table
from screening.services.batch_source import Format
from tests.loading import write
from tests.workbook import workbook

TEXT = "id,name\n1,Łukasz\n2,김정은\n".encode()
LINES = b'{"id": 1, "name": "Kim"}\n\n{"name": "Kony", "aliases": ["Koni; J."], "note": null}\n'


def _named(value: str | bytes) -> str:
    """What a case is called: never by what is packed, which may hold the time."""
    return value if isinstance(value, str) else "content"


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv.gz", gzip.compress(TEXT, mtime=0)),
        ("b.csv.xz", lzma.compress(TEXT)),
        ("c.dat", gzip.compress(TEXT, mtime=0)),
    ],
    ids=_named,
)
def test_a_compressed_file_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    table = open_table(write(tmp_path / name, content))
    assert (table.header, table.rows) == (("id", "name"), 2)
    assert list(table.read()) == [["1", "Łukasz"], ["2", "김정은"]]
    assert table.source.packing in ("gz", "xz")


def test_a_zip_of_one_file_is_read_and_of_several_refused(tmp_path: Path) -> None:
    one = _zip(tmp_path / "one.zip", customers__csv=TEXT, __MACOSX=b"")
    assert list(open_table(one).read())[1] == ["2", "김정은"]
    lines = _zip(tmp_path / "lines.zip", customers__jsonl=LINES)
    assert open_table(lines).format is Format.JSONL
    with pytest.raises(
        BadInputFile, match=r"two\.zip: a zip of one file of rows was expected; it holds: a\.csv, b\.csv"
    ):
        open_table(_zip(tmp_path / "two.zip", a__csv=TEXT, b__csv=TEXT))


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 100_000)
    bomb = b"name\n" + b"A" * 1_000_000 + b"\n"
    for path in (write(tmp_path / "a.csv.gz", gzip.compress(bomb)), _zip(tmp_path / "b.zip", a__csv=bomb)):
        with pytest.raises(BadInputFile, match="refused as a zip bomb"):
            open_table(path)
    sheet = _zip(tmp_path / "c.xlsx", **{"[Content_Types]__xml": b"", "xl": bytes(1_000_000)})
    with pytest.raises(BadInputFile, match=r"c\.xlsx: unpacks to more than"):
        open_table(sheet)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv.gz", gzip.compress(TEXT * 9000, mtime=0)[:-300], "is cut short or damaged"),
        ("a.xz", lzma.compress(TEXT)[:40], "is cut short or damaged"),
        ("a.zip", b"PK\x03\x04nothing", "not a workbook or zip that can be read"),
        ("a.xlsx", b"PK\x03\x04nothing", "not a workbook or zip that can be read"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a workbook that can be read"),
        ("a.parquet", b"PAR1" + bytes(60), "not a Parquet file that can be read"),
        ("a.csv", b"%PDF-1.7\n", "this is a PDF"),
        ("a.csv.bz2", b"BZh91AY", "compressed with bzip2"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.jsonl", b"name\nKony\n", "line 1 is not JSON that can be read"),
        ("a.json", b'[{"name": "Kony"}]\n', "line 1 is not a JSON object; one JSON object a line"),
        ("a.jsonl", b'{\n "name": "Kony"\n}\n', "line 1 is not JSON that can be read"),
    ],
    ids=_named,
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(BadInputFile) as refused:
        open_table(write(tmp_path / name, content))
    assert said in str(refused.value)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_workbook_in_a_compressed_file_is_refused(tmp_path: Path) -> None:
    content = workbook(tmp_path / "in.xlsx", {"A": [["name"], ["Kim"]]}).read_bytes()
    with pytest.raises(BadInputFile, match=r"it holds in\.xlsx, a workbook file: unpack it first"):
        open_table(write(tmp_path / "in.xlsx.gz", gzip.compress(content)))


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    content = workbook(tmp_path / "in.xlsx", {"A": [["name"], ["Kim"]]}).read_bytes()
    for name, given, kind in (
        ("table.csv", content, Format.WORKBOOK),
        ("table.xlsx", b"name\nKim\n", Format.CSV),
        ("table.txt", b'{"name": "Kim"}\n', Format.JSONL),
        ("table", _parquet({"name": ["Kim"]}), Format.PARQUET),
    ):
        table = open_table(write(tmp_path / name, given))
        assert (table.format, list(table.read())) == (kind, [["Kim"]])


def test_json_lines_have_the_members_of_all_objects_as_columns(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "in.jsonl", LINES))
    assert (table.header, table.rows) == (("id", "name", "aliases", "note"), 2)
    first, second = table.read()
    assert first == ["1", "Kim", "", ""]
    assert second == ["", "Kony", '["Koni; J."]', ""]
    assert json.loads(first.line or "") == {"id": 1, "name": "Kim"}


def test_the_subject_of_a_request_is_read_as_flat_members(tmp_path: Path) -> None:
    line = b'{"subject": {"name": "Kim", "birth_dates": ["1956"]}, "reference": "C-1"}\n'
    table = open_table(write(tmp_path / "in.jsonl", line))
    assert table.header == ("name", "birth_dates", "reference")
    assert list(table.read()) == [["Kim", '["1956"]', "C-1"]]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "the line is not JSON that can be read"),
        (b"3", "the line is not a JSON object"),
        (b'{"name": "A", "name": "B"}', "a member stands twice in an object"),
        (b'{"name": NaN}', "NaN is no number of JSON"),
        (b'{"name": "\\ud800"}', "half a character"),
        (b'{"name": "M\xfcller"}', "bytes that are not UTF-8"),
        (b"[" * 100_000, "the line is not JSON that can be read"),
    ],
    ids=_named,
)
def test_a_line_that_is_no_object_is_a_row_that_cannot_be_read(
    tmp_path: Path, line: bytes, fault: str
) -> None:
    table = open_table(write(tmp_path / "in.jsonl", b'{"name": "Kim"}\n' + line + b'\n{"name": "Kony"}\n'))
    rows = list(table.read())
    assert (table.rows, table.faulty) == (3, 1)
    assert fault in rows[1].fault
    assert (rows[0], rows[2]) == (["Kim"], ["Kony"])


def test_rows_with_bad_bytes_are_the_exception_in_a_file_of_utf_8(tmp_path: Path) -> None:
    good = "".join(f"{n},Müller\n" for n in range(5)).encode()
    table = open_table(write(tmp_path / "in.csv", b"id,name\n" + good + b"6,M\xfcller\n7,Kony\n"))
    rows = list(table.read())
    assert (table.rows, table.faulty) == (7, 1)
    assert (rows[5], rows[5].fault) == (["6", "M\\xfcller"], UNDECODABLE)
    assert (rows[6], rows[6].fault) == (["7", "Kony"], "")


def test_a_file_that_is_another_encoding_is_refused_unless_utf_8_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", b"id,name\n1,Kony\n2,M\xfcller\n")
    with pytest.raises(BadInputFile, match="this is not UTF-8"):
        open_table(path)
    assert [row.fault for row in open_table(path, encoding="utf-8").read()] == ["", UNDECODABLE]
    with pytest.raises(BadInputFile, match="this is not UTF-8"):
        open_table(write(tmp_path / "b.csv", b"id,name,gr\xf6sse\n1,Kony,1\n"), encoding="utf-8")


def test_a_cell_of_a_megabyte_is_a_cell(tmp_path: Path) -> None:
    table = open_table(
        write(tmp_path / "in.csv", b'id,name,note\n1,Kony,"' + b"A\n" * 500_000 + b'"\n2,Kim,\n')
    )
    assert [len(row[2]) for row in table.read()] == [1_000_000, 0]


def _parquet(columns: dict[str, list[object]]) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    return written.getvalue()


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    content = _parquet(
        {
            "id": [1, None],
            "name": ["Kim", "Kony"],
            "dob": [date(1956, 3, 7), None],
            "aliases": [["A; B", "C"], None],
            "score": [0.5, 2.0],
            "vip": [True, None],
        }
    )
    table = open_table(write(tmp_path / "in.parquet", content))
    assert (table.header, table.rows) == (("id", "name", "dob", "aliases", "score", "vip"), 2)
    assert list(table.read()) == [
        ["1", "Kim", "1956-03-07", '["A; B", "C"]', "0.5", "true"],
        ["", "Kony", "", "", "2", ""],
    ]


def test_parquet_without_its_extra_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    path = write(tmp_path / "in.parquet", _parquet({"name": ["Kim"]}))
    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(UsageError, match=r"pip install 'screening\[parquet\]'"):
        open_table(path)
