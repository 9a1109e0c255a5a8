"""The fields of the form to screen with: what each is called, and what of a request it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.domain.errors import Fault


@dataclass(frozen=True, slots=True)
class Field:
    """A field by the name it has in the form and its label. ``target`` is what it says of the subject or
    the request; ``parted_by`` what stands between several values, empty where there is one."""

    name: str
    label: str
    target: str
    parted_by: str = ""


FIELDS = (
    Field("name", "Name", "name"),
    Field("type", "Type", "type"),
    Field("birth_date", "Birth date", "birth_dates", ";"),
    Field("country", "Country", "countries", ";"),
    Field("aliases", "Other names", "aliases", "\n"),
    Field("gender", "Gender", "gender"),
    Field("birth_place", "Birth place", "birth_place"),
    Field("nationality", "Nationality", "nationalities", ";"),
    Field("residence", "Residence", "residence_countries", ";"),
    Field("incorporation", "Incorporated in", "incorporation_country"),
    Field("addresses", "Addresses", "addresses", "\n"),
    Field("imo", "IMO number", "imo"),
    Field("mmsi", "MMSI", "mmsi"),
    Field("call_sign", "Call sign", "call_sign"),
    Field("flag", "Flag", "flag"),
)
"""Those that are about the subject."""

TERMS = (
    Field("reference", "Customer reference", "reference"),
    Field("threshold", "Threshold", "threshold"),
    Field("as_of", "As published by", "as_of"),
    Field("portfolio", "Portfolio", "portfolio"),
)
"""Those that are about how it is screened."""

FURTHER_FACTS = tuple(one.name for one in FIELDS[4:])
"""Facts of the subject that are used less, and folded away."""

FURTHER_TERMS = ("threshold", "as_of")
"""Terms that are used less, and folded away."""

_LABELS: Mapping[str, str] = {
    **{f"subject.{one.target}": one.label for one in FIELDS},
    **{one.target: one.label for one in TERMS},
    "subject.identifiers": "Identifier",
    "lists": "Lists",
}
_INDEX = re.compile(r"\[\d+\].*")


def joined(field: Field, value: object) -> str:
    """A value of a request as the text of its field."""
    if not value:
        return ""
    if field.parted_by and isinstance(value, Iterable):
        between = "; " if field.parted_by == ";" else field.parted_by
        return between.join(map(str, value))
    return str(value)


def parted(field: Field, typed: str) -> str | list[str]:
    """What was typed into a field, as a request says it."""
    if not field.parted_by:
        return typed
    return [part.strip() for part in typed.split(field.parted_by) if part.strip()]


def say_fault(fault: Fault) -> tuple[str, str]:
    """The label of the field that a fault is about, and what is wrong with it."""
    field = _INDEX.sub("", fault.field)
    return _LABELS.get(field, field), fault.message
