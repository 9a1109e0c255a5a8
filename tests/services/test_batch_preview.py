"""What a file is recognised as is told before a long run; nothing is screened or written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from screening.domain.errors import BadInputFile, UsageError
from screening.services.batch_preview import BatchPreview, preview, preview_to_dict
from screening.services.batch_request import BatchRequest
from tests.loading import write
from tests.workbook import workbook


def _preview(path: Path, **more: Any) -> BatchPreview:
    return preview(BatchRequest(source=path, out=path.with_name("out.csv"), **more))


def test_a_file_is_told_as_it_would_be_read(tmp_path: Path) -> None:
    content = (
        "Kundennummer;Name;Vorname;Geburtsdatum;Saldo\nK1;Merkel;Angela;17.07.1954;5\nK2;Kim;;04/05/1961;\n"
    )
    seen = _preview(write(tmp_path / "kunden.csv", content.encode("utf-8-sig")))
    assert (seen.format, seen.encoding, seen.delimiter, seen.rows) == ("csv", "utf-8-sig", ";", 2)
    assert [(column.name, column.field) for column in seen.columns] == [
        ("Kundennummer", "id"), ("Name", "name"), ("Vorname", "given_name"), ("Geburtsdatum", "birth_date"),
        ("Saldo", None),
    ]  # fmt: skip
    assert (seen.unmapped, seen.can_run) == (("Saldo",), True)
    first, second = seen.first_rows
    assert (first.id, first.subject) == ("K1", {"name": "Angela Merkel", "birth_dates": ["1954-07-17"]})
    assert second.left_out[0].startswith("birth_date could not be read: day and month")
    assert seen.warnings == (
        f"of the first 2 rows 1 hold something that is left out, such as row 2: {second.left_out[0]}",
    )
    assert json.loads(json.dumps(preview_to_dict(seen)))["unmapped"] == ["Saldo"]
    assert not (tmp_path / "out.csv").exists()


def test_a_file_without_a_name_is_shown_so_that_a_column_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", b"Nr,Kunde\n1,Kony\n")
    seen = _preview(path)
    assert (seen.can_run, seen.first_rows) == (False, ())
    assert seen.warnings[0] == "no column is known to hold a name: say --map name=COLUMN"
    assert _preview(path, columns={"name": "Kunde"}).can_run


def test_the_sheet_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", {"A": [["name"], ["Kim"]], "B": [["id", "name"], [1, "Kony"]]})
    seen = _preview(path, sheet="B")
    assert (seen.format, seen.sheet, seen.sheets, seen.encoding) == ("workbook", "B", ("A", "B"), None)


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    seen = _preview(write(tmp_path / "in.jsonl", b'{"id": 1, "name": "Kim"}\nnot json\n'))
    assert "1 rows cannot be read (they are no JSON objects) and will be answered as invalid" in seen.warnings
    assert seen.first_rows[1].subject is None


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (b"name\n", "there is no row under the header"),
        (b"name\nA\n", "no column is known to hold the clients' ids"),
        (b"id,name,note,note\n1,A,,\n", "several columns are called note"),
    ],
)
def test_what_is_odd_is_a_warning(tmp_path: Path, content: bytes, warning: str) -> None:
    assert any(one.startswith(warning) for one in _preview(write(tmp_path / "in.csv", content)).warnings)


def test_what_cannot_be_screened_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputFile, match=r"in\.csv: the column screening_status"):
        _preview(write(tmp_path / "in.csv", b"name,screening_status\nA,hit\n"))
    with pytest.raises(UsageError, match="no columns have that name"):
        _preview(write(tmp_path / "in.csv", b"name\nA\n"), columns={"alias": "x"})
