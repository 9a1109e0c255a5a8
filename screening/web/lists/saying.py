"""What changed in an entry, as a lawyer reads it: values in words, the old one beside the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from screening.domain.changes import FieldChange
from screening.domain.codec import value_to_plain
from screening.domain.designation import (
    Address,
    AliasStrength,
    Attribute,
    Country,
    CrossReference,
    Identifier,
    Name,
    PartialDate,
    Place,
    Relation,
)
from screening.services.diff_answers import value_text
from screening.web.marking import Piece
from screening.web.published_values import about_identifier, about_place, address_text, joined

_LONGEST = 4_000
"""Characters of a value that are compared word by word."""

_NEAR = 8
"""Words that are shown before and behind what differs in a long text."""


class Said(NamedTuple):
    """A value in words: what it is, and what is said of it beside."""

    main: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that is gone, one that came, or one in place of the other; their words that differ are
    marked."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    old_beside: str = ""
    new_beside: str = ""

    @property
    def differs_beside(self) -> bool:
        """Whether only what is said beside the value differs."""
        return not any(piece.differs for piece in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class SaidField:
    """A field that differs, with its values."""

    title: str
    values: tuple[ValueChange, ...]


def say_fields(fields: Sequence[FieldChange]) -> list[SaidField]:
    """The fields that differ, in words."""
    return [SaidField(field_title(one.field), tuple(_changes(one))) for one in fields]


def field_title(field: str) -> str:
    """A field as people call it: ``birth_dates`` is *Birth dates*, ``vessel.flag`` *Vessel: flag*."""
    return field.replace("_", " ").replace(".", ": ").capitalize()


def say_value(value: Any) -> Said:
    """A value of an entry in words."""
    return _WORDS.get(type(value), _any)(value)


def _changes(field: FieldChange) -> Iterator[ValueChange]:
    gone, come = [say_value(one) for one in field.before], [say_value(one) for one in field.after]
    pairs = [(old, new) for old in gone for new in come if old.main == new.main]
    for old, new in pairs:
        if old in gone and new in come:
            gone.remove(old)
            come.remove(new)
            yield _pair(old, new)
    if len(gone) == len(come) == 1:
        yield _pair(gone.pop(), come.pop())
    yield from (ValueChange((Piece(old.main, True),), (), old_beside=old.beside) for old in gone)
    yield from (ValueChange((), (Piece(new.main, True),), new_beside=new.beside) for new in come)


def _pair(old: Said, new: Said) -> ValueChange:
    before, after = _compare(old.main, new.main)
    return ValueChange(before, after, old.beside, new.beside)


def _compare(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, word by word; whole where they are too long."""
    before, after = old.split(), new.split()
    if max(len(old), len(new)) > _LONGEST:
        return (Piece(old, True),), (Piece(new, True),)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    left = _pieces(before, [(kind != "equal", a, b) for kind, a, b, _, _ in steps if b > a])
    right = _pieces(after, [(kind != "equal", c, d) for kind, _, _, c, d in steps if d > c])
    return left, right


def _pieces(words: Sequence[str], spans: Sequence[tuple[bool, int, int]]) -> tuple[Piece, ...]:
    """The parts of a text; of a long one that stayed, only the words near to what differs."""
    found = []
    for differs, start, end in spans:
        edges = start == 0, end == len(words)
        part = words[start:end]
        found.append(Piece(" ".join(part if differs else _near(part, *edges)), differs))
    return tuple(found)


def _near(words: Sequence[str], is_first: bool, is_last: bool) -> Sequence[str]:
    if len(words) <= 3 * _NEAR or (is_first and is_last):
        return words
    before = [] if is_first else words[:_NEAR]
    return [*before, "…", *([] if is_last else words[-_NEAR:])]


def _name(name: Name) -> Said:
    weak = "weak " if name.strength is AliasStrength.WEAK else ""
    return Said(name.text, joined(f"{weak}{name.kind}", name.language, name.note))


def _date(date: PartialDate) -> Said:
    return Said(date.text, joined("circa" if date.circa else "", date.calendar, date.note))


def _place(place: Place) -> Said:
    return Said(place.text, about_place(place))


def _country(country: Country) -> Said:
    return Said(country.text)


def _address(address: Address) -> Said:
    return Said(address_text(address), address.note or "")


def _identifier(one: Identifier) -> Said:
    return Said(f"{one.published_type} {one.value}", about_identifier(one))


def _attribute(one: Attribute) -> Said:
    return Said(f"{one.label}: {one.value}", joined(one.country.text if one.country else None))


def _relation(one: Relation) -> Said:
    return Said(one.wording or one.name, one.kind.value.replace("_", " "))


def _reference(one: CrossReference) -> Said:
    return Said(one.reference, one.scheme)


def _any(value: Any) -> Said:
    return Said(value_text(value_to_plain(value)))


_WORDS: Mapping[type, Callable[[Any], Said]] = {
    Name: _name,
    PartialDate: _date,
    Place: _place,
    Country: _country,
    Address: _address,
    Identifier: _identifier,
    Attribute: _attribute,
    Relation: _relation,
    CrossReference: _reference,
}
