"""Korean names in Cyrillic: Kontsevich's transcription, and the older custom that newspapers keep.

*Ким Чен Ын* is Kim Jong Un. A consonant is written as it sounds (*к* or *г*), two vowels as one (*о*), and an
*н* at the end is an *n* or an *ng*: which is meant is not told, so a name is read each way. What comes out is
spelled as North Korea spells it, like a name in Hangul.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

from screening.text.cyrillic import as_russian
from screening.text.hangul import apart_from_initials
from screening.text.syllables import is_korean_family, korean_syllables

MOST_WAYS = 5
"""Three syllables that end in *н* could be read in eight ways: the likeliest, an *n*, comes first."""

_INITIALS = {
    "кк": "kk", "тт": "tt", "пп": "pp", "сс": "ss", "чч": "jj", "кх": "k", "тх": "t", "пх": "p", "чх": "ch",
    "чж": "j", "дж": "j", "к": "k", "г": "k", "т": "t", "д": "t", "п": "p", "б": "p", "ч": "j", "с": "s",
    "ш": "s", "х": "h", "м": "m", "н": "n", "р": "r", "л": "r", "": "",
}  # fmt: skip
_VOWELS = {
    "йя": "yae", "йе": "ye", "ый": "ui", "ве": "oe", "вэ": "wae", "ви": "wi", "ва": "wa", "во": "wo",
    "а": "a", "я": "ya", "о": "o", "ё": "yo", "у": "u", "ю": "yu", "ы": "u", "и": "i", "э": "ae", "е": "e",
}  # fmt: skip
_BEHIND = {"ч": "o", "чж": "o", "дж": "o", "с": "o e", "": "ye e"}
"""What *е* may be behind these: the older custom writes *Чен* for Jong, *Сен* for Song."""

_FINALS = {"к": "k", "н": "n ng", "ль": "l", "р": "l", "м": "m", "п": "p", "т": "t", "": ""}


def _one_of(letters: Iterable[str]) -> str:
    return f"({'|'.join(sorted(letters, key=len, reverse=True))})"


_SYLLABLE = re.compile(_one_of(_INITIALS) + _one_of(_VOWELS) + _one_of(_FINALS))
_WORD = re.compile("[\u0400-\u04ff]+")
_MOST_WORDS = 3


def korean_in_cyrillic(text: str) -> list[str]:
    """``text``, in small letters, as the name of a Korean that it may be, family name first: each way to read
    it, ``MOST_WAYS`` at most; nothing if it is no such name."""
    words = _WORD.findall(as_russian(text))
    if not 1 < len(words) <= _MOST_WORDS or _WORD.sub("", text).strip(" -"):
        return []
    families = [one for one in _ways(words[0]) if is_korean_family(one)]
    return [" ".join(one) for one in islice(product(families, *map(_ways, words[1:])), MOST_WAYS)]


@lru_cache(maxsize=1_024)
def _ways(word: str) -> tuple[str, ...]:
    """How a word of one or two Korean syllables may be spelled; nothing for any other."""
    places = range(len(word) - 1, 0, -1)
    halves = ((_ways_of_syllable(word[:at]), _ways_of_syllable(word[at:])) for at in places)
    return tuple(_ways_of_syllable(word)) or tuple(" ".join(both) for two in halves for both in product(*two))


def _ways_of_syllable(text: str) -> list[str]:
    match = _SYLLABLE.fullmatch(text)
    if not match:
        return []
    initial, vowel, final = match.groups()
    sounds = _BEHIND.get(initial, "e") if vowel == "е" else _VOWELS[vowel]
    spelled = [
        apart_from_initials(_INITIALS[initial] + sound + end)
        for sound in sounds.split(" ")
        for end in _FINALS[final].split(" ")
    ]
    return [one for one in spelled if korean_syllables(one)]
