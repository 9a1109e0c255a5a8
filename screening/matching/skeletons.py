"""The consonants of a word as a script without vowels writes them.

Such a script has its own choice of letters: Arabic writes *p* with its b and *v* with its f or w,
*g* with four letters; Hebrew has one letter for *b* and *v*, one for *p* and *f*; Persian says *z* for
letters that are d or s to an Arab. So a word may have several skeletons, one for each way that
readers and writers take; two words are compared by their closest ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from screening.matching.rules import Keyed, Rules, grouped


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
_LATIN = Rules(
    (
        ("dzh|dsch|dj|zh", "j"), (r"tsch|tch|cz|tj|cs|(?<=[iy])c\b", "C"), ("sch|sh|sz|sj", "s"), ("kh", "h"),
        ("ph", "f"), ("th", "t"), ("dh", "d"), ("tz|ts|dz", "z"), ("c(?=[eiy])", "s"), ("ck|q|c", "k"),
        ("x", "ks"), ("p", "b"), ("[aeiouy]", ""),
    )
)  # fmt: skip
_CAPITALS = Rules((("TC", "c"), ("T[ZS]", "z"), ("^W", "v"), ("[AWY]", ""), ("P", "B")))
_DOUBLED = Rules(((r"(.)\1+", r"\1"),))
_OPEN = frozenset("gvw")
"""Letters that writers mean differently, as they do *ch*: most words have none."""

_HARD_CH = re.compile("(?<!s)ch(?=[rl])")
_PLAIN_CAPITALS = str.maketrans("BCDEFGHJKLMNQRSTXZc", "bsdCfghjklmnkrsthzC")
_MOST_OPEN = 3
_BEFORE_SUN_LETTER = re.compile("(?<=^A)L(?=[TIDORZSCN])|(?<=^BDA)L(?=[TIDORZSCN])")
"""The *l* of the article that is not heard: al-Din is said *ed-Din*."""
_MEANT = {"O": "dz", "I": "ts", "U": "bf", "V": "bf"}
"""What readers make of letters that languages say differently (``text.abjad``)."""


def _skeletons(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """The skeletons of each token in capitals or in lower case, the plainest first. *h* counts but at
    the end, *w* and *y* within a word are vowels."""
    found: list[Sequence[str]] = [()] * len(tokens)
    capitals = [place for place, token in enumerate(tokens) if token.isupper()]
    others = [place for place, token in enumerate(tokens) if not token.isupper()]
    for places, of_some in ((capitals, _of_capitals), (others, _of_latin)):
        for place, some in zip(places, of_some([tokens[place] for place in places]), strict=True):
            found[place] = some
    plain = _DOUBLED.apply([one for some in found for one in some])
    said = (one.rstrip("h") or one[:1] for one in plain)
    return [tuple(dict.fromkeys(some)) for some in grouped(said, map(len, found))]


skeletons = Keyed(_skeletons)
"""The skeletons of a token."""


def _of_capitals(tokens: Sequence[str]) -> list[list[str]]:
    spoken = [list(dict.fromkeys((token, _BEFORE_SUN_LETTER.sub("", token)))) for token in tokens]
    forms = [form for some in spoken for form in some]
    meant = [_meanings(form, written) for form, written in zip(forms, _CAPITALS.apply(forms), strict=True)]
    return [[one for some in every for one in some] for every in grouped(meant, map(len, spoken))]


def _meanings(token: str, written: str) -> list[str]:
    choices = [_MEANT.get(letter, letter) for letter in written.translate(_PLAIN_CAPITALS)]
    open_places = [place for place, choice in enumerate(choices) if len(choice) > 1]
    for place in open_places[_MOST_OPEN:]:
        choices[place] = choices[place][0]
    return ["".join(meaning) or token[0].lower() for meaning in product(*choices)]


def _of_latin(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    words = [token.lower() for token in tokens]
    ways = [_ways(word) for word in words]
    said = _LATIN.apply([way for some in ways for way in some])
    found = grouped(said, map(len, ways))
    return [tuple(one or word[:1] for one in some) for some, word in zip(found, words, strict=True)]


def _ways(word: str) -> list[str]:
    """A word with the letters that writers mean differently as each of them means them."""
    if _OPEN.isdisjoint(word) and "ch" not in word:
        return [word]
    hard = _HARD_CH.sub("k", word) if "ch" in word else word
    found: dict[str, None] = {}
    for ways in _WAYS:
        said = hard.replace("tch", "C").replace("sch", "s").replace("ch", ways.ch).replace("gh", "G")
        said = said.replace("g", ways.g).replace("G", ways.gh)
        first, rest = said[:1], said[1:].replace("w", "")
        first = ways.v or "v" if first == "v" else "v" if first == "w" else first
        found[first + rest.replace("v", ways.v)] = None
    return list(found)
