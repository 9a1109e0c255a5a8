"""Two values beside each other, with the characters marked in which they differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a value that is alike on both sides, or that is not."""

    text: str
    differs: bool


def mark_differences(asked: str, listed: str) -> tuple[list[Piece], list[Piece]]:
    """Both values in the pieces that make them up; a letter and its marks stay together, case is alike."""
    ours, theirs = list(_letters(asked)), list(_letters(listed))
    matcher = SequenceMatcher(None, _folded(ours), _folded(theirs), autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        differs = kind != "equal"
        left += [Piece("".join(ours[start:end]), differs)] * (end > start)
        right += [Piece("".join(theirs[other_start:other_end]), differs)] * (other_end > other_start)
    return left, right


def _letters(text: str) -> Iterator[str]:
    letter = ""
    for character in text:
        if letter and not unicodedata.combining(character):
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter


def _folded(letters: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFC", letter).casefold() for letter in letters]
