"""Arabic, Persian, Urdu and Hebrew words: scripts that write consonants and leave vowels out.

Such a word becomes capital letters, one for each letter that is written, so that it is never
taken for a spelling with its vowels: it is compared with other words by consonants alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءپچژگکیہھےڤٱ"
_ARABIC_CAPITALS = (
    "A B T TH J H KH D DH R Z S SH S D T Z - GH F Q K L M N H W Y A H - P CH ZH G K Y H H Y V A"
)
_HEBREW_LETTERS = "אבגדהוזחטיכךלמםנןסעפףצץקרשת"
_HEBREW_CAPITALS = "A B G D H W Z H T Y K K L M M N N S - P P TZ TZ Q R SH T"
_LETTERS = {
    letter: capital.strip("-")
    for letters, capitals in ((_ARABIC_LETTERS, _ARABIC_CAPITALS), (_HEBREW_LETTERS, _HEBREW_CAPITALS))
    for letter, capital in zip(letters, capitals.split(), strict=True)
}
_WORD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufeff]+")
_ARTICLE = re.compile(r"^(عبد)?ال(?=\w{3})")


def fold_abjad(text: str, fold_other: Callable[[str], str]) -> str:
    """``text`` with every Arabic or Hebrew word in capital consonants, and what stands between
    them folded by ``fold_other``. The article *al* becomes a word of its own, as it does in most
    romanisations."""
    parts, at = [], 0
    for match in _WORD.finditer(text):
        parts += [fold_other(text[at : match.start()]), _capitals(match[0])]
        at = match.end()
    return " ".join([*parts, fold_other(text[at:])])


def _capitals(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    bare = _ARTICLE.sub(lambda match: f"{match[1] or ''} al ", bare)
    return "".join(letter if letter.isascii() else _LETTERS.get(letter, "") for letter in bare)
