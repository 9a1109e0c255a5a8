"""The page of management figures: what it shows, to whom, and what can be taken away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screening.app import create_app
from screening.services.alert_trends import AGES
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from screening.web.dashboard.tables import TABLES, age_names, hours_text
from tests.accounts import OPERATOR
from tests.loading import Clock
from tests.services.test_alert_figures import FALSE, close, put
from tests.web.pages import Caller, caller, installation


@pytest.fixture(scope="module")
def deps(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Deps]:
    """Three alerts of retail, of which one is closed, and one of funds."""
    folder, clock = tmp_path_factory.mktemp("dashboard"), Clock()
    shutil.copy(migrated_sqlite, folder / "screening.db")
    with installation(folder, clock) as deps:
        for portfolio in ("retail", "funds"):
            create_portfolio(deps, portfolio, portfolio, OPERATOR)
        alerts = [put(deps, number, portfolio="retail") for number in range(3)]
        put(deps, 9, portfolio="funds")
        clock.move(timedelta(hours=5))
        close(deps, alerts[0], FALSE)
        yield deps


@pytest.fixture(scope="module")
def chief(deps: Deps) -> Caller:
    return caller(create_app(deps), deps, "chief", "auditor")


def test_figures_are_shown_with_their_charts(chief: Caller) -> None:
    page = chief.text("/dashboard")
    assert "<dt>Open now</dt><dd>3</dd>" in page
    assert "<dt>Time to decision, median</dt><dd>5.0 h</dd>" in page
    assert "The birth dates cannot be of one person" in page
    assert page.count('role="img"') == 2
    assert "100.0 %" in page


def test_a_time_below_an_hour_is_told_in_minutes() -> None:
    told = [hours_text(one) for one in (None, 0.001, 0.02, 0.99, 0.999, 5.04)]
    assert told == ["—", "under 1 min", "1 min", "59 min", "1.0 h", "5.0 h"]


def test_who_sees_a_portfolio_sees_its_figures_alone(deps: Deps, chief: Caller) -> None:
    own = caller(chief.app, deps, "own", "auditor", portfolios=("funds",))
    for path in ("/dashboard", "/dashboard?portfolio=retail"):
        assert "<dt>Raised in the period</dt><dd>3</dd>" not in own.text(path)
    assert "<dt>Open now</dt><dd>1</dd>" in own.text("/dashboard")
    assert "<dt>Open now</dt><dd>2</dd>" in chief.text("/dashboard?portfolio=retail")


def test_who_may_not_read_alerts_has_no_dashboard(deps: Deps, chief: Caller) -> None:
    screener = caller(chief.app, deps, "screener", "screener")
    assert screener.get("/dashboard").status_code == 403
    assert "Dashboard" not in screener.text("/lists")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_taken_away(chief: Caller, table: str) -> None:
    page = chief.text("/dashboard")
    assert f"table={table}&amp;format=csv" in page
    answer = chief.get(f"/dashboard?table={table}&format=csv")
    assert answer.content_type.startswith("text/csv")
    rows = answer.get_data(as_text=True).splitlines()
    assert len(rows) > 1
    assert len({row.count(",") for row in rows}) == 1


def test_a_time_that_cannot_be_told_is_said_and_kept(chief: Caller) -> None:
    asked = ("since=nonsense", "since=2026-03-01&until=2026-02-01", "since=0001-01-01")
    for query in asked:
        answer = chief.get(f"/dashboard?{query}")
        assert answer.status_code == 422, query
        assert "These figures cannot be told" in answer.get_data(as_text=True)
    assert 'value="nonsense"' in chief.get("/dashboard?since=nonsense").get_data(as_text=True)
    assert chief.get("/dashboard?portfolio=%00&table=x&format=csv").status_code == 200


def test_ages_have_names() -> None:
    names = ["under 1 day", "1 to 7 days", "7 to 30 days", "30 to 90 days", "over 90 days"]
    assert age_names([*AGES, None]) == names
