"""Which script a name is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter

_ISO_15924 = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "CJK": "Hani",
    "HANGUL": "Kore",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "ETHIOPIC": "Ethi",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "MYANMAR": "Mymr",
    "THAI": "Thai",
    "TAMIL": "Taml",
    "SINHALA": "Sinh",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "THAANA": "Thaa",
    "TIBETAN": "Tibt",
}


def script_of(text: str) -> str | None:
    """The ISO 15924 code of the script that most letters of ``text`` belong to; None without any."""
    counted = Counter(_script(letter) for letter in text if letter.isalpha())
    counted.pop(None, None)
    return counted.most_common(1)[0][0] if counted else None


def _script(letter: str) -> str | None:
    if letter.isascii():
        return "Latn"
    return _ISO_15924.get(unicodedata.name(letter, "").partition(" ")[0])
