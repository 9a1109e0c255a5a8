"""Khmer in Latin, as Cambodian names are spelled abroad (*Pol Pot*, *Hun Sen*).

A consonant belongs to one of two rows, which decides how the vowel behind it sounds; two marks move it
to the other row. One without a vowel sign carries *a* or *o*, unless it closes the syllable before it.
"""

from __future__ import annotations

import re

from screening.text.letters import letters

_FIRST, _SECOND = letters("khmer consonant a"), letters("khmer consonant o")
_AFTER_FIRST, _AFTER_SECOND = letters("khmer vowel a"), letters("khmer vowel o")
_INDEPENDENT = letters("khmer vowel")
_TO_FIRST, _TO_SECOND = "\u17c9", "\u17ca"
_WORD = re.compile("[\u1780-\u17d3]+")
_SILENT = re.compile("[\u1780-\u17a2](?:\u17d2[\u1780-\u17a2])*\u17cd|[\u17cb\u17cc\u17ce-\u17d1\u17d3]")
_SYLLABLE = re.compile(
    "(?P<first>[\u1780-\u17a2])(?P<row>[\u17c9\u17ca]?)(?P<below>(?:\u17d2[\u1780-\u17a2])*)"
    "(?P<late>[\u17c9\u17ca]?)(?P<vowel>[\u17b6-\u17c8]*)"
    "((?<![\u17c6\u17c7])(?P<last>[\u1780-\u17a1])"
    "((?:\u17d2[\u1780-\u17a2])+\\Z|(?![\u17b6-\u17ca\u17d2]|[\u1780-\u17a2](?:\u17d2[\u1780-\u17a2])*\\Z)))?"
    "|[\u17a3-\u17b5]"
)
_LIPS = {"b": "p"}
"""*B* is *p* where a mark moves it, and at the end of a syllable."""


def romanise_khmer(text: str) -> str:
    """``text`` with every Khmer word in Latin; the rest as it is."""
    return _WORD.sub(lambda match: f" {_latin(_SILENT.sub('', match[0]))} ", text)


def _latin(word: str) -> str:
    return "".join(map(_syllable, _SYLLABLE.finditer(word))).replace("hv", "f")


def _syllable(match: re.Match[str]) -> str:
    if not match["first"]:
        return _INDEPENDENT.get(match[0], "")
    row = match["row"] or match["late"]
    begins = [match["first"], *match["below"].replace("\u17d2", "")]
    sounds = [_FIRST.get(sign) or _SECOND.get(sign) or "" for sign in begins]
    if row == _TO_FIRST:
        sounds[0] = _LIPS.get(sounds[0], sounds[0])
    second = row == _TO_SECOND or (row != _TO_FIRST and begins[-1] in _SECOND)
    vowel = (_AFTER_SECOND if second else _AFTER_FIRST).get(match["vowel"], "")
    last = _FIRST.get(match["last"]) or _SECOND.get(match["last"]) or ""
    return "".join(sounds) + vowel + _LIPS.get(last, last)
