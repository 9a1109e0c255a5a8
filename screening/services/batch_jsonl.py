"""JSON Lines as a table: an object a line, flat or with the subject of ``POST /api/v1/screenings``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from screening.domain.errors import BadInputFile
from screening.services.batch_encoding import UNDECODABLE, encoding_of, is_undecodable, lines_of, mended
from screening.services.batch_source import Source
from screening.services.batch_table import Row, Table, cell_text, checked_header, digest_of

_SUBJECT = "subject"
_EXPECTED = "one JSON object a line was expected"


def open_jsonl(source: Source, encoding: str | None) -> Table:
    """The table in a file of JSON lines: its columns are the members of all objects, in the order in
    which they first appear; those of a ``subject`` count as the object's own.

    A line that is no object is a faulty row. Raises ``BadInputFile`` where the first one is none;
    ``UsageError`` for an unknown encoding.
    """
    read_in = encoding_of(source, encoding)
    columns: dict[str, None] = {}
    rows = faulty = 0
    for line in _lines(source, read_in):
        found, fault = _members(line)
        rows += 1
        if fault and rows == 1:
            raise BadInputFile(f"{source.name}: line 1 {fault}; {_EXPECTED}")
        faulty += bool(fault)
        if not columns.keys() >= found.keys():
            columns |= dict.fromkeys(found)
            checked_header(source, list(columns))
    header = tuple(checked_header(source, list(columns) if rows else None))
    return Table(
        source=source,
        sha256=digest_of(source),
        header=header,
        rows=rows,
        read=lambda: (_row(line, header) for line in _lines(source, read_in)),
        encoding=read_in,
        faulty=faulty,
    )


def _lines(source: Source, encoding: str) -> Iterator[str]:
    return filter(None, map(str.strip, lines_of(source, encoding)))


def _row(line: str, header: tuple[str, ...]) -> Row:
    members, fault = _members(line)
    cells = [cell_text(members.get(column)) for column in header]
    return Row(cells, f"the line {fault}" if fault else "", mended(line) if fault else line)


def _members(line: str) -> tuple[Mapping[str, Any], str]:
    """The members of the object in a line, and why there is none."""
    if is_undecodable(line):
        return {}, UNDECODABLE
    try:
        found = json.loads(line, object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return {}, f"is not JSON that can be read ({str(error)[:200]})"
    if not isinstance(found, dict):
        return {}, "is not a JSON object"
    if isinstance(subject := found.get(_SUBJECT), dict):
        rest = {name: value for name, value in found.items() if name != _SUBJECT}
        found = {**subject, **{name: value for name, value in rest.items() if name not in subject}}
    return (found, "") if _is_text(found) else ({}, "holds half a character (a lone surrogate)")


def _is_text(members: Mapping[str, Any]) -> bool:
    texts = (text for name, value in members.items() for text in (name, cell_text(value)))
    return not any(map(is_undecodable, texts))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member stands twice in an object")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
