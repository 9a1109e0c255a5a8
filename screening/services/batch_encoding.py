"""The encoding of a customer's text file: never guessed in silence."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import closing

from screening.domain.errors import BadInputFile, UsageError
from screening.services.batch_proposal import proposal_for
from screening.services.batch_source import Source

LONGEST_LINE = 1 << 24
"""Characters of a line or a cell; a longer one is no line, and memory is not given to it."""

UNDECODABLE = "it holds bytes that are not UTF-8, shown as \\x.."
"""What is said of a row with such bytes, in a file that is UTF-8 otherwise."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8 = ("utf-8", "utf-8-sig")
_EXAMINED = 256 * 1024
"""Bytes around the first undecodable one that a proposal is made from."""


def encoding_of(source: Source, chosen: str | None) -> str:
    """The encoding to read a text in: the chosen one, else that of its byte order mark, else UTF-8.
    Raises ``UsageError`` for a name that no encoding has."""
    return _marked_encoding(source) if chosen is None else check_encoding(chosen)


def check_encoding(chosen: str) -> str:
    """The encoding of that name, as Python calls it. Raises ``UsageError`` where there is none."""
    try:
        found = codecs.lookup(chosen)
    except (LookupError, ValueError):
        found = None
    if found is None or not found._is_text_encoding:
        raise UsageError(f"--encoding {chosen}: there is no such encoding")
    return found.name


def lines_of(source: Source, encoding: str) -> Iterator[str]:
    """The lines of a text, line ends untouched, none of them longer than memory allows.

    Bytes that are no UTF-8 come as lone surrogates, for ``mended`` to find; in other encodings decoding
    is strict. Raises ``BadInputFile``.
    """
    errors = "surrogateescape" if encoding in _UTF8 else "strict"
    number = 0
    with io.TextIOWrapper(source.open(), encoding=encoding, errors=errors, newline="") as text:
        try:
            while line := text.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    raise BadInputFile(
                        f"{source.name}: line {number} is longer than {LONGEST_LINE:,} characters"
                    )
                yield line
        except UnicodeError:
            raise undecodable(source, encoding) from None


def is_undecodable(text: str) -> bool:
    """Whether a text holds what no UTF-8 can hold."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def mended(text: str) -> str:
    """A text with the bytes that could not be decoded shown as ``\\xfc``."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # a lone surrogate of another origin
        return text.encode("utf-8", "backslashreplace").decode()


def undecodable(source: Source, encoding: str) -> BadInputFile:
    """What to say of a file that is not in the encoding it was read in, with a proposal."""
    proposal = proposal_for(_around_first_beyond_ascii(source))
    advice = (
        f"it may be {proposal.encoding}, where it reads '{proposal.example}': "
        f"if that is right, say --encoding {proposal.encoding}"
        if proposal
        else "say --encoding ENCODING"
    )
    return BadInputFile(f"{source.name}: this is not {encoding.removesuffix('-sig').upper()}; {advice}")


def _marked_encoding(source: Source) -> str:
    with closing(source.open()) as stream:
        start = stream.read(4)
    return next((name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8")


def _around_first_beyond_ascii(source: Source) -> bytes:
    before = b""
    with closing(source.open()) as stream:
        while block := stream.read(_EXAMINED):
            if not block.isascii():
                at = next(at for at, byte in enumerate(block) if byte > 127)
                near = before[-_EXAMINED // 2 :] + block + stream.read(_EXAMINED)
                middle = min(len(before), _EXAMINED // 2) + at
                return near[max(0, middle - _EXAMINED // 2) : middle + _EXAMINED // 2]
            before = block
    return before
