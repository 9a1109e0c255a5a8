"""Thai as it is written, letter by letter, in Latin.

A vowel sign that stands before its consonant is read after it (เแโไใ), a letter under the sign of
silence is left out. Vowels that Thai does not write are not guessed, and final consonants keep
the letter they are written with, as family names in Latin mostly do.
"""

from __future__ import annotations

import re

from screening.text.letters import letters

_LETTERS = letters("thai")
_WORD = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_BEFORE = re.compile("([เแโใไ])([ก-ฮ])([รลวห](?=[ก-ฮ]?[ัาิีึืุูะ็่้]))?")
_VOWEL_O = re.compile("(?<=[ก-ฮ])อ(?![ัาิีึืุูะ็])")
_DOUBLE_R = re.compile("รร(?=[ก-ฮ])")


def romanise_thai(text: str) -> str:
    """``text`` with every run of Thai as one Latin word; the rest as it is."""
    return _WORD.sub(lambda match: f" {_latin(match[0])} ", text)


def _latin(word: str) -> str:
    spoken = _DOUBLE_R.sub("ั", _SILENT.sub("", word)).replace("รร", "ัน")
    ordered = _BEFORE.sub(lambda match: f"{match[2]}{match[3] or ''}{match[1]}", spoken)
    return "".join(_LETTERS.get(sign, "") for sign in _VOWEL_O.sub("โ", ordered))
