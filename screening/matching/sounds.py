"""What a word sounds like: letters that merge what transliterations confuse.

*Sound* keeps the vowels (Yusuf, Yousef), *bones* keep the consonants alone, those that languages
exchange written as one. A word with a *j* has two sounds: John's and the Slavic one (Bojarinev,
Boyarinev). A word in capitals comes from a script without vowels and has bones only.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

_RULES = (
    ("dzh|dsch|dj|zh", "j"), (r"tsch|tch|ch|cz|tj|cs|(?<=[iy])c\b", "C"), ("sch|sh|sz|sj", "s"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("tz|ts|dz", "z"), ("ck|q|c(?![ei])", "k"),
    ("x", "ks"), ("w", "v"), ("ou|oo|o", "u"), (r"ine\b", "in"), ("[iy]+e?y?|ee|e", "i"), (r"ff\b", "v"),
    ("(?<=[aiu])h(?![aiu])", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in _RULES)
_BONES = str.maketrans("cCjqgpdzfwlm01345678", "ssskkbtsvvrnorasgbtb", "aeiouyh")


class Writing(IntEnum):
    """How the letters of a token are meant: what it may be compared by."""

    PLAIN = 0
    """Lower case: its own letters, or a transcription of all of them."""
    CONSONANTS = 1
    """Capitals: from a script that leaves the vowels out (``text.abjad``)."""
    HEARD = 2
    """A capital first: a name as another language's script hears it (``matching.echoes``)."""


def writing_of(token: str) -> Writing:
    """How a token is written."""
    if not "A" <= token[:1] <= "Z":
        return Writing.PLAIN
    return Writing.CONSONANTS if token.isupper() else Writing.HEARD


@lru_cache(maxsize=16_384)
def sounds(token: str) -> tuple[str, ...]:
    """One or two readings of a token; one in capitals has itself alone."""
    if token.isupper():
        return (token.lower(),)
    token = token.lower()
    first = _sound(token, _SOUNDS)
    return (first, _sound(token.replace("j", "y"), _SOUNDS)) if "j" in token else (first,)


@lru_cache(maxsize=16_384)
def bones(token: str) -> str:
    """The consonants of a token, those that languages exchange written as one, without *h*."""
    return bones_of(sounds(token)[0])


def bones_of(sound: str) -> str:
    """The consonants of a sound."""
    return sound.translate(_BONES)


def _sound(token: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        token = pattern.sub(replacement, token)
    return token
