"""Arabic, Persian, Urdu and Hebrew words: scripts that write consonants and leave vowels out.

Such a word becomes capital letters, one for each letter that is written, so that it is never
taken for a spelling with its vowels: it is compared with other words by consonants alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_CAPITALS = {
    "A": "اىٱא", "B": "بב", "C": "شש", "D": "دذضד", "E": "چ", "F": "ف", "G": "غگג", "H": "حهةہھהח", "J": "جژ",
    "K": "كکקכך", "L": "لל", "M": "مמם", "N": "نנן", "P": "پפף", "Q": "ق", "R": "رר", "S": "سصסץ",
    "T": "تثطטת", "V": "ڤ", "W": "وו", "X": "خ", "Y": "يیےי", "Z": "زظזצ",
}  # fmt: skip
"""One capital for letters that romanisations write alike: C is sh, E is ch, X is kh."""

_LETTERS = {letter: capital for capital, letters in _CAPITALS.items() for letter in letters}
_WORD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufeff]+")
_ARTICLE = re.compile(r"^(عبد)?ال(?=\w{3})")


def fold_abjad(text: str, fold_other: Callable[[str], str]) -> str:
    """``text`` with every Arabic or Hebrew word in capital consonants, and what stands between
    them folded by ``fold_other``. The article *al* becomes a word of its own, as it does in most
    romanisations."""
    parts, at = [], 0
    for match in _WORD.finditer(text):
        parts += [fold_other(text[at : match.start()]), _capitals(match[0])]
        at = match.end()
    return " ".join([*parts, fold_other(text[at:])])


def _capitals(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    bare = _ARTICLE.sub(lambda match: f"{match[1] or ''} al ", bare)
    return "".join(letter if letter.isascii() else _LETTERS.get(letter, "") for letter in bare)
