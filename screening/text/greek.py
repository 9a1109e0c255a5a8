"""Greek in Latin: as Greeks write their names, and foreign names as they sound.

A Greek name is written letter by letter (ELOT 743). A foreign one has sounds that Greek spells with
two letters: *μπ* is b, *ντ* d, *γκ* g, *τζ* j; and *χ* is an h.
"""

from __future__ import annotations

import re
import unicodedata

GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_WORD = re.compile(f"[{GREEK}]+")
_LETTERS = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρςστυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
_TWO_VOWELS = re.compile("(?<=[αεο]\u0301)(?=[ιυ])|(?<=[αεο])(?=[ιυ]\u0301?\u0308)")
"""Where an accent or a diaeresis says that two letters are no digraph: *Κάιν*, *Αϊντίν*."""

_APART = "'"
_VOICELESS = "(?=[θκξπστφχψς]|$)"
_AS_GREEK = (
    ("ου", "ou"), ("(?<=[αεη])υ" + _VOICELESS, "f"), ("(?<=[αεη])υ", "v"), ("γ(?=[γξχ])", "n"),
    ("^γκ", "g"), ("^μπ", "b"),
)  # fmt: skip
_AS_FOREIGN = (
    ("ου", "u"), ("(?<=[αεη])υ", "u"), ("γ(?=[γξχ])", "n"), ("γκ", "g"), ("μπ", "b"), ("τζ", "j"),
    ("ντ", "d"), ("χ", "h"), ("αι", "e"), ("[εο]ι|υ", "i"),
)  # fmt: skip


def romanise_greek(text: str) -> str:
    """``text`` with every Greek word as Greeks write it in Latin; the rest as it is."""
    return _WORD.sub(lambda match: _latin(match[0], _AS_GREEK), text)


def foreign_in_greek(text: str) -> str:
    """``text`` with every Greek word as the foreign word that it sounds like."""
    return _WORD.sub(lambda match: _latin(match[0], _AS_FOREIGN), text)


def _latin(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    marked = _TWO_VOWELS.sub(_APART, unicodedata.normalize("NFD", word.lower()))
    bare = "".join(c for c in marked if not unicodedata.combining(c))
    for pattern, latin in rules:
        bare = re.sub(pattern, latin, bare)
    return bare.replace(_APART, "").translate(_LETTERS)
