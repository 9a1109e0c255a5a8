"""The encoding of a customer's text file: never guessed in silence."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TextIO

from charset_normalizer import from_bytes

from screening.domain.errors import BadInputFile, UsageError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXAMINED = 256 * 1024
"""Bytes around the first undecodable one that a proposal is made from."""


def open_text(path: Path, encoding: str | None) -> TextIO:
    """The file as text, line ends untouched: in ``encoding`` where one is named, else as its byte
    order mark says, else in UTF-8; decoding is strict. Raises ``UsageError`` for an unknown name."""
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise UsageError(f"--encoding {encoding}: there is no such encoding") from None
    return path.open(encoding=encoding or _marked_encoding(path), errors="strict", newline="")


def undecodable(path: Path, error: UnicodeError) -> BadInputFile:
    """What to say of a file that is not in the encoding it was read in, with a proposal."""
    read_as = error.encoding if isinstance(error, UnicodeDecodeError) else "the encoding of its mark"
    proposal = _proposal(path)
    advice = (
        f"it may be {proposal}: look at it and say --encoding {proposal}"
        if proposal
        else ("say --encoding ENCODING")
    )
    return BadInputFile(f"{path.name}: this is not {read_as.upper()}; {advice}")


def _marked_encoding(path: Path) -> str:
    with path.open("rb") as handle:
        start = handle.read(4)
    return next((name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8")


def _proposal(path: Path) -> str | None:
    with path.open("rb") as handle:
        handle.seek(max(0, _first_beyond_ascii(path) - _EXAMINED // 2))
        best = from_bytes(handle.read(_EXAMINED)).best()
    return best.encoding if best and best.encoding not in ("utf_8", "ascii") else None


def _first_beyond_ascii(path: Path) -> int:
    position = 0
    with path.open("rb") as handle:
        while block := handle.read(_EXAMINED):
            if not block.isascii():
                return position + next(at for at, byte in enumerate(block) if byte > 127)
            position += len(block)
    return 0
