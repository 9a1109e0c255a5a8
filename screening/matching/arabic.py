"""Arabic, Persian and Urdu names in any Latin spelling: one key for Tawfiq, Toufic and Taoufik.

English, French, German and the local usages write the same consonants and long vowels each in
their own letters; where a letter stands for several sounds (French *ch*, Egyptian *g*, *e* for
*a* or *i*) a word has a key for each. Vowels count: Saad is not Suad, and Salim is not Salam.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, product

from screening.matching.rules import Rules

_RULES = Rules((
    ("dj|dzh|dsch", "j"), ("sch|sh|ch|sz|sj", "S"), ("kh", "X"), ("gh", "G"), ("ph", "f"), ("th", "T"),
    ("dh", "D"), ("qu(?=[ei])", "q"), ("gu(?=[ei])", "g"), ("v", "w"), (r"([^aeiouyw\n])\1+", r"\1"),
    (r"(?<=[^aeiouy\n])e$", "E"), (r"(?<=[aeiouy][^aeiouy\n][ae])h$|(?<=[^aeiouy\n][^aeiouy\n][ae])h$", ""),
    ("(?:iy+|i|[ey]y)[ae]$", "ya"), ("(?<![aeiouyw])(?:ou|oo|[uow])(?=[aei])", "w"),
    ("a[uow]+(?![aei])|ow(?![aei])", "W"), ("ou", "O"), ("[uo]+", "u"),
    ("aee|[ae]i|[ae]y(?![aeiou])", "Y"), ("ee|i[ey]?|y(?![aeiou])", "i"), (r"(.)\1+", r"\1"),
))  # fmt: skip
_OPEN = {"G": "Gq", "g": "jGq", "q": "qk", "D": "dz", "T": "tsz", "e": "ai", "O": "uW", "E": ("", "a")}
_MOST_KEYS = 24
_ARABIC = re.compile("(?!.*[eo]va?$)(?:[abd-oq-wyz]|ch|ph){4,}")
_SYLLABLES = re.compile("[aeiouywWYOE]+")


def spoken_of(tokens: Sequence[str]) -> list[frozenset[str]]:
    """The keys of each token, one for each way that its letters can be meant; none for words of one
    syllable, which are too near to others, and those with letters or endings of other languages."""
    may_be = [token for token in tokens if _ARABIC.fullmatch(token)]
    said = dict(zip(may_be, _RULES.apply(may_be), strict=True))
    return [_meanings(said.get(token, "")) for token in tokens]


def _meanings(said: str) -> frozenset[str]:
    if len(_SYLLABLES.findall(said)) < 2:
        return frozenset()
    ways = product(*(_OPEN.get(letter, letter) for letter in said))
    return frozenset(map("".join, islice(ways, _MOST_KEYS)))
