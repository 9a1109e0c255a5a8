"""Birth dates as customers' files write them: ISO 8601, or a day first where it can only be that.

Written with dots it can: the languages that write dates so put the day before the month (Unicode CLDR, the
short date formats of all locales). With slashes or hyphens it can where one number is no month.
"""

from __future__ import annotations

import re

from screening.text.dates import parse_date

EXPECTED = "expected YYYY-MM-DD"
AMBIGUOUS = f"day and month cannot be told apart, {EXPECTED}"

_NUMBERS = re.compile(r"(?P<first>[0-9]{1,2})(?P<sep>[/.-])(?P<second>[0-9]{1,2})(?P=sep)[0-9]{4}")
_NAMED = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])[ -][^\W\d]+\.?[ -][0-9]{4}")
_MONTHS = range(1, 13)


def iso_date(text: str) -> str:
    """``31/12/1961``, ``31.12.1961``, ``31-12-1961`` and ``31-Dec-1961`` as ``1961-12-31``, ``4.5.1961``
    as ``1961-05-04``; anything else as it is, among it what may be day first or month first
    (``04/05/1961``): never guessed."""
    if not _is_day_first(text):
        return text
    found = parse_date(text)
    return found.earliest.isoformat() if found and found.earliest == found.latest else text


def why_unread(text: str) -> str:
    """What was expected of a date that could not be read, or that it has two readings."""
    return AMBIGUOUS if _is_ambiguous(text) else EXPECTED


def _is_day_first(text: str) -> bool:
    numbers = _NUMBERS.fullmatch(text)
    return bool(numbers and not _is_ambiguous(text)) or bool(_NAMED.fullmatch(text))


def _is_ambiguous(text: str) -> bool:
    numbers = _NUMBERS.fullmatch(text)
    if not numbers or numbers["sep"] == ".":
        return False
    first, second = int(numbers["first"]), int(numbers["second"])
    return first in _MONTHS and second in _MONTHS and first != second
