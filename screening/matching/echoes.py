"""What is left of a foreign word in a script with other sounds: 클린턴, クリントン, 克林顿 are Clinton.

Such a script has no letters for half of the sounds: *r* and *l*, *b* and *v*, *s* and *th* fall
together, clusters are split by vowels. A word read from it is a *heard* word, written with a
capital first letter (``Kurinton``). An *echo* is the consonants of a word, those that fall
together written as one; words are compared with heard words by their echoes and vowels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.matching.rules import Keyed, Rules, grouped

_CONSONANTS = Rules(
    (
        ("ph|f|pf|v|b", "p"),
        ("tsch|tch|ch|cz|dzh|dj|dg(?=e)|zh|sch|sh|ss|sz|tz|ts|dz|z|j|c(?=[eiy])", "s"),
        ("ght|th|d", "t"), ("ng", "n"), ("kh|gh|ck|cqu|qu?|c|g", "k"), ("x", "ks"), ("l", "r"),
        ("m(?=p)", "n"), ("[aeiouywh]", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_VOWELS = Rules(
    (
        ("h|[wv](?=[aeiou])", ""), ("ee|ie|ea|y", "i"), ("oo|ou|oe|eu|ue|w", "u"),
        ("ai|ay|ei|ey|ae", "e"), ("au|ao|aw|eo", "o"), (r"[^aeiou\n]+", "."),
    )
)  # fmt: skip
_SOFT_G = re.compile("g(?=[eiy])")
_SILENT_R = re.compile("r(?![aeiouy])")


def _echoes(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The one to four echoes of each word, the plainest first: with each *r* and without those that
    English leaves out (Carter), with *g* hard and soft before *e* and *i*."""
    said = [_ways(word.lower()) for word in words]
    every = [way for ways in said for way in ways]
    found = [echo or way[:1] for echo, way in zip(_CONSONANTS.apply(every), every, strict=True)]
    return [tuple(dict.fromkeys(some)) for some in grouped(found, map(len, said))]


def _ways(word: str) -> list[str]:
    said = [word, _SOFT_G.sub("j", word)] if "g" in word else [word]
    if "r" in word:
        said += [_SILENT_R.sub("", one) for one in said]
    return list(dict.fromkeys(said))


def vowels_of(words: Sequence[str]) -> list[str]:
    """The vowels of each word as they sound, with a dot for what stands between them."""
    return _VOWELS.apply([word.lower() for word in words])


echoes = Keyed(_echoes)
"""The one to four echoes of a word."""
