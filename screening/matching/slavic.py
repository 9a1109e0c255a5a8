"""Slavic names in any Latin transcription: one key for Michajlovitj, Mikhailovich, Mychajlowicz.

English, German, Swedish, Czech, Polish and French write Cyrillic each in its own letters, and
diacritics are lost before a word comes here. Where a letter then stands for two sounds (*ch*,
*h*) a word has a key for each. Hard and soft, plain and hissing consonants are one, which is too
coarse for other languages: only words with a Slavic ending have a key, and given names that a
table knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeAlias

from screening.matching.rules import Rules

Keys: TypeAlias = frozenset[str]

_RULES = Rules((
    ("x", "ks"), ("shch|sjtj|szcz|schtsch|stsch", "s"), ("dzh|dzj|zh|zj", "z"), ("dz", "d"),
    ("tsch|tch|cz|tj", "c"), ("sch|sh|sz|sj", "s"), ("kh", "X"), ("gh", "g"), ("q", "k"),
    ("t[sz]", "c"), ("w", "v"), (r"(?<=[aeo])f+$", "v"), (r"(?<=[aeo])u(?=na$|$)", "v"), ("ou", "u"),
    ("[yji]+(?=[aeou])", ""), ("[yji]+", "i"), (r"(.)\1+", r"\1"),
))  # fmt: skip
_READINGS = tuple((ch, h) for ch in ("c", "X") for h in ("g", "X"))
_LOOSE = str.maketrans("oi", "ae")

_FAMILY = (
    *("av", "ev", "ov", "in", "ski", "cki", "nko", "nka", "ak", "ek", "ik", "ok", "uk"),
    *("avic", "evic", "ovic", "avna", "evna", "ovna"),
)
_FEMININE = re.compile(r"(?<=[aeo]v)a$|(?<=in)a$|(?<=[sc]k)a+$")
_PATRONYMIC = re.compile(r"(?<=....)[aoei]v(ic|na)$")
_OF_A_FATHER = ("vic", "vna")
_SHORTEST = 5


def transcribed_of(tokens: Sequence[str]) -> list[Keys]:
    """The keys of each token, the same in every transcription; capitals stand for *kh*."""
    return [
        _read(said) if len(token) >= _SHORTEST else frozenset()
        for token, said in zip(tokens, _RULES.apply(tokens), strict=True)
    ]


def _read(said: str) -> Keys:
    if "h" not in said:
        return frozenset((said.replace("XX", "X"),))
    return frozenset(said.replace("ch", ch).replace("h", h).replace("XX", "X") for ch, h in _READINGS)


def loose(key: str) -> str:
    """What Russian, Ukrainian and Belarusian have in common of a key: *a* is *o*, *i* is *e*."""
    return key.translate(_LOOSE)


def family_names(keys: Collection[str]) -> set[tuple[str, str]]:
    """The keys of a word that ends like a family name, each with that of the man's form
    (*Ivanova*, *Ivanov*); none for other words."""
    forms = ((key, _masculine(key)) for key in keys)
    return {(key, man) for key, man in forms if len(man) >= _SHORTEST and man.endswith(_FAMILY)}


def fathers(keys: Collection[str]) -> set[tuple[str, str]]:
    """The stems of the father's name in a patronymic of these keys, each with *ic* or *na* for son
    or daughter."""
    found = [(_PATRONYMIC.search(key), key) for key in keys if key.endswith(_OF_A_FATHER)]
    return {(stem(key[: match.start()]), match[1]) for match, key in found if match}


def stem(key: str) -> str:
    """What of a father's name a patronymic keeps: Andrei, Andriyovich."""
    return key.rstrip("aeiou")


def _masculine(key: str) -> str:
    man = _FEMININE.sub("", key) if key.endswith("a") else key
    return man + "i" if man.endswith(("sk", "ck")) else man
