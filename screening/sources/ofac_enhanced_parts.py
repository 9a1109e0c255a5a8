"""What all parts of an entry in OFAC's ENHANCED XML are made of: numbers, coded words, dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from screening.domain.designation import PartialDate
from screening.sources.ofac_party import printed
from screening.sources.record import Record

_IDS = ("id", "refId", "featureTypeId", "featureVersionId", "nameId", "nameTranslationId")
_BOOLEANS = {"true": True, "false": False}
_BOUNDS = ("fromDateBegin", "fromDateEnd", "toDateBegin", "toDateEnd")


def take_ids(record: Record) -> None:
    """Take the numbers that OFAC gives every part: they say nothing of the party."""
    for name in _IDS:
        record.take_attribute(name)


def take_worded(record: Record, tag: str) -> list[str]:
    """The words of all fields ``tag``, each of which bears a number beside them."""
    found = []
    for field in record.open_all(tag):
        take_ids(field)
        found.append(field.take_text())
    return [text for text in found if text]


def take_word(record: Record, tag: str) -> str | None:
    """The words of the one field ``tag``; further ones are reported."""
    words = take_worded(record, tag)
    for other in words[1:]:
        record.report(tag, other)
    return words[0] if words else None


def take_parts(record: Record, outer: str, inner: str) -> list[Record]:
    """The parts ``inner`` of every list ``outer``, without their numbers."""
    parts = record.open_list(outer, inner)
    for part in parts:
        take_ids(part)
    return parts


def is_true(record: Record, tag: str) -> bool:
    """The field ``tag``, ``true`` or ``false``; anything else is reported and is not true."""
    text = record.take(tag) or "false"
    if text not in _BOOLEANS:
        record.report(tag, text)
    return _BOOLEANS.get(text, False)


def take_span(record: Record, tag: str, text: str | None = None) -> PartialDate | None:
    """The days from ``fromDateBegin`` to ``toDateEnd`` of the field ``tag``; ``text`` is how they
    are printed, or they are printed as OFAC does. Days that are none are reported."""
    for field in record.open_all(tag):
        take_ids(field)
        circa = is_true(field, "isApproximate")
        is_true(field, "isDateRange")
        bounds = [_day(field, bound) for bound in _BOUNDS]
        days = [day for day in bounds if day]
        if days:
            span = PartialDate(earliest=min(days), latest=max(days), text=text or "", circa=circa)
            return span if text else replace(span, text=printed(span.earliest, span.latest))
    return None


def _day(field: Record, tag: str) -> date | None:
    text = field.take(tag)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        field.report(tag, text or "")
        return None
