"""Hangul in Latin: Korean names by syllables, foreign ones by words.

A syllable block is arithmetic (Unicode 3.12): initial, vowel and final of fixed tables. A Korean
name is romanised as the lists print it, McCune-Reischauer in the plain form of North Korean usage:
*Jong* is written with a j and *Kim* with a k, as OFAC and the UN do; no sound change between
syllables is applied, and the family name 이 (Lee, Yi) is read 리, its northern form. Other
romanisations are equal to it through their syllables (``text.syllables``). Any other name is a
foreign one: a word of it stays a word, and the vowel that splits its clusters is left out.
"""

from __future__ import annotations

import re

_LETTERS = (
    "k kk n t tt r m p pp s ss - j jj ch k t p h",
    "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
_INITIALS, _VOWELS, _FINALS = (letters.split(" ") for letters in _LETTERS)
_FIRST = 0xAC00
_LEE, _RI = "이", "리"
_LONGER = {"a": "ah", "o": "oh", "u": "wu", "i": "yi"}
_SPLITTING = 18  # the vowel eu
_BLOCKS = re.compile("[가-힣]+")
_FAMILY_NAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구라나민진지엄채원천방공현함변염여추도소석선설마"
    "길연위표명기반왕금옥육인맹제모탁국어은편용예봉경사부가복태목형피두감호갈좌범좌승간상시단빈견당화창뇌리림량려렴류로"
)
_LONG_FAMILY_NAMES = frozenset({"남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방"})
_MOST_WORDS, _MOST_GIVEN = 2, 3


def romanise_hangul(text: str) -> str:
    """``text`` with the syllables of a Korean name as Latin words of their own, or every word of a
    foreign name in Latin; the rest as it is."""
    words = _BLOCKS.findall(text)
    if is_korean_name(words):
        return _BLOCKS.sub(lambda match: _syllables(match[0]), text)
    return _BLOCKS.sub(lambda match: heard_hangul(match[0]), text)


def is_korean_name(words: list[str]) -> bool:
    """Whether Hangul words are a family name and a given one of one to three syllables."""
    name = "".join(words)
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    size = 2 if name[:2] in _LONG_FAMILY_NAMES and len(name) > 2 else 1
    is_spaced_so = len(words) == 1 or len(words[0]) == size
    is_family_name = size == 2 or name[0] in _FAMILY_NAMES
    return is_spaced_so and is_family_name and 0 < len(name) - size <= _MOST_GIVEN


def apart_from_initials(syllable: str) -> str:
    """A romanised syllable, a single letter with a second one: alone it would be an initial."""
    return _LONGER.get(syllable, syllable)


def heard_hangul(word: str) -> str:
    """A foreign word in Latin as its Hangul sounds; ``word`` is Hangul only."""
    sounded = (_latin(*_places(block), splits=False) for block in word)
    return "".join(sounded).replace("lr", "l")


def _syllables(word: str) -> str:
    northern = _RI + word[1:] if word[0] == _LEE else word
    return " ".join(["", *(_latin(*_places(block)) for block in northern), ""])


def _places(block: str) -> tuple[int, int, int]:
    """The places of a syllable's initial, vowel and final in their tables."""
    place, final = divmod(ord(block) - _FIRST, len(_FINALS))
    return *divmod(place, len(_VOWELS)), final


def _latin(initial: int, vowel: int, final: int, *, splits: bool = True) -> str:
    is_heard = splits or vowel != _SPLITTING or _INITIALS[initial] == "-"
    sounded = _VOWELS[vowel] if is_heard else ""
    latin = f"{_INITIALS[initial]}{sounded}{_FINALS[final]}".replace("-", "")
    return apart_from_initials(latin) if splits else latin
