"""Rows of the United Kingdom's tables, gathered into one record for each party.

A party has a row for every combination of its names, dates of birth, addresses and so on. The
cells that belong together become one part; parts are kept once. The record has the element names
of the XML edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from screening.sources.record import Record, squeeze
from screening.sources.table import Row

_EXCERPT = 400
Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Cells that belong together: ``path`` is where they go, ``cells`` pairs element and column.
    A part of one cell whose element ends the path is a plain text."""

    path: Path
    cells: tuple[tuple[str, str], ...]

    @property
    def is_plain(self) -> bool:
        """Whether the part is a text and not a record of several."""
        return len(self.cells) == 1 and self.cells[0][0] == self.path[-1]


def plain(column: str, *path: str) -> Part:
    """A part that is the text of one column."""
    return Part(path, ((path[-1], column),))


@dataclass(slots=True)
class Party:
    """Everything that the rows of one party say, each part once. The order of rows says nothing and
    changes between editions: parts are given out by the alphabet."""

    parts: dict[Part, dict[tuple[str, ...], None]] = field(default_factory=dict)

    def add(self, row: Row, layout: tuple[Part, ...]) -> None:
        """Take the cells of a row."""
        for part in layout:
            values = tuple(row.take(column) or "" for _, column in part.cells)
            if any(values):
                self.parts.setdefault(part, {})[values] = None

    def record(self, read_text: Mapping[str, Callable[[str], Iterator[tuple[Path, str]]]]) -> Record:
        """The record. ``read_text`` says of an element, by its name, which elements its text holds."""
        record = _Gathered(self.parts)
        for part, found in self.parts.items():
            read = read_text.get(part.path[-1])
            for values in sorted(found):
                if read:
                    for path, text in read(values[0]):
                        _add(record, path, text)
                elif part.is_plain:
                    _add(record, part.path, values[0])
                else:
                    _add(record, part.path, _unit(part, values))
        return record


class _Gathered(Record):
    """A record made of rows; an excerpt of it are the beginnings of their cells."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[Part, Iterable[tuple[str, ...]]]) -> None:
        super().__init__("Designation")
        self._parts = parts

    def excerpt(self) -> str:
        cells = (cell for found in self._parts.values() for values in found for cell in values if cell)
        return squeeze(" | ".join(cells))[:_EXCERPT]


def _unit(part: Part, values: tuple[str, ...]) -> Record:
    unit = Record(part.path[-1])
    for (tag, _), value in zip(part.cells, values, strict=True):
        if value:
            unit.fields[tag] = [value]
    return unit


def _add(record: Record, path: Path, field: Record | str) -> None:
    for tag in path[:-1]:
        inner = record.fields.setdefault(tag, [Record(tag)])[0]
        record = inner if isinstance(inner, Record) else record
    record.fields.setdefault(path[-1], []).append(field)
