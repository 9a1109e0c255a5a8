"""What changed between two versions of a list, in sentences: who was added, removed, amended, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import UnknownVersion
from screening.domain.listing import ChangeCause, ChangeKind, VersionState
from screening.services.deps import Deps
from screening.services.list_diff import NamedChange, VersionDiff, diff_versions, with_fields
from screening.services.list_history import KnownVersion, read_history
from screening.sources.registry import find_source
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.lists.saying import Said, SaidField, field_title, say_fields, say_value
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page

SHOWN = 50
"""Changes on a page."""

_HEADER = (
    *("list_id", "old_version", "new_version", "kind", "cause", "authority_ref", "primary_name"),
    *("field", "old", "new"),
)


@dataclass(frozen=True, slots=True)
class SaidChange:
    """A change in a sentence, and in words the fields that differ: those of an amended entry, or all that
    one says that was added or removed."""

    change: NamedChange
    sentence: str
    fields: tuple[SaidField, ...]


def add_delta(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/lists/<list_id>/diff")
    def list_diff(list_id: str) -> AnyResponse:
        history = read_history(deps, list_id)
        old, new = _ends(list_id, history)
        found = diff_versions(deps, list_id, old, new)
        changes = _chosen(found.changes)
        if wants_csv():
            name = f"{list_id}-{found.new.version}.csv"
            return csv_response(name, _HEADER, _rows(found, with_fields(deps, found, changes)))
        return _page(deps, history, found, changes)


def _page(
    deps: Deps, history: Sequence[KnownVersion], found: VersionDiff, changes: Sequence[NamedChange]
) -> AnyResponse:
    offset = asked_offset()
    shown = with_fields(deps, found, changes[offset : offset + SHOWN], whole=True)
    return render_page(
        "lists/diff.html",
        source=find_source(found.new.list_id),
        found=found,
        counts={kind.value: found.counts[kind] for kind in ChangeKind},
        changes=[SaidChange(one, sentence(one), tuple(say_fields(one.fields))) for one in shown],
        versions=[one.version for one in history],
        kind=request.args.get("kind", ""),
        name=request.args.get("name", ""),
        paging=Paging(offset=offset, shown=SHOWN, total=len(changes)),
    )


def _ends(list_id: str, history: Sequence[KnownVersion]) -> tuple[str, str]:
    """The readings that are compared: those asked for; else what is in force with what was before."""
    used = {VersionState.ACTIVE, VersionState.SUPERSEDED}
    readings = [one.version.reading for one in history if one.version.state in used]
    if not history:
        raise UnknownVersion(f"no version of {list_id} is here")
    newest = next(
        (one.version.reading for one in history if one.version.state is VersionState.ACTIVE),
        history[0].version.reading,
    )
    new = request.args.get("to") or newest
    older = readings[readings.index(new) + 1 :] if new in readings else []
    return request.args.get("from") or next(iter(older), new), new


def _chosen(changes: Sequence[NamedChange]) -> list[NamedChange]:
    """The changes of the kind that is asked for, of parties whose name or reference has what was typed."""
    kind, typed = request.args.get("kind", ""), request.args.get("name", "").strip().casefold()
    return [
        one
        for one in changes
        if kind in ("", one.kind.value)
        and (typed in one.primary_name.casefold() or typed in one.authority_ref.casefold())
    ]


def _rows(found: VersionDiff, changes: Sequence[NamedChange]) -> Iterator[list[object]]:
    versions = [found.new.list_id, found.old.version if found.old else None, found.new.version]
    for one in changes:
        about: list[object] = [
            *versions,
            one.kind.value,
            one.cause.value,
            one.authority_ref,
            one.primary_name,
        ]
        if not one.fields:
            yield [*about, None, None, None]
        for field in one.fields:
            yield from ([*about, field.field, _cell(say_value(value)), None] for value in field.before)
            yield from ([*about, field.field, None, _cell(say_value(value))] for value in field.after)


def _cell(said: Said) -> str:
    return f"{said.main} ({said.beside})" if said.beside else said.main


def sentence(change: NamedChange) -> str:
    """What happened to an entry."""
    if change.cause is ChangeCause.REPARSED:
        return "This program reads the entry differently; the authority may not have changed it."
    if change.kind is ChangeKind.AMENDED:
        fields = [field_title(one.field).lower() for one in change.fields]
        said = " and ".join(filter(None, (", ".join(fields[:-1]), *fields[-1:])))
        return f"The authority amended its {said}." if said else "The authority amended it."
    if change.kind is ChangeKind.REMOVED:
        return "It was removed from the list."
    facts = {one.field: ", ".join(say_value(value).main for value in one.after) for one in change.fields}
    kind, under = facts.get("party_type", ""), facts.get("programmes", "")
    return f"It was added to the list{kind and f' as {kind}'}{under and f', under {under}'}."
