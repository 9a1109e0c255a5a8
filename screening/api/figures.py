"""``/api/v1/alerts/figures``: what managers ask."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from screening.api.description import problems
from screening.api.parameters import StrictParameters
from screening.domain.alert import AlertState, Verdict
from screening.services.alert_figures import FigureOrder, read_figures
from screening.services.deps import Deps

_USUAL_DAYS = 30


class FigureParameters(StrictParameters):
    """Of what time."""

    since: date | None = Field(None, description="The first day; without it, 30 days before the last.")
    until: date | None = Field(None, description="The last day; without it, today in UTC.")
    portfolio: str | None = Field(None, max_length=1_000, description="Of this portfolio.")

    def order(self) -> FigureOrder:
        """What the services understand."""
        until = self.until or datetime.now(UTC).date()
        since = self.since or until - timedelta(days=_USUAL_DAYS)
        return FigureOrder(since=since, until=until, portfolio=self.portfolio)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AgeAnswer(_Answer):
    """What is not closed and was raised longer ago."""

    days: int
    alerts: int


class AgedAnswer(_Answer):
    """Alerts, and how many of them are of each of the `ages`."""

    alerts: int
    by_age: list[int]


class ListBacklogAnswer(AgedAnswer):
    """What is not closed of a list; an alert counts with each list that it is about."""

    list_id: str


class AnalystBacklogAnswer(AgedAnswer):
    """What is not closed of a person; null: of nobody."""

    assignee: str | None


class BacklogAnswer(_Answer):
    """What is not closed, now. ``ages``: raised at most so many days ago, and longer than the one before;
    null: longer than all."""

    total: int
    by_state: dict[AlertState, int]
    unassigned: int
    oldest_raised_at: datetime | None
    older_than_days: list[AgeAnswer]
    ages: list[int | None]
    by_list: list[ListBacklogAnswer]
    by_analyst: list[AnalystBacklogAnswer]


class ClosedAnswer(_Answer):
    """What persons closed in the time, and how long that took from when it was raised."""

    by_persons: int
    hours_to_decision_median: float | None
    hours_to_decision_p90: float | None


class HoursAnswer(_Answer):
    """How many alerts persons closed, and the hours from raising to closing: the median, the ninth tenth."""

    decided: int
    hours_median: float | None
    hours_p90: float | None


class WeekAnswer(HoursAnswer):
    """Of a week, told by its Monday."""

    week: date


class PersonAnswer(HoursAnswer):
    """Of who made the decisions."""

    person: str


class DecisionTimesAnswer(_Answer):
    """How long persons took to decide what was closed in the time."""

    all: HoursAnswer
    by_week: list[WeekAnswer]
    by_analyst: list[PersonAnswer]


class DayAnswer(_Answer):
    """What was screened (one by one, without the rows of files), raised and closed on a day."""

    day: date
    screenings: int
    raised: int
    closed: int


class ReasonCountAnswer(_Answer):
    """How many designations were decided for a reason; those of discount rules have one of their own."""

    verdict: Verdict
    reason: str
    designations: int


class FalseShareAnswer(_Answer):
    """Of the hits that persons decided at or above a threshold, how many were false."""

    list_id: str
    threshold: float
    decided: int
    false: int
    false_share: float


class FiguresAnswer(_Answer):
    """Management figures of the own portfolios."""

    since: date
    until: date
    raised: int
    backlog: BacklogAnswer
    closed: ClosedAnswer
    decision_times: DecisionTimesAnswer
    days: list[DayAnswer]
    reasons: list[ReasonCountAnswer]
    false_shares: list[FalseShareAnswer]


def add_figures(blueprint: APIBlueprint, deps: Deps) -> None:
    """What managers ask."""

    @blueprint.get("/figures", responses={"200": FiguresAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)})
    def read_alert_figures(query: FigureParameters) -> Response:
        """Read management figures

        Backlog now, by age, list and analyst; of a time, what was raised, how it was closed and how fast, by
        week and analyst, volumes by day, and the share of false alerts by list and threshold.
        """
        return jsonify(read_figures(deps, query.order(), seen_by=g.principal))
