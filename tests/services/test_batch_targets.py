"""OUT and the hits as their names say: the same answers in CSV, JSON lines, workbooks and Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from screening.domain.errors import UsageError
from screening.services import batch as batch_module
from screening.services import batch_conversion, batch_target
from screening.services.batch import run_batch
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from tests.loading import write
from tests.screened import load_people

Run = Callable[..., BatchSummary]
CELLS = (
    "id,name,note\n1,Joseph Kony,=1+1\n2,Angela Merkel,\n3,,empty\n4,=HYPERLINK TRADING COMPANY,\x01_x0041_\n"
)
ENDINGS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".xlsx", ".parquet")


@pytest.fixture
def run(deps: Deps, corpora: CorpusProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(batch_module, "CHUNK_ROWS", 2)
    load_people(deps, tmp_path)

    def batch(
        ending: str, content: str | bytes | Path = CELLS, stem: str = "out", **more: Any
    ) -> BatchSummary:
        if not isinstance(content, Path):
            content = write(tmp_path / "in.csv", content if isinstance(content, bytes) else content.encode())
        files = {"out": tmp_path / f"{stem}{ending}", "hits": tmp_path / f"{stem}-hits{ending}"}
        return run_batch(deps, corpora, BatchRequest(source=content, **{**files, **more}), actor="test")

    return batch


def _read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of any format, nothing as None."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content, path = gzip.decompress(content), path.with_suffix("")
    if path.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(content)).to_pylist()
        return rows
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in content.decode().splitlines()]
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        header, *cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        return [dict(zip(map(str, header), row, strict=True)) for row in cells]
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Rows as texts, without the apostrophe that guards against spreadsheets."""
    return [{name: _text(value) for name, value in row.items()} for row in rows]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and value > 1 else f"{value:.4f}"
    return "" if value is None else str(value).removeprefix("'")


def test_every_format_holds_the_same_answers(run: Run, tmp_path: Path) -> None:
    for ending in ENDINGS:
        assert run(ending).counts == {"hit": 2, "no_hit": 1, "invalid": 1}
    expected = _plain(_read(tmp_path / "out.csv"))
    assert list(expected[0]) == ["id", "name", "note", *COLUMNS]
    assert (expected[0]["note"], expected[3]["screening_matched_name"]) == (
        "=1+1",
        "=HYPERLINK TRADING COMPANY",
    )
    for ending in ENDINGS[1:]:
        found = _plain(_read(tmp_path / f"out{ending}"))
        for row in found:  # of a workbook, where 1.0000 is 1
            row["screening_score"] = row["screening_score"].replace("1.0000", "1").replace("1", "1.0000", 1)
        for row in expected:
            row["screening_score"] = "1.0000" if row["screening_score"] else ""
        counted = [{**row, "screening_hits": row["screening_hits"].removesuffix(".0000")} for row in found]
        assert counted == expected, ending


def test_the_hits_have_every_format_too(run: Run, tmp_path: Path) -> None:
    for ending in ENDINGS:
        run(ending)
    for ending in ENDINGS:
        hits = _read(tmp_path / f"out-hits{ending}")
        assert tuple(hits[0]) == HIT_COLUMNS
        assert [(hit["row_id"], str(int(hit["row_number"])), hit["authority_ref"]) for hit in hits] == [
            ("1", "1", "36"),
            ("4", "4", "37"),
        ]
        evidence = hits[0]["evidence"]
        lines = evidence if isinstance(evidence, list) else json.loads(evidence)
        assert sum(line["contribution"] for line in lines) == pytest.approx(float(hits[0]["score"]))


def test_cells_that_look_like_formulas_are_guarded_where_spreadsheets_read(run: Run, tmp_path: Path) -> None:
    shown = {}
    for ending in (".csv", ".xlsx", ".jsonl", ".parquet"):
        run(ending)
        shown[ending] = _read(tmp_path / f"out{ending}")[3]["screening_matched_name"]
    assert shown == {
        ".csv": "'=HYPERLINK TRADING COMPANY",
        ".xlsx": "'=HYPERLINK TRADING COMPANY",
        ".jsonl": "=HYPERLINK TRADING COMPANY",
        ".parquet": "=HYPERLINK TRADING COMPANY",
    }


def test_the_cells_of_a_workbook_are_text_and_ours_are_numbers(run: Run, tmp_path: Path) -> None:
    run(".xlsx")
    rows = _read(tmp_path / "out.xlsx")
    assert [rows[0][name] for name in ("id", "note", "screening_hits", "screening_score")] == [
        "1",
        "=1+1",
        1,
        1,
    ]
    assert rows[3]["note"] == "\x01_x0041_"


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_bytes_are_the_same_whatever_the_processes(run: Run, tmp_path: Path, ending: str) -> None:
    text = "id,name\n" + "".join(f"{n},Joseph Kon{'yia'[n % 3]}\n" for n in range(11))
    for workers in (1, 2):
        run(ending, text, stem=f"by{workers}", workers=workers, threshold=5000)
    for name in ("", "-hits"):
        first, second = ((tmp_path / f"by{workers}{name}{ending}").read_bytes() for workers in (1, 2))
        assert first == second


def test_nothing_is_left_beside_whole_files(run: Run, deps: Deps, tmp_path: Path) -> None:
    run(".xlsx")
    run(".csv.gz")
    assert not [*tmp_path.glob("*.partial"), *tmp_path.glob("*.made")]
    assert not list((deps.data_folder / "jobs").glob("*.scratch"))


