"""Whole jobs: ``spark-submit``, executors that are processes of their own, the audit of a real database."""

from __future__ import annotations

import csv
import importlib
import json
from contextlib import closing
from datetime import date
from hashlib import sha512
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import select

from screening.config import Settings
from screening.services.batch_output import COLUMNS, HIT_COLUMNS, csv_text
from screening.services.deps import open_deps
from screening.store.batches import BatchHit, batch_hits
from screening.store.tables_screening import BatchRow
from tests.loading import command, write
from tests.spark.conftest import ROOT, Submit

PROGRAM = ROOT / "screening/spark/submit.py"
ROWS = 500
KONYS = [1, 30, 31, 32, 33, 54, 55, 109]
"""Rows in Parquet that have a hit, two of them on either side of where the driver takes a second look."""
NOTHING = [(("id", "name", *COLUMNS), ";"), (HIT_COLUMNS, ",")]


def _customers() -> str:
    """Rows as banks have them: ragged, quoted, over several lines, without a name, like a formula."""
    odd = [
        ["", "Joseph Kony", "no id", ""],
        ["A-2", "", "no name", ""],
        ["=1+1", "=HYPERLINK TRADING COMPANY", 'two\r\nlines and "quotes"', ""],
        ["A-4", "KONY; Joseph", "short"],
        ["A-5", "Joseph Koni", "long", "1964", "surplus", "cells"],
        ["A-6", "Nobody Atall", "left out", "1999-99"],
    ]
    plain = [[f"C-{row}", f"Customer Number {row}", "", ""] for row in range(ROWS - 3 * len(odd))]
    text = StringIO(newline="")
    rows = [["id", "name", "note", "birth_date"], *odd, *plain[:300], *odd, *plain[300:], *odd]
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def test_two_executors_give_the_bytes_and_the_record_of_a_batch(
    submit: Submit, bundle: Path, tmp_path: Path
) -> None:
    source, out, hits = (
        write(tmp_path / "in.csv", _customers().encode()),
        tmp_path / "out.csv",
        tmp_path / "h.csv",
    )
    asked = ("--threshold", "0.6", "--limit", "2")
    batch = command(tmp_path, "batch", str(source), str(out), "--hits", str(hits), *asked, "--workers", "1")
    logged = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": tmp_path.as_uri(),
    }
    done = submit(
        "local-cluster[2,1,1024]", PROGRAM, source, tmp_path / "out", "--bundle", bundle, *asked, spark=logged
    )
    assert (batch.returncode, done.returncode) == (6, 6), done.stdout + done.stderr
    assert done.stdout.partition(";")[0] == "500 rows = 12 hit + 482 no_hit + 3 incomplete + 3 invalid"
    assert _joined(tmp_path / "out/rows") == out.read_bytes()
    assert _joined(tmp_path / "out/hits") == hits.read_bytes()
    (_, first, of_batch), (batch_id, second, of_cluster) = _recorded(tmp_path)
    assert of_batch == of_cluster
    assert first | {"bundle": second["bundle"], "cluster_result": batch_id} == second
    again = command(tmp_path, "batch-row", batch_id, str(source), "4")
    assert again.returncode == 0, again.stdout + again.stderr
    assert _executors(tmp_path) == {"0", "1"}


