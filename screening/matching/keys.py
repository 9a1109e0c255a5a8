"""The keys that words are compared by, beside their letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from screening.matching.echoes import echoes, vowels_of
from screening.matching.skeletons import skeletons
from screening.matching.sounds import bones_of, sounds


class KeyKind(StrEnum):
    """What a key keeps of a word."""

    SOUNDS = "sounds"
    BONES = "bones"
    SKELETONS = "skeletons"
    ECHOES = "echoes"
    VOWELS = "vowels"


WordKeys: TypeAlias = Mapping[KeyKind, Sequence[tuple[str, ...]]]
"""The keys of each of some words, by kind."""

KEYS: dict[KeyKind, Callable[[Sequence[str]], list[tuple[str, ...]]]] = {
    KeyKind.SOUNDS: sounds.of,
    KeyKind.BONES: lambda words: [(one,) for one in bones_of(words)],
    KeyKind.SKELETONS: skeletons.of,
    KeyKind.ECHOES: echoes.of,
    KeyKind.VOWELS: lambda words: [(one,) for one in vowels_of(words)],
}
"""What makes the keys of some tokens: one or several each."""
