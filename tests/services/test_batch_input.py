from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from screening.domain.errors import BadInputFile, UsageError
from screening.services.batch_columns import map_columns
from screening.services.batch_input import open_table
from screening.services.batch_plan import columns_of
from screening.services.batch_request import BatchRequest
from screening.services.batch_subject import read_subject
from screening.services.batch_table import Row
from tests.loading import write
from tests.workbook import workbook


def _table(folder: Path, content: bytes, name: str = "in.csv") -> tuple[tuple[str, ...], list[Row]]:
    table = open_table(write(folder / name, content))
    rows = list(table.read())
    assert table.rows == len(rows)
    assert list(table.read()) == rows
    return table.header, rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header_whatever_names_hold(tmp_path: Path, delimiter: str) -> None:
    text = f'id{delimiter}name{delimiter}note\n1{delimiter}"Kony, J; the\t1st|2nd"{delimiter}x\n'
    header, rows = _table(tmp_path, text.encode())
    assert header == ("id", "name", "note")
    assert rows == [["1", "Kony, J; the\t1st|2nd", "x"]]


def test_a_delimiter_that_finds_the_name_beats_one_that_finds_more_columns(tmp_path: Path) -> None:
    assert _table(tmp_path, b"id;name;remarks (a, b, c, d)\n1;A;B\n")[1] == [["1", "A", "B"]]


def test_a_file_of_one_column_is_never_split(tmp_path: Path) -> None:
    assert _table(tmp_path, b'name\nKony, Joseph\n"Kim; ""Un"""\n')[1] == [["Kony, Joseph"], ['Kim; "Un"']]


def test_a_row_of_lines_that_would_be_rows_is_doubted(tmp_path: Path) -> None:
    text = b'id,name,note\n1,"A\nB, C",x\n2,"D\nE",x\n'
    assert open_table(write(tmp_path / "in.csv", text)).doubts == ()
    text = b'id,name,note\n1,"A\nB, C",x\n2,"D,x\n3,E,x\n4,12 in",x\n5,F,x\n'
    (doubt,) = open_table(write(tmp_path / "in.csv", text)).doubts
    assert doubt.startswith("row 2: each line in it would be a row by itself")


