"""The form to screen with: what was typed into it, as the request that the API takes, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from werkzeug.datastructures import MultiDict

from screening.domain.screening import POINTS, ScreeningRequest, SubjectIdentifier
from screening.web.form_fields import FIELDS, TERMS, Field, joined, parted

MOST_SHOWN = 50
"""Hits shown on a page; more are recorded and said."""

FEWEST_IDENTIFIERS = 3
"""Rows of the form for identifiers."""


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """An identifier as it was typed."""

    value: str = ""
    type: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchForm:
    """The fields of the form as text by their names, those left out where nothing was typed."""

    values: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    identifiers: tuple[IdentifierRow, ...] = ()

    @property
    def rows(self) -> list[IdentifierRow]:
        """The identifiers, and rows to type more into."""
        missing = FEWEST_IDENTIFIERS - len(self.identifiers)
        return [*self.identifiers, *[IdentifierRow()] * max(1, missing)]

    def holds(self, names: Sequence[str]) -> bool:
        """Whether anything stands in one of these fields: what was typed must not be folded away."""
        return any(self.values.get(name) for name in names)


def read_form(sent: MultiDict[str, str]) -> SearchForm:
    """The form as it was sent; blanks around the values are dropped, the name stays as typed."""
    typed = {one.name: sent.get(one.name, "").strip() for one in (*FIELDS, *TERMS)}
    typed["name"] = sent.get("name", "")
    columns = [sent.getlist(name) for name in ("identifier", "identifier_type", "identifier_country")]
    rows = (IdentifierRow(*(each.strip() for each in row)) for row in zip_longest(*columns, fillvalue=""))
    return SearchForm(
        values={name: value for name, value in typed.items() if value},
        lists=tuple(sent.getlist("lists")),
        identifiers=tuple(row for row in rows if row.value),
    )


def form_of(request: ScreeningRequest) -> SearchForm:
    """The form that asks ``request`` again, as far as its fields go (``beyond_form``)."""
    values = {one.name: joined(one, getattr(request.subject, one.target)) for one in FIELDS}
    values |= {one.name: joined(one, getattr(request, one.target)) for one in TERMS}
    values["threshold"] = "" if request.threshold is None else f"{request.threshold / POINTS:g}"
    return SearchForm(
        values={name: value for name, value in values.items() if value},
        lists=request.lists,
        identifiers=tuple(map(_row, request.subject.identifiers)),
    )


def beyond_form(request: ScreeningRequest) -> list[str]:
    """What was asked that the form has no field for, in words."""
    beyond = {
        "the context of the party": request.subject.context,
        "the moment of what was in force": request.in_force_at,
    }
    return [words for words, value in beyond.items() if value]


def to_payload(form: SearchForm) -> dict[str, Any]:
    """The body of ``POST /api/v1/screenings`` that says what the form says."""
    subject = {"name": form.values.get("name", ""), **dict(_said(FIELDS, form))}
    if form.identifiers:
        subject["identifiers"] = [_identifier(row) for row in form.identifiers]
    payload = {"subject": subject, "lists": list(form.lists), "limit": MOST_SHOWN, **dict(_said(TERMS, form))}
    return payload | ({"threshold": _number(payload["threshold"])} if "threshold" in payload else {})


def _said(fields: Sequence[Field], form: SearchForm) -> Iterator[tuple[str, Any]]:
    for one in fields:
        if typed := form.values.get(one.name):
            yield one.target, parted(one, typed)


def _row(identifier: SubjectIdentifier) -> IdentifierRow:
    return IdentifierRow(identifier.value, identifier.type or "", identifier.country or "")


def _identifier(row: IdentifierRow) -> dict[str, str]:
    said = {"value": row.value, "type": row.type, "country": row.country}
    return {name: value for name, value in said.items() if value}


def _number(text: str) -> float | str:
    """The text itself where it is no number: the request's own check then says so."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
