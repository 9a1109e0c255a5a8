"""The bounds and costs by which two tokens are compared.

The bounds say which tokens are related at all; the index lists what is within them, so a change here
changes what is found. All of it is part of the engine's version.
"""

from __future__ import annotations

FEWEST_SIMILAR = 0.3
"""Below this a pair of tokens counts as unlike: too much of the word differs."""

MOST_LONGER = 4
"""Words that differ more in length are not related, however alike they sound."""

LONGEST_EDITED = 32
"""Longer words are related to themselves alone: no name has them, and they cost time."""

COST_OF_LETTER, COST_OF_SOUND, COST_OF_CONSONANT = 0.7, 0.69, 0.6

SAME_SKELETON = (0.0, 0.6, 0.85, 0.93, 0.96)
"""How alike two words are whose consonants agree, by their number, when one has no vowels."""

COST_OF_BONE, COST_OF_WRITTEN_VOWEL = 1.4, 0.15

SAME_ECHO = (0.0, 0.6, 0.8, 0.9, 0.95, 0.97)
"""How alike a word is to a heard one whose echo agrees, by its consonants."""

FEWEST_HEARD = 0.5
"""Below this a word and a heard one count as unlike: a thousand other words are as near."""

COST_OF_ECHO, COST_OF_VOWEL = 0.9, 0.4

FEWEST_JOINED = 0.74
SHORTEST_JOINED, LONGEST_JOINED = 5, 24
"""Neighbouring tokens written as one must come this close to a single word."""

MOST_LONGER_JOINED = 1
"""How many letters neighbours written as one may be longer or shorter than a single word."""

SHORTEST_ACRONYM, LONGEST_ACRONYM = 4, 8
SIMILARITY_OF_SHORT_ACRONYM, SIMILARITY_OF_ACRONYM = 0.75, 0.95
"""A word that is the initials of a whole name; of four letters it may well be so by chance."""


def edit_bound(length: int) -> int:
    """How many letters two tokens may differ by, for the longer one's length."""
    if length > LONGEST_EDITED:
        return 0
    return 0 if length < 3 else 1 if length < 6 else 2


def sound_bound(length: int) -> int:
    """How many sounds two tokens may differ by, for the longer sound's length."""
    return 1 if 3 < length <= LONGEST_EDITED else 0


def bones_bound(length: int) -> int:
    """How many consonants a word may differ by from one in a script without vowels."""
    return 1 if 3 < length <= LONGEST_EDITED else 0


def echo_bound(length: int) -> int:
    """How many consonants a word may differ by from a heard one."""
    return 1 if 2 < length <= LONGEST_EDITED else 0


def joined_bound(length: int) -> int:
    """How many letters neighbours written as one may differ from a single word by."""
    return MOST_LONGER_JOINED if SHORTEST_JOINED <= length <= LONGEST_JOINED else 0
