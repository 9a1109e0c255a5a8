"""The time and the portfolio that figures are asked of, as the page's form holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from screening.domain.errors import Fault, InvalidRequest
from screening.services.alert_figures import FigureOrder
from screening.web.typed_values import read_day

PERIODS = ((7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "a year"))
"""Times that end today, in days, and what they are called."""

_USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class FigureForm:
    """The fields as text, and the order that they make; the usual one where they make none."""

    since: str
    until: str
    portfolio: str
    order: FigureOrder
    faults: tuple[Fault, ...] = ()

    @property
    def days(self) -> int:
        """How long the time is, both days included."""
        return (self.order.until - self.order.since).days + 1


def read_figure_form(today: date) -> FigureForm:
    """What the request asks for."""
    since, until, portfolio = (request.args.get(name, "").strip() for name in ("since", "until", "portfolio"))
    usual = usual_order(today, portfolio)
    try:
        last = _day("until", until) or today
        first = _day("since", since) or last - timedelta(days=_USUAL_DAYS - 1)
    except InvalidRequest as error:
        return FigureForm(since, until, portfolio, usual, tuple(error.faults))
    order = FigureOrder(since=first, until=last, portfolio=portfolio or None)
    return FigureForm(first.isoformat(), last.isoformat(), portfolio, order)


def usual_order(today: date, portfolio: str) -> FigureOrder:
    """The last thirty days."""
    since = today - timedelta(days=_USUAL_DAYS - 1)
    return FigureOrder(since=since, until=today, portfolio=portfolio or None)


def _day(field: str, text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError as error:
        raise InvalidRequest([Fault(field, str(error))]) from None
