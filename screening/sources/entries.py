"""From records to entries: the odd one is set aside, the unknown field is named, none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from screening.domain.designation import Designation
from screening.domain.listing import Parsed, Quarantined, UnknownField
from screening.sources.record import Record, UnreadableRecordError


@dataclass(slots=True)
class EntryReader:
    """Reads the records of one file. ``tag_of_reference`` is the field that identifies an entry,
    ``designate`` turns a record and its reference into a designation and raises ValueError
    (UnreadableRecordError) where it cannot. ``count`` is the number of records read."""

    tag_of_reference: str
    designate: Callable[[Record, str, str], Designation]
    count: int = 0
    _seen: set[str] = field(default_factory=set)

    def read(
        self, record: Record, reference: str | None = None, locator: str | None = None
    ) -> Iterator[Parsed]:
        """The designation and its unknown fields, or the record set aside with the reason.

        ``reference`` and ``locator`` are given where they are made of more than one field.
        """
        self.count += 1
        if reference is None:
            reference = "".join((record.take(self.tag_of_reference) or "").split())
        locator = locator or f"{record.tag}[{self.tag_of_reference}={reference}]"
        try:
            designation = self.designate(record, self._claimed(reference), locator)
        except ValueError as odd:
            yield Quarantined(locator, str(odd), record.excerpt())
            return
        yield designation
        yield from unknown_fields(record, locator)

    def _claimed(self, reference: str) -> str:
        if not reference:
            raise UnreadableRecordError(f"it has no {self.tag_of_reference}")
        if reference in self._seen:
            raise UnreadableRecordError(f"{self.tag_of_reference} {reference} occurs twice in the file")
        self._seen.add(reference)
        return reference


def unknown_fields(record: Record, locator: str | None = None) -> Iterator[UnknownField]:
    """What is left of a record, each with its path and value."""
    for path, value in record.leftovers():
        yield UnknownField(locator or record.tag, path, value)


def require_name(text: str | None) -> str:
    """``text`` where it holds a letter or digit of any script; else raises UnreadableRecordError."""
    if not has_name(text):
        raise UnreadableRecordError("it has no name" if not text else f"{text!r} is no name")
    return text or ""


def has_name(text: str | None) -> bool:
    """Whether there is at least one letter or digit, of any script, to compare."""
    return any(character.isalnum() for character in text or "")
