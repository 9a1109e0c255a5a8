"""How names in other scripts were read: what was compared is what a reader must see."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from itertools import product

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


def _is_foreign(text: str) -> bool:
    """Whether a letter of another script than Latin stands in it."""
    return any(one.isalpha() and not unicodedata.name(one, "").startswith("LATIN") for one in text)
