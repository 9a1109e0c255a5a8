"""The vowels that a script without vowels writes all the same: the long ones, with y, w and aleph.

Where such a word (in capitals) and a Latin one have their consonants in common, each vowel that is
written must stand between the same consonants of the Latin word: NZYH is Nazih, WSYM is Wasim and not
Wasmi. Short vowels are not written, so the Latin word may have more.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DIGRAPH = re.compile("tsch|tch|sch|dzh|ch|sh|kh|gh|th|dh|ph|zh|ck|tz|ts|dz|dj|cz|qu")
_LATIN_CONSONANT = re.compile(r"([b-df-hj-np-tvxz])\1*")
_CAPITAL_CONSONANT = re.compile(r"([B-VXZ])\1*")
_ONE_SOUND = tuple((re.compile(pattern), one) for pattern, one in (("H$", ""), ("^W", "V"), ("T[CZS]", "C")))
_SPOKEN = {"W": frozenset("ouwv"), "Y": frozenset("iey"), "A": frozenset("aeo")}
_SPOKEN_AT_THE_END = _SPOKEN | {"Y": frozenset("ieya"), "A": frozenset("aeoi")}
"""What a written vowel may be in Latin; the last letter of Mustafa looks like a y."""

_ALWAYS_WRITTEN_AT_THE_END = frozenset("iyu")


def vowel_conflicts(latin: str, capitals: str) -> int:
    """How many vowels that are written in capitals the Latin word has nothing for in their place,
    and one more if it ends in a vowel that would be written; 0 if the consonants do not pair."""
    written = _written(capitals)
    return min([_conflicts(said, written) for said in _said(latin) if len(said) == len(written)], default=0)


@lru_cache(maxsize=16_384)
def _written(capitals: str) -> list[str]:
    return _between(_CAPITAL_CONSONANT, _with_one_letter_a_sound(capitals))


@lru_cache(maxsize=16_384)
def _said(latin: str) -> list[list[str]]:
    spoken = dict.fromkeys(_spoken(latin, v) for v in ("v", "u"))
    return [_between(_LATIN_CONSONANT, word) for word in spoken]


def _with_one_letter_a_sound(capitals: str) -> str:
    for pattern, one in _ONE_SOUND:
        capitals = pattern.sub(one, capitals)
    return capitals


def _spoken(latin: str, v: str) -> str:
    """A Latin word with one letter a consonant; a *v* within it is one, or else a vowel."""
    word = _DIGRAPH.sub("d", latin).replace("x", "kd").rstrip("h")
    first = "v" if word[:1] == "w" else word[:1]
    return first + word[1:].replace("v", v)


def _between(consonant: re.Pattern[str], word: str) -> list[str]:
    """What stands before, between and after the consonants of a word."""
    return consonant.split(word)[::2]


def _conflicts(said: list[str], written: list[str]) -> int:
    first = bool(written[0]) and not said[0]
    gaps = zip(said[1:-1], written[1:-1], strict=True)
    inner = sum([_unspoken(spoken, letters, _SPOKEN) for spoken, letters in gaps if letters])
    if len(said) == 1:
        return int(first)
    unwritten = not written[-1] and said[-1][-1:] in _ALWAYS_WRITTEN_AT_THE_END
    return first + inner + _unspoken(said[-1], written[-1], _SPOKEN_AT_THE_END) + unwritten


def _unspoken(said: str, written: str, spoken: dict[str, frozenset[str]]) -> int:
    return sum(spoken[letter].isdisjoint(said) for letter in set(written))
