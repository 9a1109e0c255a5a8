"""FollowTheMoney entities as JSON lines: a whole dataset (``entities.ftm.json``), or a chain of its
deltas, whose lines say ``{"op": "ADD", "entity": {…}}``.

Files are applied in the order given; a line without an ``op`` adds. What counts of an entity is
the last line that names it, and nothing where that line says ``DEL``. The files are read twice:
first for the last lines and for what is kept beside the parties, then for the parties.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from screening.domain.errors import BadListFile
from screening.domain.listing import (
    ListFormat,
    ListHeader,
    Parsed,
    PublishedFile,
    Quarantined,
    RawRecord,
    UnknownField,
)
from screening.sources.ftm_links import ASIDE, Links, Properties
from screening.sources.ftm_party import Party, read_party
from screening.text.dates import parse_date

_EXPECTED = "a FollowTheMoney dataset as JSON lines (entities.ftm.json) or a chain of its deltas"
_EXCERPT = 400
_OPERATIONS = frozenset({"ADD", "MOD", "DEL"})
_KNOWN = frozenset({"id", "caption", "schema", "properties", "referents", "target"})
_OF_THE_DATASET = frozenset({"datasets", "origin", "first_seen", "last_seen", "last_change"})
"""When and by whom a dataset was made changes every day and says nothing of the party; only the
day of the last change is taken."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: ``file`` and ``number`` (from 1) tell where. ``entity`` is None where it is odd."""

    file: int
    number: int
    text: str
    operation: str = "ADD"
    entity: Mapping[str, Any] | None = None
    fault: str = ""


@dataclass(slots=True)
class _Chain:
    """What a first reading tells: the last line of every entity, and what is beside the parties."""

    last: dict[str, tuple[int, int]] = field(default_factory=dict)
    asides: dict[str, tuple[str, Properties]] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)

    def apply(self, line: _Line) -> None:
        """Take one line's operation in."""
        entity = line.entity or {}
        id = entity["id"]
        self.last[id] = (line.file, line.number)
        self.asides.pop(id, None)
        if line.operation == "DEL":
            self.last[id] = (-1, -1)
            return
        self.captions[id] = entity.get("caption") or id
        if entity["schema"] in ASIDE:
            self.asides[id] = (entity["schema"], _properties(entity))

    def links(self) -> Links:
        """What is beside the parties, by party."""
        links = Links(captions=self.captions)
        for id, (schema, properties) in self.asides.items():
            links.add(id, schema, properties)
        return links


def entity_lines_format(list_id: str) -> ListFormat:
    """The JSON lines of FollowTheMoney, for a list that a user declares."""
    return ListFormat(
        name="ftm-json-lines",
        parser_version=1,
        recognises=_recognises,
        parse=partial(parse_entity_lines, list_id=list_id),
        find_records=_find_records,
    )


