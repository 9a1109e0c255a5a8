"""Folding: any script and disguise to plain comparable text.

The order of the steps is a contract. Both sides of every comparison go through the same
function, and ``NORMALISER_VERSION`` is raised whenever any name may fold differently:

1. compatibility forms are resolved (NFKC): full-width, mathematical and circled letters;
2. invisible characters go (category Cf: zero-width, direction marks, soft hyphens);
3. a word that mixes Latin with look-alike Cyrillic or Greek letters becomes Latin;
4. apostrophes and their many cousins go, so that O'Brien is one word;
5. Arabic and Hebrew words become capital consonants (``text.abjad``), so that a spelling without
   vowels is never taken for one with them;
6. Greek, Han, Hangul, kana, Thai, Khmer and the scripts of India are romanised by tables of ours, every other
   script by anyascii (pinned: its tables are part of the version), all in lower case; a syllable of a
   Chinese or Korean name becomes a word of its own;
7. digits and letters stay, a percent sign behind a digit is the word *percent*, everything else becomes a
   blank; blanks are squeezed;
8. an ampersand between words of several letters is the word *and*;
9. a digit or one of ``@$!`` within a word of two letters or more becomes the letter it looks like
   (``A8ZAR``, ``K@rim``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from screening.text.abjad import fold_abjad, with_geresh
from screening.text.greek import romanise_greek
from screening.text.han import romanise_han
from screening.text.hangul import romanise_hangul
from screening.text.indic import romanise_indic
from screening.text.kana import romanise_kana
from screening.text.khmer import romanise_khmer
from screening.text.thai import romanise_thai

NORMALISER_VERSION = "9"

_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛′‵＇ʿʾ"))
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХЗаеіјорсухѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορτυχ",
    "ABESIJKMHOPCTYX3aeijopcyxsdqwhABEZHIKMNOPTYXaivoptux",
)
_LOOK_LIKE = str.maketrans("013456789", "oieasgtbg")
_FEWEST_LETTERS = 2
_MIXED = re.compile(r"(?=\d*[a-z])(?=[a-z]*\d)[a-z0-9]+")
_VISIBLE = {"Cf": "", "Cs": " "}
"""Format characters go; half a character, which stands for a byte nobody could read, parts words."""

_WORD = re.compile(r"\w+")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]+")
_LEET = str.maketrans("@$!", "asi")
_DISGUISED = re.compile(r"(?<!\S)[@$!](?=[^\W\d_]\w)|(?<=[^\W_])[@$!]+(?=\w)|(?<=[^\W\d_][^\W_])@(?!\S)")
_SIGNS, _DIGITS = frozenset("@$!"), frozenset("0123456789")
"""What a text must have for a rule to be tried on it: most have none, and trying takes time."""

_PERCENT = re.compile(r"(?<=\d) ?%")
_AMPERSAND = re.compile(r"(?<=[a-z]{2} )&(?= [a-z]{2})", re.IGNORECASE)
_MARKS = re.compile(r"(?<=\w):(?=\w)|[\"`']")


@lru_cache(maxsize=1_024)
def fold(text: str) -> str:
    """``text`` in ASCII words separated by single blanks, capitals for scripts without vowels;
    empty if nothing is left."""
    text = unicodedata.normalize("NFKC", text)
    if not _SIGNS.isdisjoint(text):
        text = _DISGUISED.sub(lambda match: match[0].translate(_LEET), text)
    if text.isascii():
        plain = text.translate(_APOSTROPHES).lower()
    else:
        visible = "".join(_VISIBLE.get(unicodedata.category(c), c) for c in text)
        latin = _WORD.sub(_undisguise, with_geresh(visible)).translate(_APOSTROPHES)
        plain = fold_abjad(latin, _to_ascii)
    spelled = _PERCENT.sub(" percent", plain) if "%" in plain else plain
    spelled = _AMPERSAND.sub("and", spelled) if "&" in spelled else spelled
    words = _NOT_ALPHANUMERIC.sub(" ", spelled).strip()
    return words if _DIGITS.isdisjoint(words) else _MIXED.sub(_without_digits, words)


def _without_digits(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOK_LIKE) if sum(map(str.isalpha, word)) >= _FEWEST_LETTERS else word


def _to_ascii(text: str) -> str:
    for romanise in (
        romanise_greek,
        romanise_hangul,
        romanise_kana,
        romanise_thai,
        romanise_khmer,
        romanise_indic,
        romanise_han,
    ):
        text = romanise(text)
    # anyascii marks what is not a letter in the original (ayin, hard sign) as punctuation
    return _MARKS.sub("", anyascii(text)).lower()


def _undisguise(match: re.Match[str]) -> str:
    word = match[0]
    plain = word.translate(_LOOK_ALIKE)
    return plain if plain.isascii() and any("a" <= c <= "z" for c in word.lower()) else word
