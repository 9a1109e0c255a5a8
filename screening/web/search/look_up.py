"""Looking up: what is written so on the lists. Nothing is scored, and no answer is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.designation import PartyType
from screening.domain.errors import InvalidRequest
from screening.services.catalogue import Catalogue, ListState
from screening.services.lookup import Found, Lookup, LookupQuery, closest_first
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.paging import Paging, asked_offset, this_page
from screening.web.rendering import render_page

SHOWN = 50
"""Entries on a page."""

MOST_LETTERS = 1_000

WAYS: Mapping[str, str] = {
    "anything": "Anything",
    "name": "A whole name",
    "prefix": "The beginning of a name",
    "part": "A part of a name",
    "identifier": "An identifier",
    "authority_ref": "A reference",
    "programme": "A programme",
}
"""What the words can be, by the field of ``LookupQuery`` that they are."""

_HEADER = ("list", "reference", "type", "primary name", "name found", "programmes", "listed on", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpForm:
    """What was asked: the words, what they are, and on what."""

    words: str
    way: str
    list_id: str
    type: str
    programme: str

    @property
    def says_something(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.words or self.list_id or self.type or self.programme)


def add_look_up(blueprint: Blueprint, lookup: Lookup, catalogue: Catalogue) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/look-up")
    def look_up() -> AnyResponse:
        lists = [one for one in catalogue.lists() if one.in_force]
        form = _read_form(lists)
        if not form.says_something:
            return _page(lists, form, None)
        try:
            is_further = bool(asked_offset()) and not wants_csv()
            found = lookup.find(_query(form), by=g.principal, is_further=is_further)
        except InvalidRequest as error:
            faults = [("Words", fault.message) for fault in error.faults]
            return _page(lists, form, None, faults=faults)
        found = closest_first(found, form.words)
        if wants_csv():
            return csv_response("look-up.csv", _HEADER, _rows(found))
        return _page(lists, form, found)


def _page(
    lists: Sequence[ListState],
    form: LookUpForm,
    found: Sequence[Found] | None,
    faults: Sequence[tuple[str, str]] = (),
) -> AnyResponse:
    offset, entries = asked_offset(), found or ()
    return render_page(
        "search/look_up.html",
        422 if faults else 200,
        form=form,
        ways=WAYS.items(),
        lists_of=[(one.source.list_id, one.source.title) for one in lists],
        types_of=[(one.value, one.value) for one in PartyType],
        is_asked=found is not None,
        found=entries[offset : offset + SHOWN],
        paging=Paging(offset=offset, shown=SHOWN, total=len(entries)),
        as_csv=this_page(format="csv", offset=None),
        faults=faults,
    )


def _read_form(lists: Sequence[ListState]) -> LookUpForm:
    """The form of the address; a choice that there is not is none."""
    way, kind, on = (request.args.get(name, "") for name in ("in", "type", "list"))
    return LookUpForm(
        words=request.args.get("q", "").strip()[:MOST_LETTERS],
        way=way if way in WAYS else "anything",
        list_id=on if on in {one.source.list_id for one in lists} else "",
        type=kind if kind in {one.value for one in PartyType} else "",
        programme=request.args.get("programme", "").strip()[:MOST_LETTERS],
    )


def _query(form: LookUpForm) -> LookupQuery:
    asked: dict[str, Any] = {"programme": form.programme or None}
    asked |= {form.way: form.words} if form.words else {}
    return LookupQuery(
        **asked,
        types=[PartyType(form.type)] if form.type else (),
        lists=[form.list_id] if form.list_id else (),
    )


def _rows(found: Sequence[Found]) -> Iterator[tuple[object, ...]]:
    for one in found:
        entry = one.entry
        yield (
            entry.member.list_id,
            entry.member.authority_ref,
            entry.party_type.value,
            entry.primary_name,
            one.matched_name,
            "; ".join(entry.programmes),
            entry.listed_on,
            entry.version,
        )
