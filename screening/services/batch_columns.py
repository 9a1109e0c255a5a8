"""Which columns of a customer's file are read as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.domain.errors import BadInputFile, UsageError
from screening.services.batch_headings import SEVERAL, Heading, fields, heading_of

RESERVED = "screening_"
"""What the columns that are added begin with; no column of the input may."""

NAMING = ("name", "given_name", "middle_name", "family_name")
"""Fields that a party's name is made of; one of them is needed."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Fields and the positions of the columns that hold them, counted from 0. Further columns of one
    field are called ``alias 2``, ``alias 3`` …"""

    positions: Mapping[str, int]

    def row_id(self, cells: Sequence[str], number: int) -> str:
        """The input's own id of a row, else its number."""
        position = self.positions.get("id")
        return (cells[position] if position is not None else "") or str(number)

    def reference(self, cells: Sequence[str]) -> str | None:
        """The client's own id, where the row has one."""
        at = self.positions.get("id")
        return None if at is None else cells[at].strip() or None

    def key(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells that the answer to a row depends on: rows with one key have one answer."""
        return tuple(cells[position] for field, position in self.positions.items() if field != "id")

    def fields(self, key: tuple[str, ...]) -> dict[str, str]:
        """Fields and the cells of a row, of which ``key`` is given."""
        return dict(zip((field for field in self.positions if field != "id"), key, strict=True))

    @property
    def holds_names(self) -> bool:
        """Whether a column holds a name, or a part of one."""
        return any(field in self.positions for field in NAMING)

    def field_of(self, position: int) -> str | None:
        """What the column at that position is read as; None for nothing."""
        return next((field for field, at in self.positions.items() if at == position), None)


def map_columns(header: Sequence[str], chosen: Mapping[str, str]) -> ColumnMap:
    """The columns of ``header`` by their headings, or as ``chosen`` says (field to column; an empty
    column leaves the field out).

    Raises ``BadInputFile`` without a column for a name, with two columns for a field that takes one, or
    with a column that begins with ``screening_``; ``UsageError`` for a choice that does not fit.
    """
    columns = read_columns(header, chosen)
    if not columns.holds_names:
        seen = ", ".join(column or "(empty)" for column in header)[:300]
        shown = "".join(one if one.isprintable() else "?" for one in seen)
        raise BadInputFile(f"there is no name column among: {shown}; say --map name=COLUMN")
    return columns


def read_columns(header: Sequence[str], chosen: Mapping[str, str]) -> ColumnMap:
    """As ``map_columns``, of a header that may have no column for a name."""
    reserved = [column for column in header if _separated(column).startswith(RESERVED)]
    if reserved:
        raise BadInputFile(
            f"the column {reserved[0]} is of an output; no input column may begin with {RESERVED}"
        )
    check_fields(chosen)
    said = {field: _chosen_position(header, field, choice) for field, choice in chosen.items() if choice}
    known = {
        at: found
        for at, column in enumerate(header)
        if at not in said.values() and (found := heading_of(column)) and found.field not in chosen
    }
    positions = {
        name: at
        for field in fields()
        for name, at in [*_said(field, said), *_numbered(field, _found(header, field, known))]
    }
    return ColumnMap(positions)


def check_fields(chosen: Iterable[str]) -> None:
    """Raises ``UsageError`` where columns are chosen for what is no field."""
    known = set(fields())
    for field in sorted(chosen):
        base = base_field(field)
        if base not in known or (base != field and base not in SEVERAL):
            raise UsageError(f"{field} is no field to map a column to; the fields are {', '.join(fields())}")


def chosen_columns(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Fields and columns as they were said, one after another; a field that is said again has a further
    column (``alias 2``)."""
    found: dict[str, str] = {}
    for field, column in pairs:
        taken = sum(name == field or name.startswith(f"{field} ") for name in found)
        found[f"{field} {taken + 1}" if taken else field] = column
    return found


def base_field(field: str) -> str:
    """The field that a further column (``alias 2``) is one of."""
    return field.rstrip("0123456789").rstrip() if field[-1:].isdigit() else field


def _said(field: str, said: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    return ((name, at) for name, at in said.items() if base_field(name) == field)


def _numbered(field: str, places: Sequence[int]) -> Iterator[tuple[str, int]]:
    return ((f"{field} {number}" if number > 1 else field, at) for number, at in enumerate(places, 1))


def known_columns(header: Sequence[str]) -> tuple[bool, int]:
    """Whether a column is called what a name is called, and how many are known: to compare readings of
    a header by."""
    found = {known.field for column in header if (known := heading_of(column))}
    return not found.isdisjoint(NAMING), len(found)


def _found(header: Sequence[str], field: str, known: Mapping[int, Heading]) -> list[int]:
    found = [at for at, heading in known.items() if heading.field == field]
    if field in SEVERAL or not found:
        return found
    rank = min(known[at].rank for at in found)
    first = [at for at in found if known[at].rank == rank]
    if len(first) > 1:
        called = [header[at].strip() for at in first]
        advice = f" or say --map {field}=COLUMN" if min(map(called.count, called)) == 1 else ""
        raise BadInputFile(f"two columns are called {called[0]}; rename one{advice}")
    return first


def _chosen_position(header: Sequence[str], field: str, choice: str) -> int:
    found = [at for at, column in enumerate(header) if column.strip() == choice.strip()]
    if len(found) != 1:
        advice = "; rename one" if found else ""
        raise UsageError(f"--map {field}={choice}: {len(found) or 'no'} columns have that name{advice}")
    return found[0]


def _separated(column: str) -> str:
    return "_".join(column.casefold().replace("-", " ").replace("_", " ").split())
