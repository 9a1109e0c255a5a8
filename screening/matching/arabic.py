"""Arabic, Persian and Urdu names in any Latin spelling: one key for Tawfiq, Toufic and Taoufik.

English, French, German and the local usages write the same consonants and long vowels each in
their own letters; where a letter stands for several sounds (French *ch*, Egyptian *g*, *e* for
*a* or *i*) a word has a key for each. Vowels count: Saad is not Suad, and Salim is not Salam.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product

_RULES = tuple((re.compile(pattern), sound) for pattern, sound in (
    ("dj|dzh|dsch", "j"), ("sch|sh|ch|sz|sj", "S"), ("kh", "X"), ("gh", "G"), ("ph", "f"), ("th", "T"),
    ("dh", "D"), ("qu(?=[ei])", "q"), ("gu(?=[ei])", "g"), ("v", "w"), (r"([^aeiouyw])\1+", r"\1"),
    ("(?<=[^aeiouy])e$", "E"), ("(?<=[aeiouy][^aeiouy][ae])h$|(?<=[^aeiouy][^aeiouy][ae])h$", ""),
    ("(?:iy+|i|[ey]y)[ae]$", "ya"), ("(?<![aeiouyw])(?:ou|oo|[uow])(?=[aei])", "w"),
    ("a[uow]+(?![aei])|ow(?![aei])", "W"), ("ou", "O"), ("[uo]+", "u"),
    ("aee|[ae]i|[ae]y(?![aeiou])", "Y"), ("ee|i[ey]?|y(?![aeiou])", "i"), (r"(.)\1+", r"\1"),
))  # fmt: skip
_OPEN = {"G": "Gq", "g": "jGq", "q": "qk", "D": "dz", "T": "tsz", "e": "ai", "O": "uW", "E": ("", "a")}
_MOST_KEYS = 24
_ARABIC = re.compile("(?!.*[eo]va?$)(?:[abd-oq-wyz]|ch|ph){4,}")
_SYLLABLES = re.compile("[aeiouywWYOE]+")


@lru_cache(maxsize=16_384)
def spoken(token: str) -> frozenset[str]:
    """The keys of a token, one for each way that its letters can be meant; none for words of one
    syllable, which are too near to others, and those with letters or endings of other languages."""
    if not _ARABIC.fullmatch(token):
        return frozenset()
    for pattern, sound in _RULES:
        token = pattern.sub(sound, token)
    if len(_SYLLABLES.findall(token)) < 2:
        return frozenset()
    ways = product(*(_OPEN.get(letter, letter) for letter in token))
    return frozenset(map("".join, islice(ways, _MOST_KEYS)))
