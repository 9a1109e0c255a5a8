"""The keys that words are compared by, beside their letters."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from screening.matching.echoes import echoes, vowels
from screening.matching.skeletons import skeletons
from screening.matching.sounds import bones, sounds


class KeyKind(StrEnum):
    """What a key keeps of a word."""

    SOUNDS = "sounds"
    BONES = "bones"
    SKELETONS = "skeletons"
    ECHOES = "echoes"
    VOWELS = "vowels"


KEYS: dict[KeyKind, Callable[[str], tuple[str, ...]]] = {
    KeyKind.SOUNDS: sounds,
    KeyKind.BONES: lambda word: (bones(word),),
    KeyKind.SKELETONS: skeletons,
    KeyKind.ECHOES: echoes,
    KeyKind.VOWELS: lambda word: (vowels(word),),
}
"""What makes the keys of a token: one or several."""
