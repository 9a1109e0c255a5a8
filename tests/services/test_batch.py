from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.errors import BadInputFile, DatabaseFailure, InvalidRequest, ListNotReady, UsageError
from screening.services import batch as batch_module
from screening.services.batch import run_batch
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from screening.store.batches import batch_hits, get_batch
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.loading import LIST_ID, Clock, write
from tests.screened import load_people, load_without_kony
from tests.store.chain import verified
from tests.workbook import workbook

Run = Callable[..., BatchSummary]
CELLS = (
    'id,name,note\n1,Joseph Kony,"a, b"\n2,Angela Merkel,\n3,,empty\nC-4,"\tKONY\u00a0Joseph\u200b ",=1+1\n'
)


@pytest.fixture
def run(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Run:
    load_people(deps, tmp_path)

    def batch(content: str | Path = CELLS, **more: Any) -> BatchSummary:
        path = content if isinstance(content, Path) else write(tmp_path / "in.csv", content.encode())
        asked: dict[str, Any] = {"source": path, "out": tmp_path / "out.csv", "hits": tmp_path / "hits.csv"}
        return run_batch(deps, corpora, BatchRequest(**{**asked, **more}), actor="test")

    return batch


def _read(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=delimiter))


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def _statuses(rows: Sequence[dict[str, str]]) -> list[str]:
    return [row["screening_status"] for row in rows]


def test_every_row_is_answered_in_its_place(run: Run, tmp_path: Path) -> None:
    summary = run()
    rows = _rows(tmp_path / "out.csv")
    assert rows[0] == ["id", "name", "note", *COLUMNS]
    given = list(csv.reader(CELLS.splitlines(keepends=True)))
    assert [row[:3] for row in rows] == given
    answers = _read(tmp_path / "out.csv")
    assert _statuses(answers) == ["hit", "no_hit", "invalid", "hit"]
    assert answers[2]["screening_reason"] == "name is required"
    assert (summary.rows, summary.counts) == (4, {"hit": 2, "no_hit": 1, "invalid": 1})
    assert {row["screening_corpus"] for row in answers} == {summary.corpus}


def test_the_best_hit_of_a_row_stands_in_its_columns(run: Run, tmp_path: Path) -> None:
    run()
    best = _read(tmp_path / "out.csv")[0]
    shown = {
        name: best[f"screening_{name}"]
        for name in ("hits", "score", "list_id", "authority_ref", "matched_name")
    }
    assert shown == {
        "hits": "1", "score": "1.0000", "list_id": LIST_ID, "authority_ref": "36",
        "matched_name": "KONY, Joseph",
    }  # fmt: skip


def test_the_hits_file_has_one_row_a_hit_with_its_ledger(run: Run, tmp_path: Path) -> None:
    run()
    hits = _read(tmp_path / "hits.csv")
    assert tuple(hits[0]) == HIT_COLUMNS
    assert [(hit["row_id"], hit["row_number"], hit["rank"]) for hit in hits] == [
        ("1", "1", "1"),
        ("C-4", "4", "1"),
    ]
    assert (hits[0]["party_type"], hits[0]["matched_alias_strength"]) == ("individual", "strong")
    evidence = json.loads(hits[0]["evidence"])
    assert f"{sum(line['contribution'] for line in evidence):.4f}" == hits[0]["score"]


