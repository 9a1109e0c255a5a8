"""What is left of a foreign word in a script with other sounds: 클린턴, クリントン, 克林顿 are Clinton.

Such a script has no letters for half of the sounds: *r* and *l*, *b* and *v*, *s* and *th* fall
together, clusters are split by vowels. A word read from it is a *heard* word, written with a
capital first letter (``Kurinton``). An *echo* is the consonants of a word, those that fall
together written as one; words are compared with heard words by their echoes and vowels.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CONSONANTS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph|f|pf|v|b", "p"),
        ("tsch|tch|ch|cz|dzh|dj|dg(?=e)|zh|sch|sh|ss|sz|tz|ts|dz|z|j|c(?=[eiy])", "s"),
        ("ght|th|d", "t"), ("ng", "n"), ("kh|gh|ck|cqu|qu?|c|g", "k"), ("x", "ks"), ("l", "r"),
        ("m(?=p)", "n"), ("[aeiouywh]", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_VOWELS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("h|[wv](?=[aeiou])", ""), ("ee|ie|ea|y", "i"), ("oo|ou|oe|eu|ue|w", "u"),
        ("ai|ay|ei|ey|ae", "e"), ("au|ao|aw|eo", "o"), ("[^aeiou]+", "."),
    )
)  # fmt: skip
_SOFT_G = re.compile("g(?=[eiy])")
_SILENT_R = re.compile("r(?![aeiouy])")


@lru_cache(maxsize=16_384)
def echoes(word: str) -> tuple[str, ...]:
    """The one to four echoes of a word, the plainest first: with each *r* and without those that
    English leaves out (Carter), with *g* hard and soft before *e* and *i*."""
    said = [word.lower(), _SOFT_G.sub("j", word.lower())]
    said += [_SILENT_R.sub("", one) for one in said]
    return tuple(dict.fromkeys(_replaced(one, _CONSONANTS) or one[:1] for one in dict.fromkeys(said)))


@lru_cache(maxsize=16_384)
def vowels(word: str) -> str:
    """The vowels of a word as they sound, with a dot for what stands between them."""
    return _replaced(word.lower(), _VOWELS)


def _replaced(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word
