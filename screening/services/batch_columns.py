"""Which column of a customer's file is read as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screening.domain.errors import BadInputFile, UsageError

RESERVED = "screening_"
"""What the columns that are added begin with; no column of the input may."""

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "row_id", "customer_id", "client_id", "reference"),
    "name": ("name", "full_name", "caption", "customer_name", "entity_name"),
    "type": ("type", "party_type", "schema"),
    "birth_date": ("birth_date", "date_of_birth", "birthdate", "dob"),
    "country": ("country", "countries"),
    "nationality": ("nationality", "nationalities", "citizenship"),
    "identifier": ("identifier", "identifiers", "id_number"),
    "imo": ("imo", "imo_number"),
    "address": ("address", "addresses"),
    "alias": ("alias", "aliases", "aka"),
}
"""What a field may be called in a header, case, spaces and hyphens aside; the first one found is
taken."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Fields and the positions of the columns that hold them, counted from 0."""

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


def map_columns(header: Sequence[str], chosen: Mapping[str, str]) -> ColumnMap:
    """The columns of ``header`` by their aliases, or as ``chosen`` says (field to column; an empty
    column leaves the field out).

    Raises ``BadInputFile`` without a name column, with two columns for one field, or with a column
    that begins with ``screening_``; ``UsageError`` for a choice that does not fit the header.
    """
    reserved = [column for column in header if _plain(column).startswith(RESERVED)]
    if reserved:
        raise BadInputFile(
            f"the column {reserved[0]} is of an output; no input column may begin with {RESERVED}"
        )
    unknown = sorted(chosen.keys() - ALIASES.keys())
    if unknown:
        raise UsageError(f"{unknown[0]} is no field to map a column to; the fields are {', '.join(ALIASES)}")
    positions = {field: _position(header, field, chosen.get(field)) for field in ALIASES}
    if positions["name"] is None:
        seen = ", ".join(column or "(empty)" for column in header)
        raise BadInputFile(f"there is no name column among: {seen[:300]}; say --map name=COLUMN")
    return ColumnMap({field: at for field, at in positions.items() if at is not None})


def has_name_column(header: Sequence[str]) -> bool:
    """Whether one of the columns is called what a name column is called."""
    return any(_plain(column) in ALIASES["name"] for column in header)


def _position(header: Sequence[str], field: str, choice: str | None) -> int | None:
    if choice is not None:
        return _chosen_position(header, field, choice) if choice else None
    plain = [_plain(column) for column in header]
    alias = next((alias for alias in ALIASES[field] if alias in plain), None)
    if alias is None:
        return None
    if plain.count(alias) > 1:
        raise BadInputFile(f"two columns are called {alias}; rename one or say --map {field}=COLUMN")
    return plain.index(alias)


def _chosen_position(header: Sequence[str], field: str, choice: str) -> int:
    found = [at for at, column in enumerate(header) if column.strip() == choice.strip()]
    if len(found) != 1:
        raise UsageError(f"--map {field}={choice}: {len(found) or 'no'} columns have that name")
    return found[0]


def _plain(column: str) -> str:
    return "_".join(column.casefold().replace("-", " ").replace("_", " ").split())
