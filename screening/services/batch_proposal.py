"""Which encoding a text may be in that is not UTF-8: a proposal, for a person to look at."""

from __future__ import annotations

import re
from typing import NamedTuple

from charset_normalizer import from_bytes

_WESTERN = "cp1252"
_LANGUAGES = tuple(
    frozenset(letters)
    for letters in (
        "àâçèéêëîïôœùûüÿ",  # French
        "äöüßéè",  # German
        "áéíóúüñç",  # Spanish, Catalan
        "áàâãçéêíóôõú",  # Portuguese
        "àèéìíòóù",  # Italian
        "äåæéöøü",  # Danish, Norwegian, Swedish, Finnish
        "éèëïöüáí",  # Dutch
    )
)
"""Letters beyond ASCII that one Western European language writes: a word of another script or of
Central Europe that is read as Western mixes them."""

_MOST_OTHERS = 0.1
"""Share of words that need not be of these languages: names come from everywhere."""

_WORD = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
_MIXED_CASE = re.compile(r"[a-zß-ÿ][À-Þ]")
_CELL = re.compile(r"[^,;\t|\r\n\"]*[^\x00-\x7f,;\t|\r\n\"][^,;\t|\r\n\"]*")
_PUNCTUATION = "‘’‚“”„«»‹›–—…•·°´§€£©®™ªº\u00a0\u00ad"
_LONGEST_EXAMPLE = 60


class Proposal(NamedTuple):
    """An encoding, and how the first cell beyond ASCII reads in it."""

    encoding: str
    example: str


def proposal_for(content: bytes) -> Proposal | None:
    """What a stretch of a file may be encoded in; None where nothing speaks for any.

    Windows' Western encoding where its words read as such; whoever only counts letters takes it for one of
    its neighbours, in which most of its bytes are the same letters.
    """
    if content.isascii():
        return None
    encoding = _WESTERN if _is_western(content) else _likely(content)
    if encoding is None:
        return None
    cell = _CELL.search(content.decode(encoding, "replace"))
    shown = "".join(filter(str.isprintable, cell[0].strip())) if cell else ""
    return Proposal(encoding, shown[:_LONGEST_EXAMPLE])


def _is_western(content: bytes) -> bool:
    try:
        text = content.decode(_WESTERN)
    except UnicodeDecodeError:
        return False
    words = (word.strip(_PUNCTUATION) for word in _WORD.findall(text))
    told = [word for word in words if not word.isascii()]
    return sum(not _reads_western(word) for word in told) <= _MOST_OTHERS * len(told)


def _reads_western(word: str) -> bool:
    letters = {one for one in word.lower() if not one.isascii() and one not in "’·"}
    return not _MIXED_CASE.search(word) and any(letters <= language for language in _LANGUAGES)


def _likely(content: bytes) -> str | None:
    best = from_bytes(content).best()
    return best.encoding if best and best.encoding not in ("utf_8", "ascii") else None
