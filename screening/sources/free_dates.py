"""Birth dates that an authority typed as text: several in one cell, in any shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from screening.domain.designation import PartialDate
from screening.sources.record import squeeze
from screening.text.dates import parse_date

_MARKS = re.compile(r"(?:^|(?<=[\s;,.]))\(?[a-z]\)\s*")
_BREAKS = re.compile(r"\s*(?:;|>>|\balt\.? ?DOB:?)\s*", re.I)
_COMMAS = re.compile(r"\s*,\s*(?:or\s+)?|\s+or\s+", re.I)
_SIDE_BY_SIDE = re.compile(r"(?<=\d{4})\s(?=\d{1,2}/)")
_REMARK = re.compile(r"\s*\(([^()]*)(?:\)\s*|$)")
_TWO_DIGITS = re.compile(r"(\d{1,2}[/-])?(\d{1,2}|[A-Za-z]{3})([/-])([3-9]\d)")
_NOTHING = re.compile(r"(?:n/?a|unknown|none|-)?[.\s]*", re.I)


class FreeDates(NamedTuple):
    """The dates that a text names, and the parts of it that were not understood."""

    dates: tuple[PartialDate, ...]
    unread: tuple[str, ...]


def read_dates(text: str) -> FreeDates:
    """Every date in ``text``: alone, listed as ``a) … b) …`` or between semicolons, commas or *or*.

    What stands in brackets beside a date is its note. A year of two digits is of the 20th century
    from 30 on, and noted; below that it could be of either and is not read.
    """
    dates: list[PartialDate] = []
    unread: list[str] = []
    for part in _parts(squeeze(text)):
        date = _date(part)
        if date:
            dates.append(date)
        else:
            unread.append(part)
    return FreeDates(tuple(dict.fromkeys(dates)), tuple(unread))


def _parts(text: str) -> Iterator[str]:
    for listed in _MARKS.split(text):
        for part in _BREAKS.split(listed):
            bare = part.strip(" ,")
            if _NOTHING.fullmatch(bare):
                continue
            yield from [bare] if _date(bare) else _smaller(bare)


def _smaller(part: str) -> list[str]:
    """The pieces between commas or *or*, or dates that only brackets part; else the part whole."""
    for between in (_COMMAS, _SIDE_BY_SIDE):
        pieces = [piece for piece in between.split(part) if piece]
        if len(pieces) > 1 and any(_date(piece) for piece in pieces):
            return pieces
    by_remarks = re.findall(r"[^()]+\([^()]*\)", part)
    return by_remarks if len(by_remarks) > 1 and "".join(by_remarks) == part.strip() else [part]


def _date(part: str) -> PartialDate | None:
    whole = parse_date(part) or parse_date(_tidied(part))
    if whole:
        return whole
    remarks = _REMARK.findall(part)
    bare = _REMARK.sub(" ", part).strip()
    if remarks and not _is_other_calendar(remarks):
        return parse_date(bare, note="; ".join(remarks))
    return _of_the_last_century(part)


def _of_the_last_century(part: str) -> PartialDate | None:
    short = _TWO_DIGITS.fullmatch(part)
    if not short:
        return None
    day, month, dash, year = short.groups(default="")
    date = parse_date(f"{day}{month}{dash}19{year}", note="published with two digits of the year")
    return replace(date, text=part) if date else None


def _tidied(part: str) -> str:
    """``24 Jan.1973`` and ``09/11/ 1954`` with their blanks where they belong."""
    return re.sub(r"(?<=[A-Za-z]\.)(?=\d)", " ", re.sub(r"(?<=\d/)\s+(?=\d)", "", part))


def _is_other_calendar(remarks: list[str]) -> bool:
    return any(word in remark.lower() for remark in remarks for word in ("hijri", "calendar", "persian"))
