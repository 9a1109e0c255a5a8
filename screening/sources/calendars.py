"""Years of other calendars as the Gregorian days that they may hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_YEARS = range(1, 2200)


def span_of_year(calendar: str, year: int) -> tuple[date, date] | None:
    """All days of a year of the ``islamic`` or the ``persian`` calendar, with the day or two by
    which authorities differ; None for another calendar or a year out of reach."""
    span = _SPANS.get(calendar)
    return span(year) if span and year in _YEARS else None


def _islamic_year(year: int) -> tuple[date, date]:
    """From two days before the first of the tabular year to two days after its last."""
    first, last = (227_015 + (y - 1) * 354 + (3 + 11 * y) // 30 for y in (year, year + 1))
    return date.fromordinal(first - 2), date.fromordinal(last + 1)


def _persian_year(year: int) -> tuple[date, date]:
    """From Nowruz to Nowruz, which falls on 19 to 22 March."""
    return date(year + 621, 3, 19), date(year + 622, 3, 22)


_SPANS: dict[str, Callable[[int], tuple[date, date]]] = {
    "islamic": _islamic_year,
    "persian": _persian_year,
}