def test_quotation_marks_may_be_letters(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", b'id\tname\n1\t"A\n2\tB "C" D\n')
    assert list(open_table(path, quoting="none").read()) == [["1", '"A'], ["2", 'B "C" D']]


def test_a_first_line_may_say_the_delimiter(tmp_path: Path) -> None:
    header, rows = _table(tmp_path, b"\xef\xbb\xbfsep=;\r\nname;note, remark, more\r\nA;B\r\n")
    assert (header, rows) == (("name", "note, remark, more"), [["A", "B"]])


def test_an_option_of_another_format_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", b"name\nA\n")
    with pytest.raises(UsageError, match=r"--sheet A: in\.csv is read as csv, which has no sheets"):
        open_table(path, sheet="A")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read_and_the_last_may_be_missing(tmp_path: Path, ends: str) -> None:
    assert _table(tmp_path, ends.join(["id,name", "1,A", "2,B"]).encode())[1] == [["1", "A"], ["2", "B"]]


def test_cells_come_as_they_are(tmp_path: Path) -> None:
    name = " \u200bJoseph\u00a0KONY\t\x00\n2nd line "
    assert _table(tmp_path, f'id,name\n1,"{name}"\n'.encode())[1] == [["1", name]]


def test_blank_lines_are_no_rows_and_empty_cells_are(tmp_path: Path) -> None:
    assert _table(tmp_path, b"\n\nid,name\n\n1,A\n,\n\n")[1] == [["1", "A"], ["", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_recognised(tmp_path: Path, encoding: str) -> None:
    header, rows = _table(tmp_path, "id,name\n1,Łukasz 김정은\n".encode(encoding))
    assert (header, rows) == (("id", "name"), [["1", "Łukasz 김정은"]])


def test_another_encoding_is_proposed_and_never_guessed(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},Müller & Söhne Straßenbau Größe" for n in range(2000))
    path = write(tmp_path / "in.csv", f"id,name\n{rows}\n".encode("cp1252"))
    with pytest.raises(BadInputFile, match=r"in\.csv: this is not UTF-8; it may be .* say --encoding"):
        open_table(path)
    assert next(open_table(path, encoding="cp1252").read())[1] == "Müller & Söhne Straßenbau Größe"


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["François Lefèvre", "Hélène Müller", "Élodie Bézier", "Noël Garçon"]),
        ("cp1252", ["Jörg Müller", "Groß & Söhne", "Käthe Weiß", "Jürgen Schröder"]),
        ("cp1252", ["José Núñez", "Inês São João", "Åse Jørgensen", "Niccolò D’Arà"]),
        ("cp1250", ["Łukasz Wiśniewski", "Błażej Grzegorz", "Jiří Dvořák", "Věra Růžička"]),
        ("cp1251", ["Иван Петров", "Ольга Сидорова", "Дмитрий Медведев"]),
        ("cp1253", ["Γιώργος Παπαδόπουλος", "Ελένη Νικολάου"]),
        ("cp932", ["山田太郎", "鈴木花子"]),
    ],
)
def test_the_proposal_is_the_encoding_of_the_names_and_shows_one(
    tmp_path: Path, encoding: str, names: list[str]
) -> None:
    path = write(tmp_path / "in.csv", ("name\n" + "\n".join(names * 100)).encode(encoding))
    said = f"it may be {encoding}, where it reads '{names[0]}': if that is right, say --encoding {encoding}"
    with pytest.raises(BadInputFile) as refused:
        open_table(path)
    assert said in str(refused.value)


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such encoding"):
        open_table(write(tmp_path / "in.csv", b"name\nA\n"), encoding="utf-9")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"  \n \n", "the header is empty; one with a name column was expected"),
        (b"PK\5\6" + bytes(18), "an empty zip"),
        (b'id,name\n1,A\n2,"B\n3,C\n', "a quotation mark is opened in the row of line 3 and never closed"),
        (b'id,name\n1,"A\n2,B\n3,"C\n4,D\n', "line 4: a quotation mark in the row of line 2 is followed by"),
        (b'id,name\n1,"A" B\n', "line 2: a quotation mark is followed by text where its cell should end"),
        (b"id,name\n1," + b"A" * (17 << 20), r"line 2 is longer than 16,777,216 characters"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(BadInputFile, match=message):
        open_table(write(tmp_path / "in.csv", content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputFile, match="there is no such file"):
        open_table(tmp_path / "in.csv")


def test_a_workbook_is_read_as_its_sheet_shows_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", {"Customers": [["id", "name"], [1, "KONY, Joseph"], [2.5, "Kim"]]})
    table = open_table(path)
    assert (table.header, table.delimiter) == (("id", "name"), ",")
    assert list(table.read()) == [["1", "KONY, Joseph"], ["2.5", "Kim"]]


def test_a_second_filled_sheet_is_never_left_out_in_silence(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", {"A": [["name"], ["Kim"]], "B": [["name"], ["Kony"]], "C": []})
    with pytest.raises(BadInputFile, match=r"several sheets hold rows \(A, B\); say --sheet NAME"):
        open_table(path)
    assert list(open_table(path, sheet="B").read()) == [["Kony"]]
    with pytest.raises(BadInputFile, match="no filled sheet is called C"):
        open_table(path, sheet="C")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w") as packed:
        packed.writestr("a.txt", "name")
    with pytest.raises(BadInputFile, match="not a workbook"):
        open_table(tmp_path / "in.xlsx")


def test_what_is_packed_twice_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        packed.writestr("in.csv.gz", gzip.compress(b"name\nA\n"))
    with pytest.raises(BadInputFile, match=r"in\.zip: it holds in\.csv\.gz, which is packed too: unpack it"):
        open_table(tmp_path / "in.zip")


@pytest.mark.parametrize("name", ["in.xlsx", "in.XLS"])
def test_text_that_is_called_a_workbook_is_told_to_be_none(tmp_path: Path, name: str) -> None:
    table = open_table(write(tmp_path / name, b"not a zip\n"))
    request = BatchRequest(source=tmp_path / name, out=tmp_path / "out.csv")
    with pytest.raises(BadInputFile, match="it is no workbook, and read as csv: there is no name column"):
        columns_of(table, request)


@pytest.mark.parametrize(
    "header",
    [
        ["ID", "Full Name", "Date-of-Birth"],
        ["customer_id", "NAME", "dob"],
        ["reference", " name ", "birth_date"],
    ],
)
def test_columns_are_known_by_their_aliases(header: list[str]) -> None:
    columns = map_columns(header, {})
    assert dict(columns.positions) == {"id": 0, "name": 1, "birth_date": 2}


def test_the_contracts_word_goes_before_an_alias() -> None:
    assert map_columns(["full_name", "name"], {}).positions["name"] == 1


def test_a_column_may_be_chosen_or_left_out() -> None:
    columns = map_columns(["Kunde", "type", "name"], {"name": "Kunde", "type": ""})
    assert dict(columns.positions) == {"name": 0}


@pytest.mark.parametrize(
    ("header", "chosen", "error", "message"),
    [
        (
            ["id", "kunde"],
            {},
            BadInputFile,
            "there is no name column among: id, kunde; say --map name=COLUMN",
        ),
        (["name", "Name"], {}, BadInputFile, "two columns are called name"),
        (["name", "screening_status"], {}, BadInputFile, "screening_status"),
        (["name", "Screening Score"], {}, BadInputFile, "no input column may begin with screening_"),
        (["name"], {"name": "x"}, UsageError, "no columns have that name"),
        (["a", "a"], {"name": "a"}, UsageError, "2 columns have that name; rename one"),
        (["name", "name"], {}, BadInputFile, "two columns are called name; rename one$"),
        (["i\0d\x1b"], {}, BadInputFile, r"no name column among: i\?d\?;"),
        (["name"], {"colour": "name"}, UsageError, "colour is no field"),
    ],
)
def test_a_header_that_cannot_be_read_is_refused(
    header: list[str], chosen: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        map_columns(header, chosen)


def test_a_row_becomes_the_subject_that_a_request_would_hold() -> None:
    header = [
        "id",
        "name",
        "type",
        "birth_date",
        "country",
        "nationality",
        "identifier",
        "imo",
        "address",
        "alias",
    ]
    cells = [
        "7",
        "A; B",
        "Company",
        "1956; 1957-03",
        "Cuba",
        "kp;RU",
        "P 1;P 2",
        "7406784",
        "1; High St",
        "C;D",
    ]
    columns = map_columns(header, {})
    subject = read_subject(columns.fields(columns.key(cells))).subject
    assert subject is not None
    assert (subject.name, subject.type, subject.imo) == ("A; B", "entity", "7406784")
    assert (subject.birth_dates, subject.aliases) == (("1956", "1957-03"), ("C", "D"))
    assert (subject.countries, subject.nationalities) == (("cu",), ("kp", "ru"))
    assert [one.value for one in subject.identifiers] == ["P 1", "P 2"]
    assert subject.addresses == ("1; High St",)
