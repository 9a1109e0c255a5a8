"""Letters of words replaced by rules, in many words at once.

A rule costs far more to begin than to carry on, so the words are joined, one a line, and each rule
goes over all of them in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeAlias, TypeVar

_Key = TypeVar("_Key")
_REMEMBERED = 16_384

Rule: TypeAlias = tuple[str, str]
"""A regular expression and what it is replaced with. ``^`` and ``$`` are the ends of a word; no class
of letters (``[^...]``) may match the end of a line where it could begin or end there."""


class Rules:
    """Replacements that follow one another."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(re.compile(pattern, re.MULTILINE), instead) for pattern, instead in rules]

    def apply(self, words: Sequence[str]) -> list[str]:
        """The words, none of which has a line end, after all rules."""
        if not words:
            return []
        text = "\n".join(words)
        for pattern, instead in self._rules:
            text = pattern.sub(instead, text)
        return text.split("\n")


def grouped(of: Iterable[_Key], sizes: Iterable[int]) -> Iterator[tuple[_Key, ...]]:
    """Consecutive items in groups of these sizes."""
    items = iter(of)
    return (tuple(islice(items, size)) for size in sizes)


def of_one(of_many: Callable[[Sequence[str]], list[_Key]]) -> Callable[[str], _Key]:
    """A function of many words as one of a single word, which remembers those lately asked."""
    return lru_cache(maxsize=_REMEMBERED)(lambda word: of_many((word,))[0])
