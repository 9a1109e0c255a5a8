"""The consonants of a word as a script without vowels writes them.

Such a script has its own choice of letters: Arabic writes *p* with its b and *v* with its f or w,
*g* with four letters; Hebrew has one letter for *b* and *v*, one for *p* and *f*; Persian says *z* for
letters that are d or s to an Arab. So a word may have several skeletons, one for each way that
readers and writers take; two words are compared by their closest ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple


class _Ways(NamedTuple):
    """What the letters stand for that writers of Latin mean differently."""

    g: str
    gh: str
    ch: str
    v: str


_WAYS = (
    _Ways(g="g", gh="g", ch="C", v=""),  # Persian, Turkish and Urdu: Davoud is dwd
    _Ways(g="k", gh="k", ch="s", v="f"),  # French in the Maghreb: Guerrache is krs
    _Ways(g="j", gh="g", ch="C", v="f"),  # Egypt and foreign names: Gamal is jml
    _Ways(g="g", gh="g", ch="C", v="f"),
)
_LATIN = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("dzh|dsch|dj|zh", "j"), (r"tsch|tch|cz|tj|cs|(?<=[iy])c\b", "C"), ("sch|sh|sz|sj", "s"), ("kh", "h"),
        ("ph", "f"), ("th", "t"), ("dh", "d"), ("tz|ts|dz", "z"), ("c(?=[eiy])", "s"), ("ck|q|c", "k"),
        ("x", "ks"), ("p", "b"), ("[aeiouy]", ""),
    )
)  # fmt: skip
_CAPITALS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (("TC", "c"), ("T[ZS]", "z"), ("^W", "v"), ("[AWY]", ""), ("P", "B"))
)
_PLAIN_CAPITALS = str.maketrans("BCDEFGHJKLMNQRSTXZc", "bsdCfghjklmnkrsthzC")
_MOST_OPEN = 3
_BEFORE_SUN_LETTER = re.compile("(?<=^A)L(?=[TIDORZSCN])|(?<=^BDA)L(?=[TIDORZSCN])")
"""The *l* of the article that is not heard: al-Din is said *ed-Din*."""
_MEANT = {"O": "dz", "I": "ts", "U": "bf", "V": "bf"}
"""What readers make of letters that languages say differently (``text.abjad``)."""


@lru_cache(maxsize=16_384)
def skeletons(token: str) -> tuple[str, ...]:
    """The skeletons of a token in capitals or in lower case, the plainest first. *h* counts but at the
    end, *w* and *y* within a word are vowels."""
    found = _of_capitals(token) if token.isupper() else _of_latin(token.lower())
    return tuple(dict.fromkeys(re.sub(r"(.)\1+", r"\1", one).rstrip("h") or one[:1] for one in found))


def _of_capitals(token: str) -> list[str]:
    spoken = {token: None, _BEFORE_SUN_LETTER.sub("", token): None}
    return [one for form in spoken for one in _meanings(form)]


def _meanings(token: str) -> list[str]:
    written = _replaced(token, _CAPITALS).translate(_PLAIN_CAPITALS)
    choices = [_MEANT.get(letter, letter) for letter in written]
    open_places = [place for place, choice in enumerate(choices) if len(choice) > 1]
    for place in open_places[_MOST_OPEN:]:
        choices[place] = choices[place][0]
    return ["".join(meaning) or token[0].lower() for meaning in product(*choices)]


def _of_latin(token: str) -> list[str]:
    hard = re.sub("(?<!s)ch(?=[rl])", "k", token)
    found: dict[str, None] = {}
    for ways in _WAYS:
        said = hard.replace("tch", "C").replace("sch", "s").replace("ch", ways.ch).replace("gh", "G")
        said = said.replace("g", ways.g).replace("G", ways.gh)
        first, rest = said[:1], said[1:].replace("w", "")
        first = ways.v or "v" if first == "v" else "v" if first == "w" else first
        found[first + rest.replace("v", ways.v)] = None
    return [_replaced(one, _LATIN) or token[:1] for one in found]


def _replaced(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word
