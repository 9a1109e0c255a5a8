"""Letters of words replaced by rules, in many words at once.

A rule costs far more to begin than to carry on, so the words are joined, one a line, and each rule
goes over all of them in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeAlias, TypeVar

from screening.matching.recent import Recent

_Key = TypeVar("_Key")
_MOST_REMEMBERED = 4_096

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


class Keyed(Generic[_Key]):
    """What is worked out of words, of many at once, and remembered of those lately asked."""

    def __init__(self, of_many: Callable[[Sequence[str]], Iterable[_Key]]) -> None:
        self._of_many = of_many
        self._remembered: Recent[str, _Key] = Recent(_MOST_REMEMBERED)

    def __call__(self, word: str) -> _Key:
        """The key of one word."""
        known = self._remembered.get(word)
        return self.of((word,))[0] if known is None else known

    def of(self, words: Sequence[str]) -> list[_Key]:
        """The keys of some words."""
        known = self._remembered.known(words)
        missing = [word for word in dict.fromkeys(words) if word not in known]
        if missing:
            fresh = dict(zip(missing, self._of_many(missing), strict=True))
            self._remembered.update(fresh)
            known |= fresh
        return [known[word] for word in words]
