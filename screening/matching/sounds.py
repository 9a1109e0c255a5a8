"""What a word sounds like: letters that merge what transliterations confuse.

*Sound* keeps the vowels (Yusuf, Yousef), *bones* keep the consonants alone, those that languages
exchange written as one. A word with a *j* has two sounds: John's and the Slavic one (Bojarinev,
Boyarinev). A word in capitals comes from a script without vowels and has bones only.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from screening.matching.rules import Keyed, Rules

_SOUNDS = Rules((
    ("dzh|dsch|dj|zh", "j"), (r"tsch|tch|ch|cz|tj|cs|(?<=[iy])c\b", "C"), ("sch|sh|sz|sj", "s"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("tz|ts|dz", "z"), ("ck|q|c(?![ei])", "k"),
    ("x", "ks"), ("w", "v"), ("ou|oo|o", "u"), (r"ine\b", "in"), ("[iy]+e?y?|ee|e", "i"), (r"ff\b", "v"),
    ("(?<=[aiu])h(?![aiu])", ""), (r"(.)\1+", r"\1"),
))  # fmt: skip
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


def _sounds(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """One or two readings of each token; one in capitals has itself alone."""
    words = [token.lower() for token in tokens]
    first = _SOUNDS.apply(words)
    with_j = [word for word in words if "j" in word]
    slavic = dict(zip(with_j, _SOUNDS.apply([word.replace("j", "y") for word in with_j]), strict=True))
    return [
        (word,) if token.isupper() else (sound, slavic[word]) if word in slavic else (sound,)
        for token, word, sound in zip(tokens, words, first, strict=True)
    ]


sounds = Keyed(_sounds)
"""One or two readings of a token."""


def bones(token: str) -> str:
    """The consonants of a token, those that languages exchange written as one, without *h*."""
    return sounds(token)[0].translate(_BONES)


def bones_of(tokens: Sequence[str]) -> list[str]:
    """The consonants of each token, as ``bones``."""
    return [one[0].translate(_BONES) for one in sounds.of(tokens)]
