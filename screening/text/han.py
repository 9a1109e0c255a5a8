"""Han characters in Latin: as Mandarin reads them, as Korean and as Japanese do.

A Chinese or Korean name is one to two characters of a family and one or two of a given name; each
becomes a word. Four characters that do not begin with a Chinese family name of two are mostly a
Japanese name, two and two, and are kept together so, lest each syllable find a Chinese namesake.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from anyascii import anyascii

from screening.text.hangul import is_korean_name, romanise_hangul
from screening.text.kana import romanise_kana
from screening.text.letters import letters

_RUN = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_FAMILY_NAMES = letters("chinese family name")
_LONGEST_FAMILY_NAME = 2
_JAPANESE = 4
_MOST_GIVEN = 2
_MOST_WORDS = 2
_LONG_O, _LONG_U = re.compile("ou(?!e)|oo"), re.compile("(?<=[hjy])uu")
_KOREAN_FAMILY_NAMES = {"金": "김"}


def romanise_han(text: str) -> str:
    """``text`` with the Han characters of a name in Pinyin, one word each; the rest as it is."""
    return _RUN.sub(lambda match: f" {_mandarin(match[0])} ", text)


def korean_reading(text: str) -> str | None:
    """``text``, a name in Han characters alone, as Korean reads it; None if that is no name. Four
    characters are one only with a double family name; most such names are Japanese."""
    run = _RUN.fullmatch(text.strip())
    if not run or len(run[0]) > _family_name_size(run[0]) + _MOST_GIVEN:
        return None
    hangul = [_hangul().get(character, "") for character in run[0]]
    hangul[0] = _KOREAN_FAMILY_NAMES.get(run[0][0], hangul[0])
    if not all(hangul) or not is_korean_name(["".join(hangul)]):
        return None
    return " ".join(romanise_hangul("".join(hangul)).split())


def japanese_readings(text: str) -> list[str]:
    """``text``, a name in Han characters alone, as Japan reads it, in Hepburn with short vowels: the
    family name first, the most usual reading first; none if it is no Japanese name."""
    words = text.split()
    if not words or len(words) > _MOST_WORDS or not all(map(_RUN.fullmatch, words)):
        return []
    name = "".join(words)
    cuts = [len(words[0])] if len(words) > 1 else range(len(name), 0, -1)
    families, given_names = _japanese("family"), _japanese("given")
    for cut in cuts:
        family, given = families.get(name[:cut], []), given_names.get(name[cut:], [""] * (cut == len(name)))
        if family and given:
            return [f"{one} {other}".strip() for one in family for other in given]
    return given_names.get(name, [])


def is_chinese_name(run: str) -> bool:
    """Whether Han characters are a usual Chinese family name and one or two of a given name."""
    size = _family_name_size(run)
    return bool(size) and 0 < len(run) - size <= _MOST_GIVEN


def _family_name_size(run: str) -> int:
    return next((size for size in range(_LONGEST_FAMILY_NAME, 0, -1) if run[:size] in _FAMILY_NAMES), 0)


def _mandarin(run: str) -> str:
    if is_chinese_name(run):
        size = _family_name_size(run)
        return " ".join([_FAMILY_NAMES[run[:size]], *map(_pinyin, run[size:])])
    if len(run) == _JAPANESE:
        return f"{_pinyin(run[:2])} {_pinyin(run[2:])}"
    return " ".join(map(_pinyin, run))


def _pinyin(characters: str) -> str:
    return anyascii(characters).lower()


@cache
def _hangul() -> dict[str, str]:
    text = files("screening.text").joinpath("data/han_korean.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {character: row["hangul"] for row in rows for character in row["characters"]}


@cache
def _japanese(kind: str) -> dict[str, list[str]]:
    text = files("screening.text").joinpath("data/japanese_names.csv").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["kind"] == kind:
            latin = _LONG_U.sub("u", _LONG_O.sub("o", romanise_kana(row["reading"]).strip()))
            for name in row["names"].split():
                found.setdefault(name, []).append(latin)
    return found
