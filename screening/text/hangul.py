"""Hangul as the lists romanise it: McCune-Reischauer in the plain form of North Korean usage.

A syllable block is arithmetic (Unicode 3.12): initial, vowel and final of fixed tables. *Jong* is
written with a j and *Kim* with a k, as OFAC and the UN print them; no sound change between
syllables is applied. The family name 이 (Lee, Yi) is read 리, its northern form.
"""

from __future__ import annotations

_LETTERS = (
    "k kk n t tt r m p pp s ss - j jj ch k t p h",
    "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
_INITIALS, _VOWELS, _FINALS = (letters.split(" ") for letters in _LETTERS)
_FIRST, _LAST = 0xAC00, 0xD7A3
_LEE, _RI = "이", "리"


def romanise_hangul(text: str) -> str:
    """``text`` with every Hangul syllable as a Latin word of its own; the rest as it is."""
    return "".join(
        _syllable(c, is_first=i == 0) if _FIRST <= ord(c) <= _LAST else c for i, c in enumerate(text)
    )


def _syllable(block: str, *, is_first: bool) -> str:
    if is_first and block == _LEE:
        block = _RI
    place, final = divmod(ord(block) - _FIRST, len(_FINALS))
    initial, vowel = divmod(place, len(_VOWELS))
    parts = (_INITIALS[initial], _VOWELS[vowel], _FINALS[final])
    return f" {''.join(part.strip('-') for part in parts)} "
