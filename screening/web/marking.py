"""Where two values differ, character by character, so that a page can mark it.

Characters are those that people see: a letter with its marks is one, whatever the script. Case, blanks
and punctuation are no difference, and words are compared with those that they resemble, wherever they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

MOST_CHARACTERS = 400
"""Longer values are not compared: nobody reads marks in them."""

_JOINER = "\N{ZERO WIDTH JOINER}"
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a value that differs from the other value, or that does not."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class _Character:
    """One as people see it, where it stands, and what is compared of it: nothing of punctuation."""

    place: int
    text: str
    key: str


def mark_differences(asked: str, listed: str, *, in_order: bool = False) -> tuple[list[Piece], list[Piece]]:
    """Both values in pieces that together are the value again; whichever way of comparing marks less
    counts: the words in any order, or the values as they stand. ``in_order``: only as they stand, for
    values such as dates, where 01-08 is not 08-01."""
    if max(len(asked), len(listed)) > MOST_CHARACTERS:
        return _pieces(_characters(asked), set()), _pieces(_characters(listed), set())
    both = _characters(asked), _characters(listed)
    ways = [_as_they_stand(*both)] if in_order else [_by_words(*both), _as_they_stand(*both)]
    first, second = min(ways, key=lambda way: len(way[0]) + len(way[1]))
    return _pieces(both[0], first), _pieces(both[1], second)


def split_characters(text: str) -> list[str]:
    """The characters of a text as people see them: each letter with the marks that belong to it."""
    found: list[str] = []
    for letter in text:
        if found and _belongs(letter, found[-1]):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _belongs(letter: str, before: str) -> bool:
    is_mark = unicodedata.category(letter).startswith("M") or letter == _JOINER
    return is_mark or before.endswith(_JOINER) or _is_jamo_after(letter, before[-1])


def _is_jamo_after(letter: str, before: str) -> bool:
    """Whether a Korean vowel or final letter goes on the syllable that was begun."""
    return "\u1160" <= letter <= "\u11ff" and "\u1100" <= before <= "\u11ff"


def _characters(text: str) -> list[_Character]:
    return [
        _Character(place, one, unicodedata.normalize("NFC", one.casefold()) if _LETTERS.match(one) else "")
        for place, one in enumerate(split_characters(text))
    ]


def _as_they_stand(one: Sequence[_Character], other: Sequence[_Character]) -> tuple[set[int], set[int]]:
    return _differing([each for each in one if each.key], [each for each in other if each.key])


def _by_words(one: Sequence[_Character], other: Sequence[_Character]) -> tuple[set[int], set[int]]:
    """What differs between words that resemble each other, and all of the words that resemble none."""
    ours, theirs = _words(one), _words(other)
    marked: tuple[set[int], set[int]] = set(), set()
    for first, second in _pairs(ours, theirs):
        for places, more in zip(marked, _differing(first, second), strict=True):
            places |= more
    return marked


def _words(characters: Sequence[_Character]) -> list[list[_Character]]:
    runs = groupby(characters, key=lambda one: bool(one.key))
    return [list(run) for is_word, run in runs if is_word]


def _pairs(
    ours: list[list[_Character]], theirs: list[list[_Character]]
) -> Iterator[tuple[list[_Character], list[_Character]]]:
    """Words with those that resemble them most, each once; those that are left come with nothing."""
    likeness = sorted(
        ((-_ratio(one, other), i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs)),
    )
    left, right = set(range(len(ours))), set(range(len(theirs)))
    for ratio, i, j in likeness:
        if ratio < 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield ours[i], theirs[j]
    yield from ((ours[i], []) for i in left)
    yield from (([], theirs[j]) for j in right)


def _ratio(one: Sequence[_Character], other: Sequence[_Character]) -> float:
    return _matcher(one, other).ratio()


def _differing(one: Sequence[_Character], other: Sequence[_Character]) -> tuple[set[int], set[int]]:
    first, second = {each.place for each in one}, {each.place for each in other}
    for start, there, length in _matcher(one, other).get_matching_blocks():
        first -= {each.place for each in one[start : start + length]}
        second -= {each.place for each in other[there : there + length]}
    return first, second


def _matcher(one: Sequence[_Character], other: Sequence[_Character]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [each.key for each in one], [each.key for each in other], autojunk=False)


def _pieces(characters: Sequence[_Character], marked: set[int]) -> list[Piece]:
    runs = groupby(characters, key=lambda one: one.place in marked)
    return [Piece("".join(one.text for one in run), differs) for differs, run in runs]
