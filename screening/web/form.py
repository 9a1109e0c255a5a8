"""The search form: what was typed into it, as the request that the API takes, and faults as labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from screening.domain.errors import Fault
from screening.domain.screening import POINTS, ScreeningRequest

MOST_SHOWN = 50
"""Hits shown on a page; more are recorded and said."""

_FIELDS: Mapping[str, str] = {
    "subject.name": "Name",
    "subject.type": "Type",
    "subject.birth_dates": "Birth date",
    "subject.countries": "Country",
    "subject.identifiers": "Identifier",
    "lists": "Lists",
    "threshold": "Threshold",
    "portfolio": "Portfolio",
}
_FACTS = ("type", "birth_date", "country", "identifier", "threshold", "portfolio")
_INDEX = re.compile(r"\[\d+\].*")


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The fields of the search box as text, empty where nothing was typed."""

    name: str = ""
    type: str = ""
    birth_date: str = ""
    country: str = ""
    identifier: str = ""
    lists: tuple[str, ...] = ()
    threshold: str = ""
    portfolio: str = ""


def read_form(sent: MultiDict[str, str]) -> SearchForm:
    """The form as it was sent; blanks around the values are dropped, the name stays as typed."""
    facts: dict[str, Any] = {name: sent.get(name, "").strip() for name in _FACTS}
    return SearchForm(name=sent.get("name", ""), lists=tuple(sent.getlist("lists")), **facts)


def form_of(request: ScreeningRequest) -> SearchForm:
    """The form that asks ``request`` again, as far as its fields go."""
    subject = request.subject
    return SearchForm(
        name=subject.name,
        type=subject.type or "",
        birth_date=next(iter(subject.birth_dates), ""),
        country=next(iter(subject.countries), ""),
        identifier=next((identifier.value for identifier in subject.identifiers), ""),
        lists=request.lists,
        portfolio=request.portfolio or "",
        threshold="" if request.threshold is None else f"{request.threshold / POINTS:g}",
    )


def to_payload(form: SearchForm) -> dict[str, Any]:
    """The body of ``POST /api/v1/screenings`` that says what the form says."""
    subject: dict[str, Any] = {"name": form.name}
    subject |= {"type": form.type} if form.type else {}
    subject |= {"birth_dates": [form.birth_date]} if form.birth_date else {}
    subject |= {"countries": [form.country]} if form.country else {}
    subject |= {"identifiers": [{"value": form.identifier}]} if form.identifier else {}
    payload: dict[str, Any] = {"subject": subject, "lists": list(form.lists), "limit": MOST_SHOWN}
    payload |= {"portfolio": form.portfolio} if form.portfolio else {}
    return payload | ({"threshold": _number(form.threshold)} if form.threshold else {})


def say_fault(fault: Fault) -> tuple[str, str]:
    """The label of the field that a fault is about, and what is wrong with it."""
    field = _INDEX.sub("", fault.field)
    return _FIELDS.get(field, field), fault.message


def _number(text: str) -> float | str:
    """The text itself where it is no number: the request's own check then says so."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
