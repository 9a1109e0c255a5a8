"""The vowels that a script without vowels writes all the same: the long ones, with y, w and aleph.

Where such a word (in capitals) and a Latin one have their consonants in common, each vowel that is
written must stand between the same consonants of the Latin word: NZYH is Nazih, WSYM is Wasim and not
Wasmi. Short vowels are not written, so the Latin word may have more.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple, TypeAlias

_DIGRAPH = re.compile("tsch|tch|sch|dzh|ch|sh|kh|gh|th|dh|ph|zh|ck|tz|ts|dz|dj|cz|qu")
_LATIN_CONSONANT = re.compile(r"([b-df-hj-np-tvxz])\1*")
_CAPITAL_CONSONANT = re.compile(r"([B-VXZ])\1*")
_ONE_SOUND = tuple((re.compile(pattern), one) for pattern, one in (("H$", ""), ("^W", "V"), ("T[CZS]", "C")))

_Letters: TypeAlias = int
"""A set of letters as the bits of a number: millions of them are held against each other."""

_BITS = {letter: 1 << place for place, letter in enumerate(ascii_lowercase)}
_OTHER = 1 << len(_BITS)
_ANY = 2 * _OTHER - 1


@lru_cache(maxsize=4_096)
def _letters(some: str) -> _Letters:
    found = 0
    for letter in some:
        found |= _BITS.get(letter, _OTHER)
    return found


_SPOKEN = {"W": _letters("ouwv"), "Y": _letters("iey"), "A": _letters("aeo")}
_SPOKEN_AT_THE_END = _SPOKEN | {"Y": _letters("ieya"), "A": _letters("aeoi")}
"""What a written vowel may be in Latin; the last letter of Mustafa looks like a y."""

_ALWAYS_WRITTEN_AT_THE_END = frozenset("iyu")


def vowel_conflicts(latin: str, capitals: str) -> int:
    """How many vowels that are written in capitals the Latin word has nothing for in their place,
    and one more if it ends in a vowel that would be written; 0 if the consonants do not pair."""
    written = _written(capitals)
    said = _said(latin).get(written.gaps)
    return min([_conflicts(one, written) for one in said]) if said else 0


class _Written(NamedTuple):
    """The vowels of a word in capitals, by the gaps before, between and after its consonants."""

    gaps: int
    ends: bool
    """Whether it ends in a vowel."""
    vowels: tuple[tuple[int, _Letters], ...]
    """Of each vowel its gap, and what it may be in Latin; the first may be any."""


class _Said(NamedTuple):
    """The vowels of a Latin word, by the same gaps."""

    vowels: tuple[_Letters, ...]
    ends_as_written: bool
    """Whether it ends, behind its consonants, in a vowel that would be written."""


@lru_cache(maxsize=16_384)
def _written(capitals: str) -> _Written:
    first, *others = _between(_CAPITAL_CONSONANT, _with_one_letter_a_sound(capitals))
    spoken = [*[_SPOKEN] * (len(others) - 1), _SPOKEN_AT_THE_END]
    vowels = [
        (gap, table[letter])
        for gap, (letters, table) in enumerate(zip(others, spoken, strict=False), 1)
        for letter in set(letters)
    ]
    vowels += [(0, _ANY)] if first else []
    return _Written(len(others) + 1, bool(others and others[-1]), tuple(vowels))


@lru_cache(maxsize=16_384)
def _said(latin: str) -> dict[int, list[_Said]]:
    """The ways to say a word, by how many gaps there are."""
    found: dict[int, list[_Said]] = {}
    for word in _spoken(latin):
        gaps = _between(_LATIN_CONSONANT, word)
        ends_as_written = len(gaps) > 1 and gaps[-1][-1:] in _ALWAYS_WRITTEN_AT_THE_END
        found.setdefault(len(gaps), []).append(_Said(tuple(map(_letters, gaps)), ends_as_written))
    return found


def _with_one_letter_a_sound(capitals: str) -> str:
    for pattern, one in _ONE_SOUND:
        capitals = pattern.sub(one, capitals)
    return capitals


def _spoken(latin: str) -> tuple[str, ...]:
    """A Latin word with one letter a consonant; a *v* within it is one, or else a vowel."""
    word = _DIGRAPH.sub("d", latin).replace("x", "kd").rstrip("h")
    first, rest = "v" if word[:1] == "w" else word[:1], word[1:]
    return (first + rest, first + rest.replace("v", "u")) if "v" in rest else (first + rest,)


def _between(consonant: re.Pattern[str], word: str) -> list[str]:
    """What stands before, between and after the consonants of a word."""
    return consonant.split(word)[::2]


def _conflicts(said: _Said, written: _Written) -> int:
    vowels = said.vowels
    missing = sum([not vowels[gap] & spoken for gap, spoken in written.vowels])
    return missing + (said.ends_as_written and not written.ends)
