"""How names in other scripts were read: what was compared is what a reader must see."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from difflib import SequenceMatcher
from itertools import product

from screening.text.dates import parse_date
from screening.text.readings import readings

_WORDS_OF_NOTE = re.compile(r"(\w+)[~=](\w+)")


def read_as(asked: str, listed: str, note: str) -> tuple[str, str] | None:
    """The readings of two names by which they match: those whose words the ledger's ``note`` names, of
    these the two most alike. None where both are in Latin letters and are read as they stand."""
    if not (_is_foreign(asked) or _is_foreign(listed)):
        return None
    named = _WORDS_OF_NOTE.findall(note)
    ours, theirs = (frozenset(pair[side] for pair in named) for side in (0, 1))

    def fits(pair: tuple[str, str]) -> tuple[int, float]:
        words = len(ours & set(pair[0].split())) + len(theirs & set(pair[1].split()))
        return words, SequenceMatcher(None, *pair, autojunk=False).ratio()

    return max(product(readings(asked), readings(listed)), key=fits)


def read_dates(asked: str, listed: str) -> tuple[str, str] | None:
    """Both dates in one form (``1984-01-08``, ``1984-01``, ``1984``) where they are written in different
    ones; None where they are not, or are no single day, month or year."""
    ours, theirs = _iso(asked), _iso(listed)
    return (ours, theirs) if ours and theirs and (ours, theirs) != (asked, listed) else None


def _iso(text: str) -> str | None:
    found = parse_date(text)
    if found is None:
        return None
    first, after = found.earliest, _day_after(found.latest)
    if first == found.latest:
        return first.isoformat()
    if first.day == after.day == 1 and (after - first).days <= 31:
        return f"{first:%Y-%m}"
    return f"{first:%Y}" if (first.month, first.day) == (1, 1) and first.year == found.latest.year else None


def _day_after(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))


def _is_foreign(text: str) -> bool:
    """Whether a letter of another script than Latin stands in it."""
    return any(one.isalpha() and not unicodedata.name(one, "").startswith("LATIN") for one in text)
