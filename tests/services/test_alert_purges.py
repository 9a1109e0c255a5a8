"""Alerts go when their time is over, with all that belongs to them, and the chain still verifies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.alert import Alert, Decision, Verdict
from screening.domain.errors import UnknownAlert
from screening.domain.retention import RecordClass
from screening.domain.screening import ScreeningRequest, Subject
from screening.domain.unfreezing import ReviewOutcome, ReviewState
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.retention import find_due, place_hold, purge, tell_relationship
from screening.services.screen import Screener
from screening.services.unfreeze_reviews import answer_review, decide_review, read_reviews
from screening.store.alert_reading import get_alert
from screening.store.audit_rows import row_findings
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.tables_alerts import AlertHitRow, AlertRow
from screening.store.tables_suppressions import SuppressionRow
from tests.loading import Clock, plugged_in
from tests.screened import load_people, load_without_kony
from tests.store.chain import keep, verified

ANNA, BEN = operator("Anna"), operator("Ben")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
TRUE = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
WHO = {"reason": "the time is over", "by": "Ann"}
TEN_YEARS = timedelta(days=3654)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deps(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Deps]:
    """An installation with a list, on each back end."""
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    made = Deps(database, tmp_path, settings, keep(database), Counters(database), clock)
    with plugged_in():
        load_people(made, tmp_path)
        yield made


def alert(deps: Deps, reference: str | None, decision: Decision | None = FALSE) -> Alert:
    """An alert on that client, closed where there is a decision."""
    request = ScreeningRequest(subject=Subject(name="Joseph Kony"), reference=reference, alert=True)
    (alert_id,) = Screener(deps, CorpusProvider(deps)).screen(request, by=ANNA).alerts
    if decision:
        decide(deps, alert_id, 1, DecisionOrder(decision=decision, confirmed=True), by=ANNA)
        approve(deps, alert_id, 2, by=BEN)
    with deps.database.reading() as session:
        return get_alert(session, alert_id)


def is_here(deps: Deps, one: Alert) -> bool:
    """Whether an alert is kept."""
    with deps.database.reading() as session:
        try:
            return get_alert(session, one.id) is not None
        except UnknownAlert:
            return False


def ended(deps: Deps, *references: str) -> None:
    """The relationship with these clients ended today."""
    for reference in references:
        tell_relationship(deps, reference, ended_on=deps.clock().date(), reason="closed", by="Ann")


def test_closed_alerts_go_with_their_client_and_open_or_held_ones_stay(deps: Deps, clock: Clock) -> None:
    closed, held, other = (alert(deps, name) for name in ("closed", "held", "other"))
    open_one, nobodys = alert(deps, "open", None), alert(deps, None)
    ended(deps, "closed", "held", "open")
    place_hold(deps, "held", reason="a court", by="Ann")
    clock.move(TEN_YEARS - timedelta(days=3))
    assert [one for one in find_due(deps) if one.kind is RecordClass.ALERT] == []
    clock.move(timedelta(days=3))
    purge(deps, **WHO)
    assert [is_here(deps, one) for one in (closed, held, other, open_one, nobodys)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []
        assert verified(session) > 0
        of_closed = select(func.count()).select_from(AlertHitRow).where(AlertHitRow.alert_id == closed.id)
        assert session.scalar(of_closed) == 0
        left = select(func.count()).select_from(SuppressionRow).where(SuppressionRow.alert_id == closed.id)
        assert session.scalar(left) == 0


def test_a_review_that_is_not_closed_keeps_its_alert(deps: Deps, clock: Clock, tmp_path: Path) -> None:
    one = alert(deps, "client", TRUE)
    load_without_kony(deps, tmp_path)
    ended(deps, "client")
    clock.move(TEN_YEARS)
    purge(deps, **WHO)
    assert is_here(deps, one)
    (review,) = read_reviews(deps, list(ReviewState), offset=0, limit=9, seen_by=ANNA).reviews
    decide_review(deps, review.id, 1, ReviewOutcome.RELEASED, text="off", by=ANNA)
    answer_review(deps, review.id, 2, approved=True, by=BEN)
    purge(deps, **WHO)
    assert not is_here(deps, one)
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []


def test_an_alert_that_is_taken_out_by_hand_is_found(deps: Deps, clock: Clock) -> None:
    purged, taken = alert(deps, "purged"), alert(deps, "taken")
    ended(deps, "purged")
    clock.move(TEN_YEARS)
    purge(deps, **WHO)
    assert not is_here(deps, purged)
    with deps.database.writing() as session:
        session.execute(delete(AlertHitRow).where(AlertHitRow.alert_id == taken.id))
    with deps.database.reading() as session:
        assert {one.table for one in row_findings(session, 0)} == {AlertHitRow.__tablename__}
        assert session.get(AlertRow, taken.id) is not None
