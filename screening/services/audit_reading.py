"""The trail of the audit for people: who may read it, what a record says in a line, whether it is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from screening.domain.access import Principal
from screening.domain.errors import NotPermitted, UnknownRecord
from screening.services.audit_export import export_lines
from screening.services.deps import Deps
from screening.store import audit
from screening.store.audit_cover import COVERS
from screening.store.audit_evidence import CheckedRecord, check_records
from screening.store.audit_trail import KeptRecord, TrailFilter, all_kinds, read_records, read_trail
from screening.store.types import exact_text

EXPORTED = "audit_exported"
"""The kind of the audit record of an export that was taken away over the pages."""

_DIGEST = re.compile("[0-9a-f]{64}")
"""Left out of a line: nobody reads them there."""

_LONGEST_VALUE = 80
_LONGEST_SUMMARY = 240


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A record of the trail and what it says in a line."""

    kept: KeptRecord
    summary: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A part of the trail, the latest first; ``below`` is where the next part begins, None at its end.
    ``looked_to``: the record at which the search for a text stopped, where it has not looked at all."""

    lines: tuple[TrailLine, ...]
    below: int | None
    looked_to: int | None = None


def trail_page(deps: Deps, wanted: TrailFilter, *, below: int | None, limit: int, by: Principal) -> TrailPage:
    """The part of the trail before record ``below`` (None: the latest). Raises ``NotPermitted``."""
    check_reader(by)
    with deps.database.reading() as session:
        found = read_trail(session, wanted, below=below, limit=limit + 1)
    lines = tuple(TrailLine(one, summary_of(one)) for one in found.records[:limit])
    if len(found.records) > limit:
        return TrailPage(lines, lines[-1].kept.record.seq)
    return TrailPage(lines, found.looked_to, found.looked_to)


def trail_kinds(deps: Deps) -> list[str]:
    """The kinds that there are records of."""
    with deps.database.reading() as session:
        return all_kinds(session)


def read_checked(deps: Deps, seq: int, *, by: Principal) -> CheckedRecord:
    """One record, checked now. Raises ``NotPermitted``, ``UnknownRecord`` for one that is not there."""
    check_reader(by)
    with deps.database.reading() as session:
        found = read_records(session, [seq]) if 0 < seq < 2**62 else []
        if not found:
            raise UnknownRecord(f"there is no audit record {seq}")
        return check_records(session, deps.keeper, found)[0]


def take_export(deps: Deps, *, since: date | None, until: date | None, by: Principal) -> Iterator[bytes]:
    """The lines of an export, recorded before the first of them. Raises ``NotPermitted``."""
    check_reader(by)
    told = {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}
    with deps.database.writing() as session:
        audit.append(session, at=deps.clock(), actor=by.name, kind=EXPORTED, payload=told)
    return export_lines(deps, since=since, until=until)


def check_reader(by: Principal) -> None:
    """Raise ``NotPermitted`` for whoever is kept to portfolios: the chain is of the whole installation."""
    if by.portfolios is not None:
        raise NotPermitted(
            "The audit is of the whole installation: an account that is kept to portfolios cannot read it."
        )


def payload_of(kept: KeptRecord) -> dict[str, Any]:
    """What a record says, as it was written; nothing where it was purged."""
    found: dict[str, Any] = json.loads(exact_text(kept.payload)) if kept.payload else {}
    return found


def summary_of(kept: KeptRecord) -> str:
    """The plain values of a record in one line."""
    if kept.payload is None:
        return "its payload was purged"
    said = {name: value for name, value in payload_of(kept).items() if name != COVERS}
    words = "; ".join(f"{name.replace('_', ' ')} {text}" for name, text in _plain(said))
    return words if len(words) <= _LONGEST_SUMMARY else f"{words[:_LONGEST_SUMMARY]}…"


def _plain(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if isinstance(value, str) and _DIGEST.fullmatch(value):
            continue
        if isinstance(value, str | int | float) and value not in ("", False):
            yield name, "yes" if value is True else str(value)[:_LONGEST_VALUE]
        elif isinstance(value, dict):
            names = ("name", "title", "alert", "policy", "id")
            if (key := next((one for one in names if value.get(one)), None)) is not None:
                yield name, str(value[key])[:_LONGEST_VALUE]
        elif isinstance(value, list) and value and name == "alerts":
            yield name, ", ".join(str(one.get("alert", "")) for one in value[:3] if isinstance(one, dict))
