"""An entry of a list as its page shows it: what is published, the raw record, what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.codec import value_to_plain
from screening.domain.errors import UnknownDesignation, UnknownPartyGroup
from screening.domain.listing import VersionState
from screening.domain.party_group import Member
from screening.services.catalogue import Catalogue
from screening.services.diff_answers import value_text
from screening.services.entry_answers import entry_rows
from screening.services.entry_history import EntryHistory, HistoryStep
from screening.services.programmes import describe_programmes
from screening.services.provenance import Entry, Moment
from screening.services.titles import list_title
from screening.sources.registry import find_source
from screening.web.answer import OtherMember
from screening.web.paging import this_page
from screening.web.rendering import render_page
from screening.web.search.listed_facts import listed_facts


def add_entry(blueprint: Blueprint, catalogue: Catalogue) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/designations/<list_id>/<path:authority_ref>")
    def designation(list_id: str, authority_ref: str) -> AnyResponse:
        asked = request.args.get("version") or None
        history = catalogue.history(list_id, authority_ref)
        with_raw = "raw" in request.args
        entry = _entry(catalogue, (list_id, authority_ref), asked, history, with_raw=with_raw)
        is_gone = not asked and entry.version.state is not VersionState.ACTIVE
        return render_page(
            "search/entry.html",
            is_gone=is_gone,
            with_raw=with_raw,
            raw_address=this_page(raw="yes"),
            others=_others(catalogue, entry),
            **describe_entry(entry, history),
        )


def _entry(
    catalogue: Catalogue,
    key: tuple[str, str],
    asked: str | None,
    history: EntryHistory,
    *,
    with_raw: bool,
) -> Entry:
    """The entry of the version asked for, else of the one in force, else of the last that had it."""
    try:
        return catalogue.entry(*key, at=Moment(version=asked), with_raw=with_raw)
    except UnknownDesignation:
        if asked or history.last is None:
            raise
        return catalogue.entry(*key, at=Moment(version=history.last.reading), with_raw=with_raw)


def describe_entry(entry: Entry, history: EntryHistory) -> dict[str, Any]:
    """What the page of ``entry`` shows, by the names of its template."""
    found, source = entry.designation, find_source(entry.designation.list_id)
    reference = quote(found.authority_ref, safe="")
    return {
        "entry": entry,
        "title": source.title,
        "facts": listed_facts(found),
        "rows": list(entry_rows(found)),
        "programmes": describe_programmes(found.list_id, found.programmes),
        "page": source.entry_url.format(authority_ref=reference) if source.entry_url else None,
        "history": [(step, _changes(step)) for step in history.steps],
        "versions": history.versions,
    }


def _others(catalogue: Catalogue, entry: Entry) -> list[OtherMember]:
    """Who else of the lists in force is the party of ``entry``; nobody where it is in no group."""
    member = Member(entry.designation.list_id, entry.designation.authority_ref)
    try:
        shown = catalogue.group(str(member))
    except UnknownPartyGroup:
        return []
    others = [one for one in shown.group.members if one != member]
    return [
        OtherMember(
            one,
            list_title(one.list_id),
            shown.listed[one].primary_name if one in shown.listed else "",
            is_probable=one not in shown.group.certain,
        )
        for one in others
    ]


def _changes(step: HistoryStep) -> list[tuple[str, list[str], list[str]]]:
    """The fields of a step, each with the values that are gone and those that are new."""
    return [(change.field, _texts(change.before), _texts(change.after)) for change in step.fields]


def _texts(values: tuple[Any, ...]) -> list[str]:
    return [value_text(value_to_plain(value)) for value in values]
