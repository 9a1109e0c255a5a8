"""The vowels that a script without vowels writes all the same: the long ones, with y, w and aleph.

Where such a word (in capitals) and a Latin one have their consonants in common, each vowel that is
written must stand between the same consonants of the Latin word: NZYH is Nazih, WSYM is Wasim and not
Wasmi. Short vowels are not written, so the Latin word may have more.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

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
    return min([_conflicts(said, written) for said in _said(latin) if len(said) == written.gaps], default=0)


class _Written(NamedTuple):
    """The vowels of a word in capitals, by the gaps before, between and after its consonants."""

    gaps: int
    begins: bool
    """Whether it begins with a vowel."""
    ends: bool
    vowels: tuple[tuple[int, frozenset[str]], ...]
    """Of each vowel but the first: its gap, and what it may be in Latin."""


@lru_cache(maxsize=16_384)
def _written(capitals: str) -> _Written:
    first, *others = _between(_CAPITAL_CONSONANT, _with_one_letter_a_sound(capitals))
    spoken = [*[_SPOKEN] * (len(others) - 1), _SPOKEN_AT_THE_END]
    vowels = [
        (gap, table[letter])
        for gap, (letters, table) in enumerate(zip(others, spoken, strict=False), 1)
        for letter in set(letters)
    ]
    return _Written(len(others) + 1, bool(first), bool(others and others[-1]), tuple(vowels))


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


def _conflicts(said: list[str], written: _Written) -> int:
    missing = sum([spoken.isdisjoint(said[gap]) for gap, spoken in written.vowels])
    begins = written.begins and not said[0]
    unwritten = len(said) > 1 and not written.ends and said[-1][-1:] in _ALWAYS_WRITTEN_AT_THE_END
    return missing + begins + unwritten