def test_without_a_database_the_answers_to_parquet_wait_to_be_recorded(
    submit: Submit, bundle: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / f"renamed-{bundle.name}"
    wrong.write_bytes(bundle.read_bytes())
    _customers_in_parquet(tmp_path / "customers")
    write(tmp_path / "nobody.csv", b"id;name\n")
    program = Path(__file__).with_name("parquet_on_spark.py")
    done = submit("local[2]", program, tmp_path, bundle, wrong)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["frame"] == [["A", 1, "hit", "36"], ["B", 2, "no_hit", None], ["C", 3, "invalid", None]]
    assert said["hits"] == [["A", None, 1, "36"]]
    assert "give it its own name again" in said["wrong"]
    assert "rows need a name" in said["unnamed"]
    nobody = [_joined(tmp_path / "nobody.unrecorded" / part) for part in ("rows", "hits")]
    assert nobody == [csv_text([header], by).encode() for header, by in NOTHING]
    rows, hits = (_parquet_rows(tmp_path / "out.unrecorded" / part) for part in ("rows", "hits"))
    assert [row["n"] for row in rows] == [*range(1, 110)]
    assert [row["screening_hits"] for row in rows[:4]] == [1, 0, None, 0]
    assert [hit["row_number"] for hit in hits] == KONYS
    assert [row["screening_score"] for row in rows if row["n"] in KONYS] == [hit["score"] for hit in hits]
    assert _recorded(tmp_path) == []
    recorded = command(tmp_path, "cluster", "record", str(tmp_path / "out.unrecorded"))
    assert recorded.returncode == 6, recorded.stderr
    assert recorded.stdout.startswith("109 rows = 8 hit + 100 no_hit + 0 incomplete + 1 invalid; ")
    ((_, _, found),) = _recorded(tmp_path)
    assert [(hit.row_number, hit.row_id) for hit in found] == [(1, "A"), *((n, f"E-{n}") for n in KONYS[1:])]
    assert (tmp_path / "out/rows").is_dir()


def _customers_in_parquet(folder: Path) -> None:
    """Two files, of which Spark reads the second one first, since it is larger; of what comes of them, the
    part that begins with row 29 before the first one."""
    pyarrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    names = ((n, "Joseph KONI" if n in KONYS else f"Customer {n}") for n in range(4, 110))
    more = [(f"E-{n}", name, None, n, sha512(bytes([n])).hexdigest() * (n > 28)) for n, name in names]
    people = [
        ("A", "Joseph Kony", date(1964, 1, 1), 1, ""),
        ("B", "Nobody Atall", None, 2, ""),
        ("C", None, None, 3, ""),
    ]
    folder.mkdir()
    for file, rows in (("one", people), ("two", more)):
        columns = zip(*rows, strict=True)
        types = (pyarrow.string(), pyarrow.string(), pyarrow.date32(), pyarrow.int64(), pyarrow.string())
        arrays = [pyarrow.array(column, kind) for column, kind in zip(columns, types, strict=True)]
        table = pyarrow.Table.from_arrays(arrays, ["client_id", "full.name", "dob", "n", "note"])
        parquet.write_table(table, folder / f"{file}.parquet")


def _parquet_rows(folder: Path) -> list[dict[str, Any]]:
    """The rows of the parts in their order."""
    parquet = importlib.import_module("pyarrow.parquet")
    tables = [parquet.ParquetFile(part).read() for part in sorted(folder.glob("part-*"))]
    return [row for table in tables for row in table.to_pylist()]


def _joined(folder: Path) -> bytes:
    """The parts in their order, under the header of the first one."""
    parts = [part.read_bytes() for part in sorted(folder.glob("part-*"))]
    header = parts[0].partition(b"\r\n")[0] + b"\r\n"
    assert all(part.startswith(header) for part in parts)
    return header + b"".join(part.removeprefix(header) for part in parts)


def _recorded(folder: Path) -> list[tuple[str, dict[str, object], list[BatchHit]]]:
    """The ids and settings of the batches that are recorded in whole, with their hits."""
    settings = Settings(database_url=f"sqlite:///{folder}/screening.db")
    finished = select(BatchRow).where(BatchRow.audit_seq.is_not(None)).order_by(BatchRow.audit_seq)
    with closing(open_deps(settings)) as deps, deps.database.reading() as session:
        rows = session.scalars(finished).all()
        return [(row.id, dict(row.settings), list(batch_hits(session, row.id))) for row in rows]


def _executors(folder: Path) -> set[str]:
    """The executors that have done a task, as Spark logged it."""
    logs = [path for path in folder.rglob("*app-*") if path.is_file() and "workers" not in path.parts]
    events = [
        json.loads(line) for path in logs for line in path.read_text("utf-8").splitlines() if line[:1] == "{"
    ]
    return {event["Task Info"]["Executor ID"] for event in events if event["Event"] == "SparkListenerTaskEnd"}
