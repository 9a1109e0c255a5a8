"""A file of customers screened night after night raises the alerts of the first night and no more."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.alert import AlertState, Decision, Verdict
from screening.domain.errors import InvalidRequest, NotPermitted, ScreeningError, UsageError
from screening.domain.suppression import SuppressionState
from screening.services import batch as batch_module
from screening.services import batch_recording
from screening.services.alert_catalogue import AlertPage, read_queue
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.batch import run_batch
from screening.services.batch_alerts import rows_between
from screening.services.batch_recording import BatchRecorder
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.catalogue import Catalogue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from screening.services.replay import Outcome, Replayer
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from screening.services.zero_footprint import confirm_change, request_change
from screening.store.alert_queue import AlertFilter, AlertOrder
from screening.store.audit_rows import row_findings
from screening.store.suppression_reading import SuppressionFilter, page_of
from tests.loading import Clock, write
from tests.screened import load_people

ANNA, BEN, ALL = operator("Anna"), operator("Ben"), operator("all")
NIGHT = timedelta(days=1)
FALSE = DecisionOrder(
    decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs"), confirmed=True
)
CELLS = "id,name,dob\n1,Joseph Kony,1999\n2,Angela Merkel,\n3,,\nC-4,Joseph Koni,\n"

Run = Callable[..., BatchSummary]


@pytest.fixture
def run(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Run:
    load_people(deps, tmp_path)

    def batch(content: str = CELLS, *, out: str = "out.csv", **more: Any) -> BatchSummary:
        source = write(tmp_path / "in.csv", content.encode())
        asked: dict[str, Any] = {"source": source, "out": tmp_path / out, "alerts": True, **more}
        return run_batch(deps, corpora, BatchRequest(**asked), actor="night")

    return batch


def queue(deps: Deps, **wanted: Any) -> AlertPage:
    """All alerts, the oldest first."""
    asked = AlertFilter(states=list(AlertState), **wanted)
    return read_queue(deps, asked, AlertOrder.OLDEST, offset=0, limit=100, seen_by=ALL)


def statuses(path: Path) -> Sequence[str]:
    """Those of the rows of OUT."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [row["screening_status"] for row in csv.DictReader(handle)]


def verified(deps: Deps) -> bool:
    """Whether all rows are as the audit says."""
    with deps.database.reading() as session:
        return list(row_findings(session, 0)) == []


def test_three_nights_raise_the_alerts_of_the_first(
    run: Run, deps: Deps, clock: Clock, tmp_path: Path
) -> None:
    for night in range(3):
        run(out=f"out-{night}.csv")
        clock.move(NIGHT)
    page = queue(deps)
    assert sorted(one.reference or "" for one in page.alerts) == ["1", "C-4"]
    assert {page.found[one.id].times for one in page.alerts} == {3}
    assert {one.version for one in page.alerts} == {1}
    assert statuses(tmp_path / "out-0.csv") == ["hit", "no_hit", "invalid", "hit"]
    assert verified(deps)


def test_an_alert_of_a_batch_leads_to_what_was_asked(run: Run, deps: Deps, corpora: CorpusProvider) -> None:
    run()
    hit = queue(deps, reference="1").alerts[0].hits[0]
    screening = Catalogue(deps).screening(hit.screening_id, seen_by=ALL)
    assert screening.request.subject.name == "Joseph Kony"
    assert screening.request.subject.birth_dates == ("1999",)
    assert len(screening.alerts) == 1
    assert Replayer(deps, corpora).replay(screening.id, seen_by=ALL).outcome is Outcome.SAME


def test_the_same_client_asked_singly_is_the_same_alert(
    run: Run, deps: Deps, corpora: CorpusProvider
) -> None:
    run()
    question = {"subject": {"name": "Joseph Koni"}, "reference": "C-4", "alert": True}
    Screener(deps, corpora).screen(parse_screening_request(question), by=ALL)
    page = queue(deps, reference="C-4")
    assert [page.found[one.id].times for one in page.alerts] == [2]


def test_what_was_decided_false_is_suppressed_the_next_night_and_lapses_with_the_customer(
    run: Run, deps: Deps, clock: Clock, tmp_path: Path
) -> None:
    run()
    for one in queue(deps).alerts:
        decide(deps, one.id, 1, FALSE, by=ANNA)
        approve(deps, one.id, 2, by=BEN)
    second = run(out="second.csv")
    assert statuses(tmp_path / "second.csv") == ["suppressed", "no_hit", "invalid", "suppressed"]
    assert second.counts == {"suppressed": 2, "no_hit": 1, "invalid": 1}
    assert queue(deps).total == 2
    clock.move(timedelta(hours=1))
    run(CELLS.replace("1999", "1964"), out="third.csv", hits=tmp_path / "hits.csv")
    assert statuses(tmp_path / "third.csv") == ["hit", "no_hit", "invalid", "suppressed"]
    assert queue(deps).total == 3
    with deps.database.reading() as session:
        wanted = SuppressionFilter(at=clock.now, state=SuppressionState.LAPSED)
        (lapsed,) = page_of(session, wanted, offset=0, limit=9)
    assert (lapsed.reference, lapsed.ending and lapsed.ending.why) == ("1", "the subject changed: birth")
    assert verified(deps)


