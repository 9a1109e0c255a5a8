"""Management figures say what the store holds, of what whoever asks may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.alert import Alert, Decision, Verdict
from screening.domain.errors import InvalidRequest
from screening.domain.party_group import Member
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.alert_figures import FigureOrder, false_shares, read_figures
from screening.services.alert_work import assign
from screening.services.deps import Deps
from screening.store.counters import Counters
from screening.store.database import Database
from tests.loading import Clock
from tests.store.alerts import make_alert, make_alert_hit, raised, record
from tests.store.chain import keep

ANNA, BEN = operator("Anna"), operator("Ben")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
TRUE = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
ONE = Member("a_list", "1")
BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(BEGIN)


@pytest.fixture
def deps(database: Database, tmp_path: Path, clock: Clock) -> Deps:
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    return Deps(database, tmp_path, settings, keep(database), Counters(database), clock)


def put(deps: Deps, number: int, *, score: int = 8_000, portfolio: str | None = None) -> Alert:
    """An alert that is raised now."""
    alert = make_alert(ONE, reference=f"client-{number}", raised_at=deps.clock(), portfolio=portfolio)
    alert = replace(alert, hits=(make_alert_hit(ONE, score=score),))
    with deps.database.writing() as session:
        record(session, raised(alert))
    return alert


def close(deps: Deps, alert: Alert, decision: Decision) -> None:
    """Decide an alert, and approve that."""
    decide(deps, alert.id, 1, DecisionOrder(decision=decision, confirmed=True), by=ANNA)
    approve(deps, alert.id, 2, by=BEN)


def figures(deps: Deps, by: Any = ANNA, **more: Any) -> dict[str, Any]:
    """Those of March."""
    order = FigureOrder(since=BEGIN.date(), until=(BEGIN + timedelta(days=30)).date(), **more)
    return read_figures(deps, order, seen_by=by)


def test_figures_are_those_of_the_store(deps: Deps, clock: Clock) -> None:
    alerts = [put(deps, number, score=7_400 + 600 * number) for number in range(4)]
    clock.move(timedelta(hours=2))
    close(deps, alerts[0], FALSE)
    clock.move(timedelta(hours=4))
    close(deps, alerts[1], FALSE)
    close(deps, alerts[3], TRUE)
    assign(deps, alerts[2].id, 1, assignee="Anna", by=ANNA)
    clock.move(timedelta(days=8))
    put(deps, 9)
    found = figures(deps)
    assert found["raised"] == 5
    assert found["backlog"] == {
        "total": 2,
        "by_state": {"open": 2, "in_review": 0, "awaiting_information": 0}
        | {"escalated": 0, "pending_approval": 0},
        "unassigned": 1,
        "oldest_raised_at": "2026-03-01T12:00:00Z",
        "older_than_days": [
            {"days": days, "alerts": count} for days, count in ((1, 1), (7, 1), (30, 0), (90, 0))
        ],
        "ages": [1, 7, 30, 90, None],
        "by_list": [{"list_id": "a_list", "alerts": 2, "by_age": [1, 0, 1, 0, 0]}],
        "by_analyst": [
            {"assignee": None, "alerts": 1, "by_age": [1, 0, 0, 0, 0]},
            {"assignee": "Anna", "alerts": 1, "by_age": [0, 0, 1, 0, 0]},
        ],
    }  # fmt: skip
    assert found["closed"] == {
        "by_persons": 3, "hours_to_decision_median": 6.0, "hours_to_decision_p90": 6.0,
    }  # fmt: skip
    assert [(one["reason"], one["designations"]) for one in found["reasons"]] == [
        ("birth_date_differs", 2), ("facts_agree", 1),
    ]  # fmt: skip
    shares = {one["threshold"]: (one["false"], one["decided"]) for one in found["false_shares"]}
    assert shares[0.7] == (2, 3)
    assert shares[0.75] == (1, 2)
    assert shares[0.85] == (0, 1)
    assert 0.95 not in shares


def test_times_to_decision_are_told_by_week_and_by_who_decided(deps: Deps, clock: Clock) -> None:
    first, second, third = (put(deps, number) for number in range(3))
    clock.move(timedelta(hours=2))
    close(deps, first, FALSE)
    clock.move(timedelta(days=1))
    close(deps, second, FALSE)
    decide(deps, third.id, 1, DecisionOrder(decision=FALSE, confirmed=True), by=BEN)
    approve(deps, third.id, 2, by=ANNA)
    found = figures(deps)["decision_times"]
    assert found["all"] == {"decided": 3, "hours_median": 26.0, "hours_p90": 26.0}
    assert found["by_week"] == [
        {"week": "2026-02-23", "decided": 1, "hours_median": 2.0, "hours_p90": 2.0},
        {"week": "2026-03-02", "decided": 2, "hours_median": 26.0, "hours_p90": 26.0},
    ]
    assert [(one["person"], one["decided"]) for one in found["by_analyst"]] == [("Anna", 2), ("Ben", 1)]


def test_every_day_of_the_time_has_its_volume(deps: Deps, clock: Clock) -> None:
    alert = put(deps, 1)
    clock.move(timedelta(hours=13))  # Past midnight in UTC.
    close(deps, alert, FALSE)
    days = figures(deps)["days"]
    assert len(days) == 31
    assert days[:2] == [
        {"day": "2026-03-01", "screenings": 0, "raised": 1, "closed": 0},
        {"day": "2026-03-02", "screenings": 0, "raised": 0, "closed": 1},
    ]
    assert not any(day["raised"] or day["closed"] for day in days[2:])


def test_figures_of_portfolios_are_seen_by_who_sees_them(deps: Deps) -> None:
    put(deps, 1, portfolio="retail")
    put(deps, 2, portfolio="funds")
    stranger = replace(ANNA, portfolios=frozenset({"funds"}))
    assert [figures(deps)["raised"], figures(deps, portfolio="retail")["raised"]] == [2, 1]
    assert [figures(deps, stranger)["raised"], figures(deps, stranger, portfolio="retail")["raised"]] == [
        1,
        0,
    ]
    assert figures(deps, portfolio="\x00")["raised"] == 0
    own = figures(deps, stranger)
    assert [one["alerts"] for one in own["backlog"]["by_list"] + own["backlog"]["by_analyst"]] == [1, 1]
    assert sum(day["raised"] for day in own["days"]) == 1


def test_what_was_closed_at_another_time_is_not_counted(deps: Deps, clock: Clock) -> None:
    alert = put(deps, 1)
    clock.move(timedelta(days=40))
    close(deps, alert, FALSE)
    found = figures(deps)
    assert (found["closed"]["by_persons"], found["reasons"], found["false_shares"]) == (0, [], [])
    assert found["closed"]["hours_to_decision_median"] is None


def test_a_time_that_ends_before_it_begins_is_refused(deps: Deps) -> None:
    order = FigureOrder(since=BEGIN.date(), until=BEGIN.date() - timedelta(days=1))
    with pytest.raises(InvalidRequest, match="until: is before since"):
        read_figures(deps, order, seen_by=ANNA)


def test_shares_count_what_is_at_or_above_each_threshold() -> None:
    rows = [("a", 7_000, "false_positive", 3), ("a", 8_000, "true_match", 1), ("b", 10_000, "true_match", 2)]
    found = [(one["list_id"], one["threshold"], one["false_share"]) for one in false_shares(rows)]
    assert found == [("a", 0.7, 0.75), ("a", 0.75, 0.0), ("a", 0.8, 0.0), ("b", 1.0, 0.0)]
