"""Cyrillic as Russian writes it: Ukrainian and Belarusian use the same systems of transcription."""

from __future__ import annotations

import re

_NOT_RUSSIAN = re.compile("[іїєґ]")
_LETTERS = str.maketrans("іиїєґ", "иыиег")
_IOTATED = re.compile("[йь]о")


def as_russian(text: str) -> str:
    """``text``, in small letters: in Ukrainian *і* is the Russian *и*, *и* is *ы*, and *йо* is *ё*."""
    if not _NOT_RUSSIAN.search(text):
        return text
    return _IOTATED.sub("ё", text.translate(_LETTERS))