def test_a_batch_that_raises_no_alerts_suppresses_nothing(run: Run, deps: Deps, tmp_path: Path) -> None:
    run()
    for one in queue(deps).alerts:
        decide(deps, one.id, 1, FALSE, by=ANNA)
        approve(deps, one.id, 2, by=BEN)
    run(out="plain.csv", alerts=False)
    assert statuses(tmp_path / "plain.csv") == ["hit", "no_hit", "invalid", "hit"]


def test_several_processes_raise_the_same_alerts(run: Run, deps: Deps, tmp_path: Path) -> None:
    rows = "".join(f"{n},{'Joseph Kony' if n % 50 == 0 else 'Angela Merkel'}\n" for n in range(900))
    run("id,name\n" + rows, workers=2)
    assert sorted(int(one.reference or "") for one in queue(deps).alerts) == list(range(0, 900, 50))
    for one in queue(deps).alerts[:3]:
        decide(deps, one.id, 1, FALSE, by=ANNA)
        approve(deps, one.id, 2, by=BEN)
    run("id,name\n" + rows, out="again.csv", workers=2)
    assert statuses(tmp_path / "again.csv").count("suppressed") == 3


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_batch_that_was_interrupted_raises_each_alert_once(
    run: Run, deps: Deps, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    monkeypatch.setattr(batch_module, "CHUNK_ROWS", 2)
    rows = "id,name\n" + "".join(f"{n},Joseph Kony\n" for n in range(6))
    calls = []

    def fail(*arguments: Any) -> list[Any]:
        calls.append(arguments)
        if len(calls) == fails_at:
            raise ScreeningError("the power went")
        return real(*arguments)

    real = rows_between
    with monkeypatch.context() as broken:
        broken.setattr(batch_recording, "rows_between", fail)
        with pytest.raises(ScreeningError, match="power"):
            run(rows)
    run(rows)
    page = queue(deps)
    assert (page.total, {one.times for one in page.found.values()}) == (6, {1})


def test_a_batch_that_was_stopped_after_a_chunk_was_recorded_raises_each_alert_once(
    run: Run, deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "CHUNK_ROWS", 2)
    rows = "id,name\n" + "".join(f"{n},Joseph Kony\n" for n in range(6))
    real = BatchRecorder.record

    def record_and_stop(*arguments: Any) -> None:
        real(*arguments)
        raise ScreeningError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(BatchRecorder, "record", record_and_stop)
        with pytest.raises(ScreeningError, match="power"):
            run(rows)
    assert queue(deps).total == 2
    run(rows)
    page = queue(deps)
    assert (page.total, {one.times for one in page.found.values()}) == (6, {1})


def test_alerts_belong_to_the_portfolio_that_is_named(run: Run, deps: Deps) -> None:
    create_portfolio(deps, "retail", "Retail", ALL)
    run(portfolio="retail")
    assert {one.portfolio for one in queue(deps).alerts} == {"retail"}
    with pytest.raises((InvalidRequest, NotPermitted)):
        run(portfolio="none", out="other.csv")
    with pytest.raises(UsageError, match="--alerts"):
        run(portfolio="retail", alerts=False, out="other.csv")


def test_alerts_need_a_column_of_ids(run: Run, deps: Deps) -> None:
    with pytest.raises(UsageError, match="column of the clients' ids"):
        run("name\nJoseph Kony\n")
    assert queue(deps).total == 0


def test_where_names_are_not_kept_the_screenings_of_rows_keep_none(run: Run, deps: Deps) -> None:
    change = request_change(deps, on=True, reason="law", by="Ann", entered_by="a")
    confirm_change(deps, change.id, by="Ben", entered_by="b")
    run("id,name\n1,Yosef Koni\n")
    (alert,) = queue(deps).alerts
    screening = Catalogue(deps).screening(alert.hits[0].screening_id, seen_by=ALL)
    assert screening.request.subject.name == ""
    decide(deps, alert.id, 1, FALSE, by=ANNA)
    approve(deps, alert.id, 2, by=BEN)
    assert run("id,name\n1,Yosef Koni\n", out="again.csv").counts == {"suppressed": 1}
