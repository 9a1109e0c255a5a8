"""Words that stand for one another without being spelled alike: Bill and William, Lee and Ri.

A word belongs to classes; two words that share a class are as alike as the kind of the class
says. The tables are part of the engine's version.
"""

from __future__ import annotations

from functools import lru_cache

SIMILARITY_OF_KIND: dict[str, float] = {}
"""How alike two words of one class are, by the kind of class: what stands before the colon."""


@lru_cache(maxsize=100_000)
def classes(token: str) -> frozenset[str]:
    """The classes of a folded token, each ``kind:name`` in ASCII; none for most."""
    return frozenset()


def class_similarity(a: str, b: str) -> float:
    """In [0, 1]: how alike two tokens are that share a class; 0.0 where they share none."""
    shared = classes(a) & classes(b)
    return max((SIMILARITY_OF_KIND[name.partition(":")[0]] for name in shared), default=0.0)


def are_distinct(a: str, b: str) -> bool:
    """Whether two tokens are known to be different words, however alike they are spelled (the
    Korean syllables Song and Yong)."""
    return False
