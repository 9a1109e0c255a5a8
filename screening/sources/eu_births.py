"""Births in the EU's list: dates as full as they are published, of two calendars, and places.

``birthdate`` holds a Gregorian day whatever the calendar; ``year``, ``monthOfYear`` and
``dayOfMonth`` are of the calendar in ``calendarType``. *ISLAMIC* stands for the lunar calendar and,
where the remark calls it Iranian, for the Persian solar one: a year of either is given as all days
that it may hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from screening.domain.designation import Attribute, PartialDate, Place
from screening.sources.calendars import span_of_year
from screening.sources.eu_parts import Facts, is_true, open_parts, parse_published_country, remark_of
from screening.sources.record import Record, squeeze
from screening.text.dates import parse_date

_NUMBERS = ("year", "monthOfYear", "dayOfMonth", "yearRangeFrom", "yearRangeTo")
_ROUGHLY = re.compile(r"\b(?:approx|circa|about|around)", re.IGNORECASE)
_IRANIAN = re.compile(r"\b(?:iran|persian|solar|shamsi)", re.IGNORECASE)
_NUMBER = re.compile(r"\d")


@dataclass(slots=True)
class Births:
    """The dates and places of birth of one entry, in the order of the file."""

    dates: list[PartialDate] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


class _Stated(NamedTuple):
    day: str | None
    year: int | None
    month: int | None
    day_of_month: int | None
    first: int | None
    last: int | None


def read_births(entity: Record, facts: Facts) -> Births:
    """All births that the entry states. A remark goes with the date where it holds a number or tells
    of a calendar, else with the place; beside neither it is a date itself, or kept as an attribute."""
    births = Births()
    for record in open_parts(entity, "birthdate", facts):
        note = remark_of(record)
        day, place = _date(record, note), _place(record)
        if day is None and place is None and note:
            day = parse_date(note, note=note)
            if day is None:
                facts.attributes.append(Attribute(label="birthdate", value=note))
        is_of_date = day is not None and (place is None or bool(day.calendar or _NUMBER.search(note or "")))
        births.dates += [replace(day, note=note if is_of_date else None)] if day else []
        births.places += [replace(place, note=None if is_of_date else note)] if place else []
    return births


def _date(record: Record, note: str | None) -> PartialDate | None:
    is_circa = is_true(record, "circa") or bool(_ROUGHLY.search(note or ""))
    calendar = (record.take_attribute("calendarType") or "GREGORIAN").lower()
    stated = _Stated(record.take_attribute("birthdate"), *(_number(record, name) for name in _NUMBERS))
    if calendar == "gregorian":
        found = _gregorian(stated)
    else:
        found = _foreign(stated, "persian" if _IRANIAN.search(note or "") else calendar)
    if found is None and any(stated):
        record.report("@calendarType", f"{calendar} {' '.join(str(part) for part in stated if part)}")
    return replace(found, circa=is_circa) if found else None


def _number(record: Record, name: str) -> int | None:
    text = record.take_attribute(name)
    if text and not text.isdecimal():
        record.report(f"@{name}", text)
        return None
    return int(text) if text else None


def _gregorian(stated: _Stated) -> PartialDate | None:
    if stated.day:
        return parse_date(stated.day)
    if stated.first or stated.last:
        first, last = stated.first or stated.last, stated.last or stated.first
        return parse_date(f"{first:04d} to {last:04d}" if first != last else f"{first:04d}")
    if not stated.year:
        return None
    parts = [f"{stated.year:04d}", *(f"{part:02d}" for part in (stated.month, stated.day_of_month) if part)]
    return parse_date("-".join(parts if stated.month else parts[:1]))


def _foreign(stated: _Stated, calendar: str) -> PartialDate | None:
    text = "/".join(str(part) for part in (stated.day_of_month, stated.month, stated.year) if part)
    gregorian = parse_date(stated.day) if stated.day else None
    if gregorian:
        return replace(
            gregorian, text=f"{text} ({stated.day})" if text else gregorian.text, calendar=calendar
        )
    span = span_of_year(calendar, stated.year or 0)
    return PartialDate(earliest=span[0], latest=span[1], text=text, calendar=calendar) if span else None


def _place(record: Record) -> Place | None:
    country = parse_published_country(record)
    parts = [squeeze(record.take_attribute(name) or "") for name in ("city", "place", "zipCode", "region")]
    text = ", ".join(filter(None, [*parts, country.text if country else None]))
    return Place(text=text, country=country) if text else None
