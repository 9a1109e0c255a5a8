"""Words that stand for one another without being spelled alike: Bill and William, Lee and Ri.

A word belongs to classes; two words that share a class are as alike as the kind of the class
says. The tables are part of the engine's version.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

SIMILARITY_OF_KIND: dict[str, float] = {
    "variant": 0.95,  # one name in one language, written otherwise: Muhammad, Mohamed
    "language": 0.85,  # one name in several languages: John, Ivan
    "nickname": 0.8,  # a short or pet form: Bill of William, Sasha of Aleksandr
}
"""How alike two words of one class are, by the kind of class: what stands before the colon."""

_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=100_000)
def classes(token: str) -> frozenset[str]:
    """The classes of a folded token, each ``kind:name`` in ASCII; none for most."""
    return _given_names().get(token, _NONE)


def class_similarity(a: str, b: str) -> float:
    """In [0, 1]: how alike two tokens are that share a class; 0.0 where they share none."""
    shared = classes(a) & classes(b)
    return max((SIMILARITY_OF_KIND[name.partition(":")[0]] for name in shared), default=0.0)


def are_distinct(a: str, b: str) -> bool:
    """Whether two tokens are known to be different words, however alike they are spelled (the
    Korean syllables Song and Yong)."""
    return False


@cache
def _given_names() -> dict[str, frozenset[str]]:
    """Given names, with other languages and short forms: each word's classes, named after the
    first member of their row."""
    text = files("screening.text").joinpath("data/given_names.csv").read_text("utf-8")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(text.splitlines()):
        members = row["members"].split()
        for member in members:
            found[member].add(f"{row['kind']}:{members[0]}")
    return {word: frozenset(names) for word, names in found.items()}
