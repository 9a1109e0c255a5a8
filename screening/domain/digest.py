"""A digest: what waits and what is new, mailed each day or hour to those who answer for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Every(StrEnum):
    """How often a digest is mailed."""

    DAY = "day"
    HOUR = "hour"


_LENGTH = {Every.DAY: timedelta(days=1), Every.HOUR: timedelta(hours=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRule:
    """To whom a digest goes, when, and of what. ``hour`` is that of the day in UTC; ``portfolios`` None:
    all of them; ``names``: with the names of listed parties and the references of clients."""

    name: str
    to: tuple[str, ...]
    every: Every = Every.DAY
    hour: int = 6
    portfolios: tuple[str, ...] | None = None
    names: bool = False

    def period(self, now: datetime) -> datetime:
        """The end of the last period before ``now``: when the digest that is due now was to be sent."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self.every is Every.HOUR:
            return hour
        today = hour.replace(hour=self.hour)
        return today if today <= now else today - _LENGTH[Every.DAY]

    def begin(self, period: datetime, last: datetime | None) -> datetime:
        """From when on a digest tells: from where the last one ended."""
        return last if last is not None and last < period else period - _LENGTH[self.every]
