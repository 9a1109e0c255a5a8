"""Foreign names as another language's script hears them: 클린턴, クリントン, 克林顿 are Clinton.

Such a word becomes one Latin word with a capital first letter. It tells what the script tells,
no more: it is compared with other words by what sounds alike in these languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from anyascii import anyascii

from screening.text.greek import GREEK, foreign_in_greek
from screening.text.hangul import heard_hangul
from screening.text.indic import romanise_indic
from screening.text.kana import romanise_kana
from screening.text.thai import romanise_thai

_LONGEST_HAN = 8
_PINYIN = (("x", "s"), ("q", "ch"), ("er", "r"), ("ng", "n"))
_SPLIT_SYLLABLE = re.compile("(?:[dtkglz]e|(?:s|sh|z|c)i|[fbpml]u)$")
_SPLITTING_VOWEL = re.compile("(?<=[^aeiouy])u(?![aeiou])|(?<=[td])o(?![aeioun])")
_MARKS = re.compile(r"[\u200b-\u200f]")
_WORD = re.compile(
    "(?P<hangul>[가-힣]+)|(?P<kana>[\u30a1-\u30fa\u30fc-\u30fe]+)|(?P<thai>[\u0e01-\u0e3a\u0e40-\u0e4e]+)"
    f"|(?P<greek>[{GREEK}]+)"
    "|(?P<indic>[\u0900-\u0963\u0971-\u0df3]+)|(?P<han>[\u3400-\u9fff]+)"
)


def heard(text: str, fold_other: Callable[[str], str]) -> str:
    """``text`` with every word in Greek, Hangul, katakana, Thai, Han or a script of India as one heard
    word, and what stands between them folded by ``fold_other``, as are phrases in Han."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    words, at = [], 0
    for match in _WORD.finditer(text):
        if match.lastgroup == "han" and len(match[0]) > _LONGEST_HAN:
            continue
        latin = _ROMANISE[match.lastgroup or ""](match[0])
        words += [fold_other(text[at : match.start()]), "".join(filter(str.isalnum, latin)).capitalize()]
        at = match.end()
    return " ".join(filter(None, [*words, fold_other(text[at:])]))


def _heard_han(word: str) -> str:
    """Pinyin without the vowels that Mandarin needs between consonants and at the end."""
    first, *rest = (anyascii(sign).lower() for sign in word)
    latin = "".join([first, *(one[:-1] if _SPLIT_SYLLABLE.match(one) else one for one in rest)])
    for pinyin, sound in _PINYIN:
        latin = latin.replace(pinyin, sound)
    return latin


def _heard_kana(word: str) -> str:
    """Without the vowels that kana needs between consonants and at the end: *Tranp*."""
    return _SPLITTING_VOWEL.sub("", romanise_kana(word).strip())


_ROMANISE = {
    "hangul": heard_hangul,
    "kana": _heard_kana,
    "thai": romanise_thai,
    "greek": foreign_in_greek,
    "indic": romanise_indic,
    "han": _heard_han,
}
