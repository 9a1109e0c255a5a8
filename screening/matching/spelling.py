"""How alike two tokens are.

Similarity is *defined* as zero outside three relations that an index can list: equal, within
``edit_bound`` edits (optimal string alignment), or within one edit of each other by sound.
Inside them it is graded by a weighted edit cost that knows which letters stand for each other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

FEWEST_SIMILAR = 0.6
"""Below this a pair of tokens counts as unlike: too much of the word differs."""

MOST_LONGER = 4
"""Words that differ more in length are not related, however alike they sound."""

_STANDS_FOR = {
    "aeiou": 0.35, "ae": 0.3, "ei": 0.25, "ou": 0.2, "iy": 0.15, "jy": 0.3, "ij": 0.3,
    "kq": 0.15, "ck": 0.2, "cq": 0.3, "gk": 0.4, "gq": 0.4, "vw": 0.2, "fv": 0.5, "bp": 0.5, "dt": 0.5,
    "sz": 0.4, "cs": 0.4, "gj": 0.4, "jz": 0.5, "lr": 0.5, "mn": 0.6,
    "0o": 0.2, "1l": 0.2, "1i": 0.2, "5s": 0.2, "8b": 0.3, "3e": 0.3, "4a": 0.3, "6g": 0.3, "7t": 0.3,
}  # fmt: skip
_SUBSTITUTION = {
    (a, b): cost for letters, cost in _STANDS_FOR.items() for a in letters for b in letters if a != b
}
_GAP = {**dict.fromkeys("aeiouy", 0.5), "h": 0.35, "j": 0.6, "w": 0.7}
_COST_OF_LETTER = 1.25
_DOUBLED = 0.2
_SWAP = 0.8
_FIRST_LETTER = 1.3
_BY_SOUND = 0.25
"""What it costs that two words agree in sound only; the first letter counts as much again."""

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"dzh|dj|zh|dsch", "j"), (r"tsch|tch|ch|cz", "C"), (r"sch|sh|sz", "s"), (r"kh", "h"), (r"gh", "g"),
        (r"ph", "f"), (r"th", "t"), (r"dh", "d"), (r"tz|ts|dz", "z"), (r"ck|q|c(?![ei])", "k"), (r"x", "ks"),
        (r"w", "v"), (r"ou|oo|o", "u"), (r"[iy]+e?y?|ee|e", "i"), (r"j(?=[aeiou])", "j"), (r"ff\b", "v"),
        (r"(?<=[aiu])h(?![aiu])", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


@lru_cache(maxsize=200_000)
def sound(token: str) -> str:
    """The token in letters that merge what transliterations confuse; vowels are kept."""
    for pattern, replacement in _SOUNDS:
        token = pattern.sub(replacement, token)
    return token


def edit_bound(length: int) -> int:
    """How many edits two tokens may differ by, for the longer one's length."""
    return 0 if length < 3 else 1 if length < 6 else 2


def is_related(a: str, b: str) -> bool:
    """Whether the two tokens can be similar at all."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > MOST_LONGER:
        return False
    bound = edit_bound(max(len(a), len(b)))
    if OSA.distance(a, b, score_cutoff=bound) <= bound:
        return True
    sound_a, sound_b = sound(a), sound(b)
    allowed = sound_bound(max(len(sound_a), len(sound_b)))
    return OSA.distance(sound_a, sound_b, score_cutoff=allowed) <= allowed


def sound_bound(length: int) -> int:
    """How many edits two sounds may differ by, for the longer one's length."""
    return 1 if length > 3 else 0


@lru_cache(maxsize=500_000)
def similarity(a: str, b: str) -> float:
    """In [0, 1]: 1.0 for the same token, 0.0 for tokens that are not related."""
    if a == b:
        return 1.0
    if a > b:
        return similarity(b, a)
    if not is_related(a, b):
        return 0.0
    alike = max(_alike(a, b, 0.0), _alike(sound(a), sound(b), _BY_SOUND))
    return alike if alike >= FEWEST_SIMILAR else 0.0


def _alike(a: str, b: str, besides: float) -> float:
    return 1.0 - _COST_OF_LETTER * (_edit_cost(a, b) + besides) / max(len(a), len(b), 1)


def _edit_cost(a: str, b: str) -> float:
    gaps_a, gaps_b = _gaps(a), _gaps(b)
    previous = [0.0]
    for gap in gaps_b:
        previous.append(previous[-1] + gap)
    before_previous = previous
    for i, x in enumerate(a):
        left = previous[0] + gaps_a[i]
        current = [left]
        for j, y in enumerate(b):
            best = previous[j]
            if x != y:
                best += _SUBSTITUTION.get((x, y), 1.0) * (1.0 if i or j else _FIRST_LETTER)
                if i and j and x == b[j - 1] and y == a[i - 1]:
                    best = min(best, before_previous[j - 1] + _SWAP)
            left = min(best, previous[j + 1] + gaps_a[i], left + gaps_b[j])
            current.append(left)
        before_previous, previous = previous, current
    return previous[-1]


@lru_cache(maxsize=200_000)
def _gaps(token: str) -> tuple[float, ...]:
    if not token:
        return ()
    first = _GAP.get(token[0], 1.0) * _FIRST_LETTER
    rest = (_DOUBLED if letter == before else _GAP.get(letter, 1.0) for before, letter in pairwise(token))
    return first, *rest