def test_a_converted_batch_that_is_whole_is_not_done_again(run: Run, tmp_path: Path) -> None:
    first = run(".xlsx")
    before = (tmp_path / "out.xlsx").stat()
    again = run(".xlsx")
    assert (again.batch_id, again.continued_after) == (first.batch_id, 4)
    assert (tmp_path / "out.xlsx").stat() == before


LINES = [
    '{"id": 1, "name": "Joseph Kony", "birth_dates": ["1964"], "balance": 1.50, "x": {"y": null}}',
    '{"subject": {"name": "Angela Merkel", "type": "Person"}, "reference": "C-2"}',
    "not json",
    '{"name": "?"}',
]


def test_an_object_comes_back_word_for_word_with_its_answer(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", "\n".join(LINES).encode())
    summary = run(".jsonl", source)
    assert summary.counts == {"hit": 1, "no_hit": 1, "invalid": 2}
    written = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert written[0].startswith(LINES[0][:-1] + ', "screening_status": "hit"')
    assert written[1].startswith(LINES[1][:-1] + ', "screening_status": "no_hit"')
    broken, unusable = map(json.loads, written[2:])
    assert (broken["screening_line"], broken["screening_status"]) == ("not json", "invalid")
    assert broken["screening_reason"].startswith("the line is not JSON that can be read")
    assert unusable["screening_status"] == "invalid"
    assert json.loads((tmp_path / "out-hits.jsonl").read_text("utf-8"))["row_id"] == "1"


def test_json_lines_can_be_answered_as_a_table(run: Run, tmp_path: Path) -> None:
    run(".csv", write(tmp_path / "in.jsonl", "\n".join(LINES[:2]).encode()))
    first, second = _read(tmp_path / "out.csv")
    assert (first["birth_dates"], first["balance"], first["x"]) == ('["1964"]', "1.5", '{"y": null}')
    assert (second["reference"], second["type"], second["screening_status"]) == ("C-2", "Person", "no_hit")


def test_parquet_keeps_its_types(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_conversion, "_ROWS_AT_ONCE", 2)
    table = pa.table({"id": [1, 2, 3], "name": ["Joseph Kony", "Kim", "Lee"], "tags": [["a"], None, []]})
    pq.write_table(table, tmp_path / "in.parquet")
    run(".parquet", tmp_path / "in.parquet")
    answered = pq.read_table(tmp_path / "out.parquet")
    assert answered.select(["id", "name", "tags"]).equals(table)
    assert answered.column("screening_hits").to_pylist() == [1, 0, 0]
    assert answered.column("screening_score").to_pylist() == [1.0, None, None]


def test_what_a_sheet_cannot_hold_is_refused_before_anything_is_answered(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_target, "MOST_SHEET_ROWS", 4)
    with pytest.raises(UsageError, match=r"out\.xlsx: a sheet holds 4 rows and there are 4 with a header"):
        run(".xlsx")
    assert not list(tmp_path.glob("out*"))


def test_more_hits_than_a_sheet_holds_go_on_in_the_next(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_conversion, "MOST_SHEET_ROWS", 3)
    text = "id,name\n" + "".join(f"{n},Joseph Kony\n" for n in range(5))
    run(".csv", text, hits=tmp_path / "hits.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "hits.xlsx")
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [[row[0] for row in rows] for rows in sheets] == [
        ["row_id", "0", "1"],
        ["row_id", "2", "3"],
        ["row_id", "4"],
    ]


def test_a_cell_longer_than_a_workbook_holds_is_cut_and_says_so(run: Run, tmp_path: Path) -> None:
    run(".xlsx", f"name,note\nKim,{'😀' * 40_000}\nLee,{'a' * 32_767}\n")
    first, second = (row["note"] for row in _read(tmp_path / "out.xlsx"))
    assert first.endswith("… (cut)")
    assert len(first.encode("utf-16-le")) == 2 * 32_766  # no half of a pair
    assert second == "a" * 32_767


@pytest.mark.parametrize(
    "name", ["out.xls", "out.ods", "out.zip", "out.xlsx.gz", "out.parquet.gz", "out.json"]
)
def test_what_is_not_written_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=rf"{name}: name a \.csv"):
        run("", out=tmp_path / name, hits=None)


@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
def test_columns_of_one_name_have_no_place_where_names_are_keys(
    run: Run, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(UsageError, match="two columns are called note"):
        run(ending, "name,note,note\nKim,1,2\n")
    assert run(".csv", "name,note,note\nKim,1,2\n").rows == 1


def test_rows_that_cannot_be_read_are_answered_as_invalid(run: Run, tmp_path: Path) -> None:
    good = "".join(f"{n},Müller\n" for n in range(4)).encode()
    summary = run(".csv", b"id,name\n" + good + b"5,M\xfcller\n6,Joseph Kony\n")
    assert summary.counts == {"no_hit": 4, "invalid": 1, "hit": 1}
    bad = _read(tmp_path / "out.csv")[4]
    assert (bad["name"], bad["screening_status"]) == ("M\\xfcller", "invalid")
    assert bad["screening_reason"] == "it holds bytes that are not UTF-8, shown as \\x.."


def test_a_cell_of_a_megabyte_does_not_keep_its_row_from_an_answer(run: Run, tmp_path: Path) -> None:
    huge = "A" * 1_000_000
    summary = run(".csv", f"id,name,note\n1,Joseph Kony,{huge}\n2,{huge},x\n3,Angela Merkel,\n")
    assert summary.counts == {"hit": 1, "invalid": 1, "no_hit": 1}
    csv.field_size_limit(1 << 24)
    rows = _read(tmp_path / "out.csv")
    assert (rows[0]["note"], rows[1]["name"]) == (huge, huge)
    assert rows[1]["screening_reason"] == "name must not be longer than 1,000 characters"
