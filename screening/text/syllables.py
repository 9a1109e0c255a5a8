"""The syllables that Korean and Chinese names are made of, and the ways to spell them in Latin.

A syllable has one written form and many spellings: three romanisations and family custom in
Korean (*jeong* is Jong, Chong, Jung), Pinyin, Wade-Giles, Cantonese and Hokkien in Chinese (*zhang*
is Chang, Cheung, Teo). Names are compared by what their spellings may stand for.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("ko", "zh")
_WORDS_SPLIT = 2
_SHORTEST_SPLIT = 4
_NONE: frozenset[str] = frozenset()


def korean_syllables(token: str) -> frozenset[str]:
    """What a folded word may spell: Korean syllables in Revised romanisation, none for most."""
    return _spellings("ko").syllables.get(token, _NONE)


def chinese_syllables(token: str) -> frozenset[str]:
    """What a folded word may spell: Chinese syllables in Pinyin, none for most."""
    return _spellings("zh").syllables.get(token, _NONE)


@cache
def pinyin() -> frozenset[str]:
    """All Chinese syllables, in Pinyin."""
    return frozenset().union(*_spellings("zh").syllables.values())


def is_chinese_family(spelling: str) -> bool:
    """Whether a folded word is a usual Chinese family name."""
    return spelling in _spellings("zh").families


def is_korean_family(spelling: str) -> bool:
    """Whether a folded word is a usual Korean family name."""
    return spelling in _spellings("ko").families


def split_given_name(folded: str) -> Iterator[str]:
    """A folded name of a family name and a given name of two syllables, in either order, with
    these as words of their own (``deng xiaoping``: ``deng xiao ping``); once a language at most."""
    words = folded.split()
    if len(words) != _WORDS_SPLIT or max(map(len, words)) < _SHORTEST_SPLIT:
        return
    for spellings in map(_spellings, LANGUAGES):
        for family, given in (words, words[::-1]):
            if family in spellings.families and (split := _split(given, spellings.syllables)):
                yield f"{family} {split}"
                break


def _split(word: str, spellings: dict[str, frozenset[str]]) -> str:
    """Two syllables that a word is made of; empty if it is none, or a single one itself."""
    if any(word in _spellings(language).syllables for language in LANGUAGES):
        return ""
    halves = [(word[:i], word[i:]) for i in range(len(word) - 2, 1, -1)]
    found = [pair for pair in halves if spellings.keys() >= set(pair)]
    if not found:
        return ""
    best = min(found, key=_is_odd)
    return " ".join(best)


def _is_odd(pair: tuple[str, str]) -> bool:
    """Whether a syllable starts with a vowel, or with the g of an ng: the last resort."""
    return pair[1][0] in "aeiou" or (pair[0][-1] + pair[1][0]) == "ng"


@dataclass(frozen=True, slots=True)
class _Spellings:
    """One language's spellings: the syllables of each, and those that are usual family names."""

    syllables: dict[str, frozenset[str]]
    families: frozenset[str]


@cache
def _spellings(language: str) -> _Spellings:
    text = files("screening.text").joinpath("data/syllables.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["language"] == language]
    return _Spellings(
        {row["spelling"]: frozenset(row["syllables"].split()) for row in rows},
        frozenset(row["spelling"] for row in rows if row["family"]),
    )
