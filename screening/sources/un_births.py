"""Birth dates in the UN's list: exact, approximate or between two years, some only in a note."""

from __future__ import annotations

from collections.abc import Iterator

from screening.domain.designation import Attribute, PartialDate
from screening.sources.record import Record, squeeze
from screening.text.dates import parse_date, year_span

_TYPES = frozenset(["EXACT", "APPROXIMATELY", "BETWEEN", ""])


def read_birth_dates(entry: Record) -> tuple[list[PartialDate], list[Attribute]]:
    """The birth dates of an individual, and those that are stated but name no span of days
    (``30-35 years old``), kept as attributes."""
    dates: list[PartialDate] = []
    attributes: list[Attribute] = []
    for record in entry.open_all("INDIVIDUAL_DATE_OF_BIRTH"):
        note = squeeze(record.take("NOTE") or "")
        is_approximate = _is_approximate(record, note)
        found = list(_dates(record, note, is_approximate))
        dates += found
        if note and not found:
            attributes.append(Attribute(label="INDIVIDUAL_DATE_OF_BIRTH", value=note))
    return dates, attributes


def read_alias_date(alias: Record, note: str) -> PartialDate | None:
    """The birth date stated with an alias (``1955``, ``1958 - 1964``, ``1979-12-31``); None where
    there is none, and where it is not understood: then it is reported."""
    text = alias.take("DATE_OF_BIRTH")
    if not text or text == "null":
        return None
    found = parse_date(squeeze(text), note=note)
    if found is None:
        alias.report("DATE_OF_BIRTH", text)
    return found


def _is_approximate(record: Record, note: str) -> bool:
    published_type = record.take("TYPE_OF_DATE") or ""
    if published_type.upper() not in _TYPES:
        record.report("TYPE_OF_DATE", published_type)
    return published_type.upper() == "APPROXIMATELY" or note.lower().startswith("approximately")


def _dates(record: Record, note: str, is_approximate: bool) -> Iterator[PartialDate]:
    day, year, first, last = (record.take(tag) for tag in ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR"))
    remark = note or None
    if first and last:
        text = f"{first} to {last}"
        yield year_span(int(first), int(last), text=text, circa=is_approximate, note=remark)
    stated = [text for text in (day[:10] if day else None, year, first if not last else None) if text]
    if not (stated or last):
        stated = [note]
    for text in stated:
        found = parse_date(text, circa=is_approximate, note=remark if text != note else None)
        if found:
            yield found
        elif text != note:
            record.report("DATE", text)
