"""Dates as authorities print them, kept exactly as precise as they were printed."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from screening.domain.designation import PartialDate

_Span: TypeAlias = tuple[date, date]
_LONGEST = 80

_CIRCA = re.compile(
    r"(?:^|(?<=[\s(]))(?:(?:circa|ca|c|approximately|approx|about|around|environ|env|vers|aproximadamente|hacia)"
    r"(?=\W|\d|$)\.?|~|約)|(?<=\d)\?+$|\b(?:early|mid|late)\b[ -]?|(?<=[年月日])(?:頃|ころ|ごろ)$"
)
_LEAD = re.compile(r"^(?:(?:born|dob|date of birth|in|on|the|from)\b[ :]*)+")
_TO = re.compile(
    r" (?:to|until|through) | ?[–—] ?| - |(?<=^\d{4}) ?- ?(?=\d{4}$)|(?<=^\d{4})/(?=\d{4}$)"
    r"|(?<=\d)/(?=\d{4}-)|(?<=[年月日])から(?=\d)"
)
_BETWEEN = re.compile(r"between (.+) (?:and|to) (.+)")
_OR = re.compile(r" or |(?<=[年月日])(?:又は|または|若しくは|もしくは)(?=\d)")
_DECADE = re.compile(r"(\d{3})0'?s")

_DAY = r"(?P<day>\d{1,2}|dd|xx|\?\?)"
_MONTH = r"(?P<month>\d{1,2}|mm|xx|\?\?)"
_YEAR = r"(?P<year>\d{4})"
_NAMED = r"(?P<name>[^\W\d]+)\.?"
_CLOCK = r"(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:z|[+-]\d{2}:?\d{2})?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_YEAR}-{_MONTH}-{_DAY}{_CLOCK}",
        rf"{_YEAR}(?P<sep>[/.]){_MONTH}(?P=sep){_DAY}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"{_DAY}(?P<sep>[/.-]){_MONTH}(?P=sep){_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th|er|o|\.)?[ -](?:of |de )?{_NAMED}(?: de|,)?[ -]{_YEAR}",
        rf"{_NAMED} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_NAMED}(?: de|,)?[ -]{_YEAR}",
        rf"{_YEAR}年(?:{_MONTH}月(?:{_DAY}日)?)?",
        rf"{_YEAR}[-/.]{_MONTH}",
        rf"{_MONTH}[-/.]{_YEAR}",
        _YEAR,
    )
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv enero ene januar",
            "feb february fevrier fevr fev febrero februar",
            "mar march mars marzo marz",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juin junio juni",
            "jul july juillet juil julio juli",
            "aug august aout agosto ago",
            "sep sept september septembre septiembre setiembre",
            "oct october octobre octubre okt oktober",
            "nov november novembre noviembre",
            "dec december decembre diciembre dic dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}


def parse_date(text: str, *, circa: bool = False, note: str | None = None) -> PartialDate | None:
    """The span of days that ``text`` names, or None where it is not understood (never guessed).

    Understands ISO full and partial, ``05 Jan 1961``, ``Jan 1961``, ``1961``, ``circa 1961``,
    ``1960s``, ranges (``1961 to 1963``), ``dd/mm/yyyy`` and 00 or letter placeholders for unknown
    parts; months in English, French, Spanish and German; ``1961年頃``. Numbers between slashes are day,
    month, year. ``A or B`` is understood where the two meet in one span (``1963 or 1964``). ``circa``
    marks the result approximate whatever the text says; ``note`` is carried over.
    """
    words, marks = _CIRCA.subn(" ", _plain(text))
    span = _span(_LEAD.sub("", " ".join(words.split()).strip(" .,;()")))
    if span is None:
        return None
    earliest, latest = span
    return PartialDate(
        earliest=earliest, latest=latest, text=text.strip(), circa=circa or marks > 0, note=note
    )


def year_span(
    first: int, last: int, *, text: str, circa: bool = False, note: str | None = None
) -> PartialDate:
    """1 January of ``first`` to 31 December of ``last``; the two are swapped if they are inverted.

    Raises ValueError outside years 1 to 9999.
    """
    first, last = sorted((first, last))
    return PartialDate(
        earliest=date(first, 1, 1), latest=date(last, 12, 31), text=text, circa=circa, note=note
    )


def parse_subject_date(text: str) -> PartialDate | None:
    """A client's date: ISO 8601 ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` only; None for all else."""
    is_iso = re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", text) and "-00" not in text
    return parse_date(text) if is_iso else None


def _plain(text: str) -> str:
    """Lower case, no accents, single blanks; empty for what is too long to be a date."""
    folded = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return plain if len(plain) <= _LONGEST else ""


def _span(text: str) -> _Span | None:
    if between := _BETWEEN.fullmatch(text):
        return _joined(between.groups(), _outer)
    for words, join in _JOINS:
        parts = words.split(text)
        if len(parts) == 2:
            return _joined(parts, join)
    return _single(text)


def _joined(parts: Sequence[str], join: Callable[[_Span, _Span], _Span | None]) -> _Span | None:
    first, second = (_single(part.strip()) for part in parts)
    return join(first, second) if first and second else None


def _outer(first: _Span, second: _Span) -> _Span:
    return min(first[0], second[0]), max(first[1], second[1])


def _outer_if_they_meet(first: _Span, second: _Span) -> _Span | None:
    first, second = sorted((first, second))
    gap = second[0].toordinal() - first[1].toordinal()
    return _outer(first, second) if gap <= 1 else None


_JOINS: tuple[tuple[re.Pattern[str], Callable[[_Span, _Span], _Span | None]], ...] = (
    (_TO, _outer),
    (_OR, _outer_if_they_meet),
)


def _single(text: str) -> _Span | None:
    if decade := _DECADE.fullmatch(text):
        return _days(10 * int(decade[1]), None, None, years=10)
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(text))), None)
    return _of_parts(found.groupdict()) if found else None


def _of_parts(parts: dict[str, str | None]) -> _Span | None:
    name = parts.get("name")
    if name and name not in _MONTHS:
        return None
    month = _MONTHS[name] if name else _number(parts.get("month"))
    return _days(int(parts["year"] or 0), month, _number(parts.get("day")))


def _number(part: str | None) -> int | None:
    """None for a part that is missing, a placeholder or zero."""
    return (int(part) or None) if part and part.isdecimal() else None


def _days(year: int, month: int | None, day: int | None, *, years: int = 1) -> _Span | None:
    try:
        if month is None:
            return date(year, 1, 1), date(year + years - 1, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None
