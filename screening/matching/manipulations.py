"""What people and systems do to a name on its way to a screening, for a sample of the proof."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from jellyfish import metaphone

Manipulation: TypeAlias = Callable[[str, Random], str]


def _as_printed(name: str, _: Random) -> str:
    return name


def _letter_lost(name: str, random: Random) -> str:
    place = random.randrange(len(name))
    return name[:place] + name[place + 1 :]


def _letters_swapped(name: str, random: Random) -> str:
    place = random.randrange(max(len(name) - 1, 1))
    return name[:place] + name[place : place + 2][::-1] + name[place + 2 :]


def _letter_doubled(name: str, random: Random) -> str:
    place = random.randrange(len(name))
    return name[: place + 1] + name[place:]


def _letter_mistyped(name: str, random: Random) -> str:
    place = random.randrange(len(name))
    return name[:place] + random.choice("aeioustrln") + name[place + 1 :]


def _words_reversed(name: str, _: Random) -> str:
    return " ".join(reversed(name.split()))


def _words_joined(name: str, _: Random) -> str:
    return name.replace(" ", "", 1)


def _word_split(name: str, _: Random) -> str:
    longest = max(name.split(), key=len, default=name)
    half = len(longest) // 2
    return name.replace(longest, f"{longest[:half]} {longest[half:]}", 1)


_RESPELLINGS = tuple(
    pair.split("/")
    for pair in [
        "ph/f",
        "f/ph",
        "ck/k",
        "c/k",
        "k/ck",
        "q/k",
        "x/ks",
        "s/z",
        "ee/i",
        "i/y",
        "y/i",
        "oo/u",
        "u/oo",
        "ou/u",
        "e/a",
        "gh/g",
        "sh/sch",
        "j/dj",
    ]
)


def respelled(name: str, random: Random) -> str:
    """As it is written by somebody who heard it: by Metaphone (Philips 1990) it sounds the same."""
    heard = metaphone(name)
    other = [name.lower().replace(old, new, 1) for old, new in _RESPELLINGS if old in name.lower()]
    return random.choice([text for text in other if metaphone(text) == heard] or [name])


def _case_and_marks(name: str, _: Random) -> str:
    """Other capitals, and marks on its vowels."""
    marked = "".join(letter + "\u0301" * (letter in "aeiouAEIOU") for letter in name)
    return unicodedata.normalize("NFC", marked.swapcase())


MANIPULATIONS: tuple[Manipulation, ...] = (
    _as_printed,
    _letter_lost,
    _letters_swapped,
    _letter_doubled,
    _letter_mistyped,
    _words_reversed,
    _words_joined,
    _word_split,
    respelled,
    _case_and_marks,
)
