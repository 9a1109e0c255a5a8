"""Kana in Hepburn romanisation, with the two-sign syllables that write foreign sounds.

Katakana mostly writes foreign names by their sound (*Maikeru* for Michael), hiragana Japanese
ones. Long vowels are written as they stand, the length mark is left out.
"""

from __future__ import annotations

import re
import unicodedata

from screening.text.letters import letters

_LETTERS = letters("kana")
_SYLLABLE = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_WORD = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff]+")
_DOUBLED = re.compile(r"ッ+(\w?)")
_HIRAGANA, _TO_KATAKANA = range(0x3041, 0x3097), 0x60


def romanise_kana(text: str) -> str:
    """``text`` with every run of kana as one Latin word; the rest as it is."""
    return _WORD.sub(lambda match: f" {_hepburn(match[0])} ", text)


def _hepburn(word: str) -> str:
    composed = unicodedata.normalize("NFC", word)
    katakana = composed.translate({sign: sign + _TO_KATAKANA for sign in _HIRAGANA})
    latin = _SYLLABLE.sub(lambda match: _LETTERS[match[0]], katakana)
    return _DOUBLED.sub(lambda match: ("t" if match[1] == "c" else match[1]) + match[1], latin)
