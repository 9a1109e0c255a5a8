"""How often somebody may ask: fixed windows, counted where all processes count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import ceil

from limits import parse

from screening.domain.errors import TooManyRequests
from screening.store.counters import Counters


class RateLimits:
    """Counts what is asked. A window begins with the first request in it."""

    def __init__(self, counters: Counters, clock: Callable[[], datetime]) -> None:
        """``counters`` stay open as long as this is used."""
        self._counters = counters
        self._clock = clock

    def take(self, rate: str, *whose: str, cost: int = 1) -> None:
        """Count ``cost`` requests of ``whose`` against a rate such as ``600/minute``.

        Raises ``TooManyRequests`` where that is more than the rate allows.
        """
        item, now = parse(rate), self._clock().timestamp()
        count, ends_at = self._counters.add(item.key_for(*whose), cost, seconds=item.get_expiry(), now=now)
        if count > item.amount:
            raise TooManyRequests(max(1, ceil(ends_at - now)))
