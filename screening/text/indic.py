"""Indian scripts in Latin: Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada,
Malayalam and Sinhala.

A consonant carries an *a* unless a vowel sign or the virama follows; at the end of a word the
northern languages leave it out after a single consonant (*Ram*, but *Narendra*).
"""

from __future__ import annotations

import re
import unicodedata

from screening.text.letters import letters

_CONSONANTS, _VOWELS = letters("indian consonant"), letters("indian vowel")
_SIGNS, _NASALS = letters("indian sign"), letters("indian nasal")
_WORD = re.compile(r"[\u0900-\u0963\u0971-\u09e3\u09f0-\u0a65\u0a70-\u0de5\u0df2-\u0df3]+")
_NUKTAS = "\u093c\u09bc\u0a3c\u0abc\u0b3c"
_WITH_NUKTA = {"j": "z", "ph": "f", "d": "r", "dh": "r", "s": "sh"}
_FIRST_SOUTHERN = "\u0b00"
_INHERENT = "a"


def romanise_indic(text: str) -> str:
    """``text`` with every Indian word in Latin; the rest as it is."""
    return _WORD.sub(lambda match: f" {_latin(unicodedata.normalize('NFC', match[0]))} ", text)


def _latin(word: str) -> str:
    parts: list[str] = []
    carries = False
    for sign in word:
        if sign in _NUKTAS:
            parts[-1:] = [_WITH_NUKTA.get(part, part) for part in parts[-1:]]
            continue
        if carries and sign not in _SIGNS:
            parts.append(_INHERENT)
        carries = sign in _CONSONANTS
        parts.append(
            _CONSONANTS.get(sign) or _VOWELS.get(sign) or _SIGNS.get(sign) or "n" * (sign in _NASALS)
        )
    if carries and (word[-1] >= _FIRST_SOUTHERN or (len(parts) > 1 and not parts[-2])):
        parts.append(_INHERENT)
    return re.sub("n(?=h$)", "ng", re.sub("n(?=[pbm])", "m", "".join(parts)))
