"""How values are written on the pages: scores, instants, statuses, kinds of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from screening.domain.screening import Corroboration, Screening
from screening.services.titles import list_title, reason_title
from screening.services.wording import instant, label, points, signed, threshold_words
from screening.web.change_words import subject_rows

__all__ = ["FILTERS", "corroboration", "duration", "instant", "is_web_address", "label", "listed", "points"]
__all__ += ["short", "signed"]

_CORROBORATION: Mapping[Corroboration, str] = {
    Corroboration.CONFIRMED: "other facts agree",
    Corroboration.PARTIAL: "other facts agree in part",
    Corroboration.NOT_COMPARED: "nothing else to compare",
    Corroboration.CONFLICTING: "other facts conflict",
}


def short(value: int) -> str:
    """A threshold as people say it: ``0.70``; all four decimals where they say something."""
    text = points(value)
    return text[:4] if text.endswith("00") else text


def reached(screening: Screening) -> str:
    """What the hits of an answer reach, in short: ``0.70``."""
    return threshold_words(screening, short)


def corroboration(value: Corroboration) -> str:
    """What the other facts say, in a few words."""
    return _CORROBORATION[value]


def duration(seconds: float) -> str:
    """How long something takes, in the largest unit that says it: ``40 seconds``, ``3 minutes``."""
    units = (("hour", 3600), ("minute", 60), ("second", 1))
    name, size = next((one for one in units if seconds >= 1.5 * one[1]), units[-1])
    number = round(seconds / size)
    return f"{number} {name}" + "s" * (number != 1)


def listed(value: object) -> str:
    """A value of a party as text: what a list or an object holds, with commas between."""
    if isinstance(value, dict):
        return ", ".join(listed(one) for one in value.values() if one)
    return ", ".join(map(listed, value)) if isinstance(value, list | tuple) else str(value)


def is_web_address(value: str | None) -> bool:
    """True for what may stand in a link: nothing but ``http`` and ``https``."""
    return bool(value) and str(value).casefold().startswith(("https://", "http://"))


FILTERS: Mapping[str, Callable[[Any], object]] = {
    "list_title": list_title,
    "reason_title": reason_title,
    "points": points,
    "signed": signed,
    "short": short,
    "reached": reached,
    "instant": instant,
    "corroboration": corroboration,
    "label": label,
    "duration": duration,
    "listed": listed,
    "is_web_address": is_web_address,
    "subject_rows": subject_rows,
}
"""The names that templates know these functions by."""