def test_a_row_is_answered_as_the_same_request_would_be(
    run: Run, deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    run("name,birth_date,type\nJosef Koni,1964,Person\n", threshold=5000)
    subject = {"name": "Josef Koni", "birth_dates": ["1964"], "type": "Person"}
    screening = Screener(deps, corpora).screen(
        parse_screening_request({"subject": subject, "threshold": 0.5}), by=operator("test")
    )
    hits = _read(tmp_path / "hits.csv")
    assert [(hit["authority_ref"], hit["score"]) for hit in hits] == [
        (hit.authority_ref, f"{hit.score / 10_000:.4f}") for hit in screening.hits
    ]


def test_without_an_id_the_row_number_is_the_row_id(run: Run, tmp_path: Path) -> None:
    run("name\nNobody Atall\nJoseph Kony\n")
    assert [hit["row_id"] for hit in _read(tmp_path / "hits.csv")] == ["2"]


def test_ragged_rows_are_answered_and_their_surplus_is_named(run: Run, tmp_path: Path) -> None:
    more = "word for word, " * 10
    run(f'id,name,note\n1,Joseph Kony\n2,Joseph,Kony,surplus one,"{more}"\n3\n')
    rows = _read(tmp_path / "out.csv")
    assert _statuses(rows) == ["hit", "incomplete", "invalid"]
    assert [row["screening_reason"] for row in rows] == [
        "cells missing: 1",
        f"surplus cells: 'surplus one', '{more}'",
        "name is required; cells missing: 2",
    ]


BAD_CELLS = """id,name,birth_date,country
1,Joseph Kony,31/02/1961,Cuba
2,Angela Merkel,17.07.1954,Atlantis
3,Angela Merkel,17.07.1954,Germany
4,?,04/05/1961,
"""


def test_a_row_with_a_bad_cell_is_screened_by_the_others(run: Run, tmp_path: Path) -> None:
    summary = run(BAD_CELLS)
    rows = _read(tmp_path / "out.csv")
    assert _statuses(rows) == ["hit", "incomplete", "no_hit", "invalid"]
    assert [row["screening_hits"] for row in rows] == ["1", "0", "0", ""]
    assert [row["screening_reason"].partition("; ")[0] for row in rows] == [
        "birth_date could not be read: expected YYYY-MM-DD",
        "country could not be read: must be an ISO 3166-1 country code or the name of a country",
        "",
        "name must hold a letter or a digit: there is nothing to compare",
    ]
    assert (summary.rows, sum(summary.counts.values())) == (4, 4)


def test_a_day_first_date_counts_as_its_iso_form(run: Run, tmp_path: Path) -> None:
    run("name,birth_date\nJosef Koni,25/09/1964\nJosef Koni,1964-09-25\n", threshold=5000)
    first, second = _read(tmp_path / "out.csv")
    assert first["screening_score"] == second["screening_score"] != ""
    evidence = [json.loads(hit["evidence"]) for hit in _read(tmp_path / "hits.csv")]
    assert evidence[0] == evidence[1]


def test_formulas_are_neutralised_in_our_columns_and_only_there(run: Run, tmp_path: Path) -> None:
    run("id,name\n=1+1,=HYPERLINK TRADING COMPANY\n")
    row, hit = _read(tmp_path / "out.csv")[0], _read(tmp_path / "hits.csv")[0]
    assert (row["id"], row["name"]) == ("=1+1", "=HYPERLINK TRADING COMPANY")
    assert row["screening_matched_name"] == "'=HYPERLINK TRADING COMPANY"
    assert (hit["row_id"], hit["primary_name"]) == ("=1+1", "'=HYPERLINK TRADING COMPANY")


def test_out_keeps_the_delimiter(run: Run, tmp_path: Path) -> None:
    run("id;name\n1;Kony, Joseph\n")
    assert _read(tmp_path / "out.csv", ";")[0]["screening_status"] == "hit"


def test_a_workbook_is_screened(run: Run, tmp_path: Path) -> None:
    run(workbook(tmp_path / "in.xlsx", {"A": [["id", "name"], [1, "Joseph Kony"], [2, "Angela Merkel"]]}))
    assert _statuses(_read(tmp_path / "out.csv")) == ["hit", "no_hit"]


def test_a_file_with_a_header_alone_has_an_answer_alone(run: Run, tmp_path: Path) -> None:
    assert run("id,name\n").rows == 0
    assert _rows(tmp_path / "out.csv") == [["id", "name", *COLUMNS]]


@pytest.mark.parametrize(("names", "shown"), [("Ivanof,Petrof;Sidorof", 1), ("Ivanov,Petrov;Sidorof", 2)])
def test_the_limit_cuts_what_is_shown_and_never_an_equal_name(
    run: Run, deps: Deps, tmp_path: Path, names: str, shown: int
) -> None:
    summary = run(f"name,alias\n{names}\n", threshold=5000, limit=1)
    assert len(_read(tmp_path / "hits.csv")) == shown
    assert _read(tmp_path / "out.csv")[0]["screening_hits"] == "3"
    with deps.database.reading() as session:
        assert [one.rank for one in batch_hits(session, summary.batch_id)] == [1, 2, 3]


def test_a_stale_list_makes_rows_incomplete(run: Run, clock: Clock, tmp_path: Path) -> None:
    clock.move(timedelta(days=3))
    summary = run()
    rows = _read(tmp_path / "out.csv")
    assert _statuses(rows) == ["hit", "incomplete", "invalid", "hit"]
    assert rows[1]["screening_reason"] == f"{LIST_ID} is stale"
    assert summary.stale_lists == (LIST_ID,)


def test_a_higher_threshold_never_reads_no_hit(run: Run, tmp_path: Path) -> None:
    run(threshold=9000)
    assert _read(tmp_path / "out.csv")[1]["screening_reason"] == "narrowed"
    assert "no_hit" not in _statuses(_read(tmp_path / "out.csv"))


def test_a_batch_is_recorded_with_one_audit_record(run: Run, deps: Deps, tmp_path: Path) -> None:
    summary = run()
    with deps.database.reading() as session:
        batch = get_batch(session, summary.batch_id)
        hits = list(batch_hits(session, summary.batch_id))
        payloads = [row for row in session.query(AuditRow).all() if row.kind == "batch"]
        said = session.get(AuditPayloadRow, payloads[0].seq)
        verified(session)
    assert batch.input_sha256 == hashlib.sha256((tmp_path / "in.csv").read_bytes()).hexdigest()
    assert batch.mapping == {"id": "id", "name": "name"}
    assert (batch.counts, batch.rows_done) == ({"hit": 2, "no_hit": 1, "invalid": 1}, 4)
    assert [(one.row_number, one.row_id, one.hit.authority_ref) for one in hits] == [
        (1, "1", "36"),
        (4, "C-4", "36"),
    ]
    assert len(payloads) == 1
    assert said is not None


def test_several_processes_write_the_same_bytes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "CHUNK_ROWS", 3)
    text = "id,name\n" + "".join(f"{n},Joseph Kon{'yia'[n % 3]}\n" for n in range(40))
    outputs = []
    for workers in (1, 2):
        run(
            text,
            out=tmp_path / f"{workers}.csv",
            hits=tmp_path / f"{workers}.hits",
            workers=workers,
            threshold=5000,
        )
        outputs.append([(tmp_path / f"{workers}.{end}").read_bytes() for end in ("csv", "hits")])
    assert outputs[0] == outputs[1]
    assert outputs[0][0].count(b"\r\n") == 41


