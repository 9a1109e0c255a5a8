"""Days and shares as people type them into fields, read in one way everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from screening.domain.screening import POINTS

NO_DAY = "must be a day such as 2026-03-31"
NO_SHARE = "must be a number from 0 to 1"

_FIRST, _LAST = date(1900, 1, 1), date(9000, 12, 31)
"""Nothing was recorded beyond these: a day beyond means the nearest, and can be reckoned with."""


def read_day(text: str) -> date | None:
    """A day, from 1900 to 9000; None where nothing was typed. Raises ``ValueError`` with ``NO_DAY``."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(NO_DAY) from None
    return min(max(day, _FIRST), _LAST)


def midnight(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def read_points(text: str) -> int | None:
    """A share from 0 to 1, with a point or a comma, in points; None where nothing was typed.

    Raises ``ValueError`` with ``NO_SHARE``.
    """
    if not text:
        return None
    try:
        share = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(NO_SHARE) from None
    if not 0 <= share <= 1:
        raise ValueError(NO_SHARE)
    return round(share * POINTS)
