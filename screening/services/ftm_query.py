"""A party given by example, as FollowTheMoney shapes it, read as a subject.

A value that cannot be read is left out and named; by all others the party is screened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.domain.designation import PartyType
from screening.domain.errors import BadExample, Fault, InvalidRequest
from screening.domain.screening import Subject
from screening.services.ftm_schemata import PARTIES, SCHEMATA
from screening.services.ftm_values import COUNTRIES, IDENTIFIERS, NAME, SINGLE, Value, read_values
from screening.services.subject_input import parse_subject
from screening.text.countries import parse_country

_BY_NUMBER = frozenset({"CryptoWallet"})
"""Schemata of what lists name by a number of its owner's only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A party that can be screened; ``properties`` are those it is compared by, ``warnings`` say what
    was left out, ``unread`` those of them that tell of values that should have been compared."""

    id: str | None
    schema: str
    subject: Subject
    properties: dict[str, list[str]]
    warnings: tuple[str, ...]
    unread: tuple[str, ...]


def read_example(given: object) -> Example:
    """The party in one member of ``queries``.

    Raises ``InvalidRequest`` for what is no example at all, ``BadExample`` for a schema or a party that
    cannot be screened; the faults' paths begin at the example.
    """
    example = _checked(given)
    kinds = _kinds(example["schema"])
    values, no_texts, unused = read_values(example["properties"])
    subject, kept, wrong, notes = _subject(values, next(iter(kinds)) if len(kinds) == 1 else None)
    return Example(
        id=example.get("id"),
        schema=example["schema"],
        subject=subject,
        properties=_shown(kept),
        warnings=(*unused, *no_texts, *wrong, *notes),
        unread=(*no_texts, *wrong),
    )


def _checked(given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidRequest([Fault("", "must be an object")])
    kinds = (("schema", str, "a text"), ("properties", Mapping, "an object"))
    faults = [Fault(name, "is required") for name, _, _ in kinds if given.get(name) is None]
    faults += [
        Fault(name, f"must be {words}")
        for name, kind, words in (*kinds, ("id", str, "a text"))
        if given.get(name) is not None and not isinstance(given[name], kind)
    ]
    if faults:
        raise InvalidRequest(faults)
    return given


def _kinds(schema: str) -> frozenset[PartyType]:
    if schema not in SCHEMATA:
        raise BadExample([Fault("schema", "is no schema of FollowTheMoney")])
    if schema not in PARTIES and schema not in _BY_NUMBER:
        raise BadExample([Fault("schema", f"is of no party that lists name; those are {', '.join(PARTIES)}")])
    return PARTIES.get(schema, frozenset())


def _subject(
    values: list[Value], party_type: PartyType | None
) -> tuple[Subject, list[Value], list[str], list[str]]:
    """The subject that ``values`` make, those of them that it is made of, why some could not be read,
    and what else there is to say."""
    kept, notes = _one_of_single(values)
    unread: list[str] = []
    while True:
        names, note = _names(kept)
        payload, sources = _payload([*names, *(value for value in kept if value.field != NAME)], party_type)
        try:
            return parse_subject(payload), kept, unread, [*notes, *note]
        except InvalidRequest as refused:
            faults = refused.faults
        unclear = [fault for fault in faults if _head(fault) not in sources]
        if unclear:
            raise BadExample([Fault(f"properties ({one.field})", one.message) for one in unclear])
        wrong = {sources[_head(fault)].path: fault.message for fault in faults}
        unread += [f"{path} is not compared: it {why}" for path, why in wrong.items()]
        kept = [value for value in kept if value.path not in wrong]


def _one_of_single(values: Sequence[Value]) -> tuple[list[Value], list[str]]:
    """Second values of fields that take one go where they are compared too, or are named."""
    kept: list[Value] = []
    reasons = []
    for value in values:
        if value.field not in SINGLE or all(other.field != value.field for other in kept):
            kept.append(value)
        elif instead := SINGLE[value.field]:
            kept.append(value._replace(field=instead))
        else:
            reasons.append(f"{value.path} is not compared: one value is")
    return kept, reasons


def _names(kept: Sequence[Value]) -> tuple[list[Value], list[str]]:
    """The names, or a number in place of one where there is none.

    Raises ``BadExample`` where there is neither.
    """
    if names := [value for value in kept if value.field == NAME]:
        return names, []
    numbers = [value for value in kept if value.field == IDENTIFIERS]
    if not numbers:
        raise BadExample([Fault("properties.name", "is required where no number is given")])
    return [numbers[0]._replace(field=NAME)], ["there is no name: only numbers are compared"]


def _payload(
    values: Sequence[Value], party_type: PartyType | None
) -> tuple[dict[str, object], dict[str, Value]]:
    """The subject as clients write it, and which value stands at each path of it."""
    payload: dict[str, Any] = {"type": party_type.value if party_type else None}
    sources: dict[str, Value] = {}
    for value in values:
        field = "aliases" if value.field == NAME and NAME in payload else value.field
        if field == NAME or field in SINGLE:
            payload[field] = value.text
            sources[field] = value
            continue
        several = payload.setdefault(field, [])
        sources[f"{field}[{len(several)}]"] = value
        several.append({"value": value.text, "type": value.type} if field == IDENTIFIERS else value.text)
    return payload, sources


def _head(fault: Fault) -> str:
    """The path of the value that a fault is about, without what follows in it."""
    return fault.field.partition(".")[0]


def _shown(kept: Sequence[Value]) -> dict[str, list[str]]:
    """What was compared, under the names that it came under; countries by their codes."""
    shown: dict[str, list[str]] = {}
    for value in kept:
        text = parse_country(value.text).code if value.field in COUNTRIES else value.text
        shown.setdefault(value.name, []).append(text or value.text)
    return shown