def test_the_same_batch_again_is_already_done(run: Run, tmp_path: Path) -> None:
    first = run()
    written = (tmp_path / "out.csv").stat()
    again = run()
    assert (again.batch_id, again.counts, again.continued_after) == (first.batch_id, first.counts, 4)
    assert (tmp_path / "out.csv").stat() == written


def test_a_deleted_answer_is_made_anew(run: Run, tmp_path: Path) -> None:
    run()
    before = (tmp_path / "out.csv").read_bytes()
    for name in ("out.csv", "hits.csv"):
        (tmp_path / name).unlink()
    assert run().continued_after == 0
    assert (tmp_path / "out.csv").read_bytes() == before


@pytest.mark.parametrize("more", [{"threshold": 5000}, {"limit": 3}, {"columns": {"name": "note"}}])
def test_the_answer_of_another_batch_is_not_overwritten(
    run: Run, tmp_path: Path, more: dict[str, Any]
) -> None:
    run()
    before = (tmp_path / "out.csv").read_bytes()
    with pytest.raises(UsageError, match=r"out\.csv: it stands there already .* --overwrite"):
        run(**more)
    assert (tmp_path / "out.csv").read_bytes() == before
    assert run(**more, overwrite=True).continued_after == 0


def test_another_list_version_makes_another_batch(run: Run, deps: Deps, tmp_path: Path) -> None:
    run()
    load_without_kony(deps, tmp_path)
    with pytest.raises(UsageError, match="lists in force"):
        run()


@pytest.mark.parametrize("name", ["out.csv", "hits.csv", "out.csv.partial"])
def test_a_file_of_somebody_else_is_not_overwritten(run: Run, tmp_path: Path, name: str) -> None:
    write(tmp_path / name, b"precious")
    with pytest.raises(UsageError, match=name):
        run()
    assert (tmp_path / name).read_bytes() == b"precious"


def test_an_answer_that_was_changed_since_is_not_taken_for_whole(run: Run, tmp_path: Path) -> None:
    run()
    with (tmp_path / "out.csv").open("a") as handle:
        handle.write("5,Somebody\n")
    with pytest.raises(UsageError, match=r"out\.csv: it is not as this batch wrote it"):
        run()
    (tmp_path / "out.csv").unlink()
    with pytest.raises(UsageError, match=r"out\.csv: it is not there any more"):
        run()


def test_hits_that_are_gone_are_named_and_not_the_answers(run: Run, tmp_path: Path) -> None:
    run()
    (tmp_path / "hits.csv").unlink()
    with pytest.raises(UsageError, match=r"hits\.csv: it is not there any more"):
        run()
    assert run(overwrite=True).continued_after == 0


@pytest.mark.parametrize(
    "more",
    [
        {"out": "in.csv"},
        {"hits": "in.csv"},
        {"hits": "out.csv"},
        {"hits": "out.csv.partial"},
        {"out": "no/out.csv"},
        {"out": "."},
    ],
)
def test_files_that_cannot_be_written_are_refused(run: Run, tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        run(**{key: tmp_path / value for key, value in more.items()}, overwrite=True)
    assert (tmp_path / "in.csv").read_text("utf-8") == CELLS


def test_nothing_is_left_beside_a_whole_answer(run: Run, tmp_path: Path) -> None:
    run()
    assert sorted(path.name for path in tmp_path.glob("*.csv*")) == ["hits.csv", "in.csv", "out.csv"]


def test_a_threshold_under_the_floor_is_refused(run: Run) -> None:
    with pytest.raises(InvalidRequest, match="threshold"):
        run(threshold=4999)


def test_without_a_list_no_row_is_answered(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> None:
    request = BatchRequest(source=write(tmp_path / "in.csv", CELLS.encode()), out=tmp_path / "out.csv")
    with pytest.raises(ListNotReady):
        run_batch(deps, corpora, request, actor="test")
    assert not list(tmp_path.glob("out.csv*"))


def test_a_file_without_names_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BadInputFile):
        run("id,kunde\n1,A\n")
    assert not list(tmp_path.glob("out.csv*"))


def test_rows_that_cannot_be_recorded_are_not_answered(run: Run, deps: Deps, tmp_path: Path) -> None:
    run("name\nSomebody Else\n", out=tmp_path / "other.csv", hits=None)
    with deps.database.writing() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON hit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(DatabaseFailure):
        run()
    assert not (tmp_path / "out.csv").exists()
    with deps.database.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER full")
    assert run().counts == {"hit": 2, "no_hit": 1, "invalid": 1}
