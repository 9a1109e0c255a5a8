"""How values are written for people: scores, contributions, instants, names of fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from screening.domain.screening import POINTS, Screening


def points(value: int) -> str:
    """A score in points with its four decimals: ``0.9300``."""
    return f"{value / POINTS:.4f}"


def signed(value: int) -> str:
    """A contribution with its sign: ``+0.9300``, ``−0.0400``, ``0.0000``."""
    sign = {1: "+", -1: "\N{MINUS SIGN}"}.get((value > 0) - (value < 0), "")
    return sign + points(abs(value))


def threshold_words(screening: Screening, written: Callable[[int], str] = points) -> str:
    """What the hits of an answer reach: its one threshold, or those of the policy from the lowest on."""
    least, highest = written(screening.threshold), screening.highest_threshold
    if screening.has_one_threshold:
        return least
    if highest is None:
        return f"the policy's thresholds (from {least})"
    return f"the policy's thresholds ({least} to {written(highest)} by list and type)"


def instant(value: datetime) -> str:
    """An instant to the minute, in UTC: ``2024-05-07 14:03 UTC``."""
    return f"{value:%Y-%m-%d %H:%M} UTC"


def label(value: str) -> str:
    """A name of a feature or field as words: ``birth_date`` is ``birth date``."""
    return value.replace("_", " ")
