"""Arabic, Persian, Urdu and Hebrew words: scripts that write consonants and leave vowels out.

Such a word becomes capital letters, one for each letter that is written, so that it is never
taken for a spelling with its vowels: it is compared with other words by consonants alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_CAPITALS = {
    "A": "اىٱא", "B": "ب", "C": "شש", "D": "دڈד", "E": "چ", "F": "ف", "G": "غگג", "H": "حهةہھהח", "I": "ث",
    "J": "جژ", "K": "كکקכך", "L": "لל", "M": "مמם", "N": "نںנן", "O": "ذضظ", "P": "پ", "Q": "ق", "R": "رڑר",
    "S": "سصס", "T": "تطٹטת", "U": "פף", "V": "ڤב", "W": "وו", "X": "خ", "Y": "يیےי", "Z": "زזצץ",
}  # fmt: skip
"""One capital for letters that romanisations write alike: C is sh, E is ch, X is kh. Those that
languages say differently have capitals of their own: I is t or s, O is d or z, U is p or f, V is b
or v."""

_LETTERS = {letter: capital for capital, letters in _CAPITALS.items() for letter in letters}
_WITH_GERESH = {"ג": "ج", "ז": "ژ", "צ": "چ", "ץ": "چ"}
_GERESH = re.compile("([גזצץ])['׳’]")
_WORD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufeff]+")
_ARTICLE = re.compile(r"^(عبد)?ال(?!\u0640)(?=\w{3})")
_SERVANT_OF = re.compile(r"\bعبد ?ال(?=\w{2})")
_ARTICLES = re.compile(r"\b(?:(عبد) ?)?ال(?=\w{3})")
_COMPOUND = re.compile(
    r"(?P<servant>\bعبد) ?ال(?P<of>\w{2,})|(?P<first>\w{2,}) (?:ال(?P<what>دين|رحمن|زمان)|(?P<god>الله))\b"
)
_SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")
_STROKE = "\u0640"  # makes no letter, keeps the article and its word together


def with_geresh(text: str) -> str:
    """``text`` with the Hebrew letters that an apostrophe makes foreign sounds of (ג' is j) as the
    Arabic letters of these sounds."""
    return _GERESH.sub(lambda match: _WITH_GERESH[match[1]], text)


def fold_abjad(text: str, fold_other: Callable[[str], str]) -> str:
    """``text`` with every Arabic or Hebrew word in capital consonants, and what stands between
    them folded by ``fold_other``. The article *al* becomes a word of its own, as it does in most
    romanisations."""
    parts, at = [], 0
    for match in _WORD.finditer(text):
        parts += [fold_other(text[at : match.start()]), _capitals(match[0])]
        at = match.end()
    return " ".join([*parts, fold_other(text[at:])])


def with_articles(text: str) -> list[str]:
    """``text`` with the Arabic article taken otherwise than as a word of its own: within names of two words
    that are mostly written as one in Latin (*Sayfuddin*), with the word before it (*Abdul Rahman*) and with
    the word it stands before (*Abdulrahman*, *Alhashimi*)."""
    if not _ARTICLES.search(text) and not _COMPOUND.search(text):
        return []
    joined = _ARTICLES.sub(lambda match: f"{match[1] or ''}ال{_STROKE}", text)
    return [_COMPOUND.sub(_as_said, text), _SERVANT_OF.sub("عبدال ", text), joined]


def _as_said(match: re.Match[str]) -> str:
    """Two words that are one name, with the article as it is heard between them: *Abdurrahman*, *Sayfuddin*,
    *Abdulmalik*, *Nasrallah*."""
    first, second = match["servant"] or match["first"], match["of"] or match["what"]
    if match["god"]:
        return f"{first}{match['god']}"
    return f"{first}{second}" if second[0] in _SUN_LETTERS else f"{first}ل{second}"


def _capitals(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    bare = _ARTICLE.sub(lambda match: f"{match[1] or ''} al ", bare)
    return "".join(letter if letter.isascii() else _LETTERS.get(letter, "") for letter in bare)
