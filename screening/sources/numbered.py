"""Cells that hold several values: ``(1) Syria (2) Lebanon``, ``a) General, b) Minister``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screening.sources.record import squeeze

_MARK = re.compile(r"(?:^|(?<=[\s,;.)]))\(?(?P<mark>[1-9]\d?|[a-z])\)\s*")
_NOTHING = re.compile(r"[-–\s.,;]*")


def split_numbered(text: str) -> list[str]:
    """The values of a cell in order; one where it is not numbered from 1 or from a. A value that
    is only a dash is empty, so that the places of the others are kept."""
    text = squeeze(text)
    marks = _in_order(text)
    if len(marks) < 2:
        return [_bare(text[marks[0].end() :] if marks and not text[: marks[0].start()] else text)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    lead = text[: marks[0].start()].strip()
    values = [_bare(text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    return [f"{lead} {values[0]}" if lead and values[0] else values[0], *values[1:]]


def side_by_side(*cells: str) -> Iterator[tuple[str, ...]]:
    """The values of cells that are numbered alike, together. A cell of one value goes with every
    value of the others; a cell with fewer values is empty in the last ones."""
    columns = [split_numbered(cell) for cell in cells]
    most = max(map(len, columns))
    yield from zip(*(_filled_up(column, most) for column in columns), strict=True)


def _in_order(text: str) -> list[re.Match[str]]:
    """The marks 1, 2, 3 … or a, b, c … that follow each other, from the first of them on."""
    found: list[re.Match[str]] = []
    for mark in _MARK.finditer(text):
        if mark["mark"] in (_expected(found), "" if found else "a"):
            found.append(mark)
    return found


def _expected(found: Sequence[re.Match[str]]) -> str:
    if not found:
        return "1"
    last = found[-1]["mark"]
    return str(int(last) + 1) if last.isdecimal() else chr(ord(last) + 1)


def _filled_up(column: list[str], most: int) -> list[str]:
    return column * most if len(column) == 1 else column + [""] * (most - len(column))


def _bare(text: str) -> str:
    bare = text.strip().rstrip(",;").strip()
    return "" if _NOTHING.fullmatch(bare) else bare