def parse_entity_lines(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """A header (the files do not say when they were published), then every party that is left after
    all operations. Related parties that are marked as no targets are read for their names only.

    Raises BadListFile for what are no such files or is cut short.
    """
    chain = _Chain()
    for line in _lines(files):
        if line.entity is not None:
            chain.apply(line)
    if not chain.last:
        names = ", ".join(file.name for file in files) or "nothing"
        raise BadListFile(f"{names} has no entity; expected {_EXPECTED}.")
    links = chain.links()
    yield ListHeader(None)
    for line in _lines(files):
        if line.entity is None:
            locator = f"line {line.number} of {files[line.file].name}"
            yield Quarantined(locator, line.fault, line.text[:_EXCERPT])
        elif chain.last[line.entity["id"]] == (line.file, line.number):
            yield from _read(line, line.entity, links, list_id)


def _read(line: _Line, entity: Mapping[str, Any], links: Links, list_id: str) -> Iterator[Parsed]:
    locator = f"entity[id={entity['id']}]"
    if entity["schema"] in ASIDE or entity.get("target") is False:
        return
    party = Party(
        id=entity["id"],
        schema=entity["schema"],
        caption=entity.get("caption") or "",
        properties=_properties(entity),
        referents=[r for r in entity.get("referents") or () if r != entity["id"]],
        changed_on=_day(entity.get("last_change")),
    )
    try:
        designation, unread = read_party(party, links, list_id=list_id, locator=locator)
    except ValueError as odd:
        yield Quarantined(locator, str(odd), line.text[:_EXCERPT])
        return
    yield designation
    for name, value in unread:
        yield UnknownField(locator, f"entity/properties/{name}", value)
    for name in entity.keys() - _KNOWN - _OF_THE_DATASET:
        yield UnknownField(locator, f"entity/{name}", json.dumps(entity[name], ensure_ascii=False)[:_EXCERPT])


def _day(text: str | None) -> date | None:
    found = parse_date(text) if text else None
    return found.earliest if found else None


def _properties(entity: Mapping[str, Any]) -> Properties:
    found: Properties = entity["properties"]
    return found


def _lines(files: Sequence[PublishedFile]) -> Iterator[_Line]:
    """Every line of every file; the last one of a file must be whole."""
    for position, file in enumerate(files):
        odd: _Line | None = None
        with file.open() as stream:
            for number, raw in enumerate(stream, start=1):
                if odd:
                    yield odd
                odd = None
                if not raw.strip():
                    continue
                line = _line(position, number, raw)
                if line.entity is None:
                    odd = line
                else:
                    yield line
        if odd and odd.fault == _NO_JSON:
            what = "is cut short or damaged in its last line" if odd.number > 1 else "is not JSON lines"
            raise BadListFile(f"{file.name} {what}; expected {_EXPECTED}.")
        if odd:
            yield odd


_NO_JSON = "it is no line of JSON"


def _line(file: int, number: int, raw: bytes) -> _Line:
    text = raw.decode("utf-8", "replace").strip()
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return _Line(file, number, text, fault=_NO_JSON)
    operation = found.get("op", "ADD") if isinstance(found, dict) else ""
    entity = found.get("entity") if isinstance(found, dict) and "op" in found else found
    fault = _fault(operation, entity)
    if fault:
        return _Line(file, number, text, fault=fault)
    return _Line(file, number, text, operation, entity)


def _fault(operation: object, entity: object) -> str:
    """Why a line cannot be applied; empty where it can."""
    if operation not in _OPERATIONS:
        return f"its op {operation!r} is not known"
    if not isinstance(entity, dict) or not isinstance(entity.get("id"), str) or not entity["id"]:
        return "it has no entity with an id"
    if operation == "DEL":
        return ""
    properties = entity.get("properties")
    if not isinstance(entity.get("schema"), str) or not isinstance(properties, dict):
        return "its entity has no schema and properties"
    is_well_formed = all(
        isinstance(values, list) and all(isinstance(value, str) for value in values)
        for values in properties.values()
    )
    return "" if is_well_formed else "a property of its entity is no list of texts"


def _recognises(heads: Mapping[str, bytes]) -> bool:
    """Files that begin with an entity or an operation; in a chain, some may be empty."""
    filled = [head for head in heads.values() if head.strip()]
    return bool(filled) and all(_is_entity(head) for head in filled)


def _is_entity(head: bytes) -> bool:
    start = head.lstrip()[:2_000]
    return start.startswith(b"{") and (
        (b'"op"' in start and b'"entity"' in start) or (b'"schema"' in start and b'"id"' in start)
    )


def _find_records(files: tuple[PublishedFile, ...], locator: str) -> tuple[RawRecord, ...]:
    """Every line about the entity, the earlier states of a chain included."""
    id = locator.removeprefix("entity[id=").removesuffix("]")
    return tuple(
        RawRecord(files[line.file].name, line.number, line.text)
        for line in _lines(files)
        if line.entity is not None and line.entity["id"] == id
    )
