"""The words of an organisation's name that have a meaning: what they stand for in any language.

*OOO* and *limited liability company* are one legal form; *zavod* and *factory* one generic word
(*NPO* is three: science, production, association); *armée* and *army* one translated word, which
tells one party from another as any word does. A spelling of the tables that ends in ``*`` is the
beginning of a word with any ending (*nauchn-oe*, *nauchn-yy*).
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

from screening.text.fold import fold
from screening.text.token import Token, TokenKind

SHORTEST_STEM, LONGEST_ENDING = 5, 8
SHORTEST_MISSPELT = 6
"""A word of so many letters is a known one even with a letter more, less, other or swapped, but
for the first: *rational* is not *national*."""

FEWEST_NAMES = 20
"""Only words of so many names or more are thought to be misspelt: *khabar* is too rare."""

MISSPELLINGS_IN = 100
"""A word that occurs is the misspelling of one that occurs more than so many times as often."""

SHORTEST_CUT = 5

SHORTEST_PART, SHORTEST_REST = 5, 4
"""How long a known word must be to be found within another, and what is left of that."""

Meaning = tuple[Token, ...]


def organisation_tokens(words: list[str], other: Callable[[str], Token]) -> tuple[Token, ...]:
    """The tokens of an organisation's words; ``other`` makes one of a word without a meaning."""
    tokens: list[Token] = []
    at = 0
    while at < len(words):
        size, meaning = _phrase(words, at)
        if meaning:
            tokens += _as_written(meaning, " ".join(words[at : at + size]))
        else:
            tokens.append(other(words[at]))
        at += size
    return tuple(tokens)


def _as_written(meaning: Meaning, words: str) -> Meaning:
    return tuple([Token(m.text, m.kind, "" if place else words) for place, m in enumerate(meaning)])


@lru_cache(maxsize=32_768)
def meaning_of(word: str) -> Meaning:
    """What a single folded word stands for; nothing for most."""
    return _phrases().get((word,)) or _by_stem(word) or _misspelt(word) or _cut_short(word) or _compound(word)


def _phrase(words: list[str], at: int) -> tuple[int, Meaning]:
    """How many words from ``at`` on belong together, and what they stand for."""
    for size in range(min(_longest().get(words[at], 0), len(words) - at), 0, -1):
        if found := _phrases().get(tuple(words[at : at + size])):
            return size, found
    meaning = meaning_of(words[at])
    if not meaning and at + 1 < len(words):
        joined = words[at] + words[at + 1]
        whole = _phrases().get((joined,)) if len(joined) >= SHORTEST_MISSPELT else None
        return (2, whole) if whole else (1, ())
    return 1, meaning


def _by_stem(word: str) -> Meaning:
    stems = _stems()
    for size in range(len(word), max(SHORTEST_STEM, len(word) - LONGEST_ENDING) - 1, -1):
        if found := stems.get(word[:size]):
            return found
    return ()


def _misspelt(word: str) -> Meaning:
    """A word one letter away from one that has a meaning and that many times as many names carry."""
    if len(word) < SHORTEST_MISSPELT:
        return ()
    table = _misspellings()
    near = {known for short in _shortened(word) if short in table for known in table[short]}
    most = MISSPELLINGS_IN * _known().get(word, 0)
    near = {known for known in near if known[0] == word[0] and _known()[known] > most}
    return _phrases()[(min(near),)] if near else ()


def _cut_short(word: str) -> Meaning:
    """*Pharmaceut*: the beginning of generic words that all mean the same."""
    if len(word) < SHORTEST_CUT or word in _known():
        return ()
    first, last = bisect_left(_single_words(), word), bisect_left(_single_words(), word + "~")
    meanings = {_phrases()[(whole,)] for whole in _single_words()[first:last]}
    found = meanings.pop() if len(meanings) == 1 else ()
    return found if found and found[0].kind is TokenKind.GENERIC else ()


def _compound(word: str) -> Meaning:
    """*Hesongtrading*: a name that a word with a meaning was written onto."""
    if word in _known():
        return ()
    for size in range(len(word) - SHORTEST_REST, SHORTEST_PART - 1, -1):
        if found := _phrases().get((word[-size:],)):
            return (Token(word[:-size], TokenKind.WORD), *found)
    return ()


@cache
def _single_words() -> list[str]:
    return sorted(words[0] for words in _phrases() if len(words) == 1)


def _shortened(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


@cache
def _misspellings() -> dict[str, list[str]]:
    """Generic words that are often used, by themselves and by what is left without one letter."""
    table: dict[str, list[str]] = {}
    for row in _table("token_frequency"):
        word, meaning = row["token"], _phrases().get((row["token"],), ())
        often = int(row["organisation"]) >= FEWEST_NAMES and len(word) >= SHORTEST_MISSPELT
        if often and meaning and meaning[0].kind is not TokenKind.WORD:
            for short in _shortened(word):
                table.setdefault(short, []).append(word)
    return table


@cache
def _known() -> dict[str, int]:
    """Words that occur in several names, and in how many of organisations and persons."""
    rows = _table("token_frequency")
    return {row["token"]: int(row["organisation"]) + int(row["person"]) for row in rows}


@cache
def _longest() -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    sizes: dict[str, int] = {}
    for first, *others in _phrases():
        sizes[first] = max(sizes.get(first, 0), 1 + len(others))
    return sizes


@cache
def _phrases() -> dict[tuple[str, ...], Meaning]:
    return {tuple(fold(spelling).split()): found for spelling, found in _rows() if spelling[-1] != "*"}


@cache
def _stems() -> dict[str, Meaning]:
    return {spelling[:-1]: found for spelling, found in _rows() if spelling[-1] == "*"}


@cache
def _rows() -> list[tuple[str, Meaning]]:
    """Spellings and what they stand for, those that count most last."""
    kinds = {
        "translated_words": TokenKind.WORD,
        "generic_words": TokenKind.GENERIC,
        "legal_forms": TokenKind.LEGAL_FORM,
    }
    return [
        (row["spelling"], tuple(Token(part, kind) for part in row["concept"].split()))
        for table, kind in kinds.items()
        for row in _table(table)
    ]


def _table(name: str) -> csv.DictReader[str]:
    text = files("screening.text").joinpath(f"data/{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())
