"""One ``target`` of SECO's list as a designation.

A de-listed target stays in the file: it has the day of its de-listing. Amendments hold copies of
what was added and removed; they are history and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from screening.domain.designation import (
    Attribute,
    CrossReference,
    Designation,
    Gender,
    PartyType,
    Relation,
    RelationKind,
    Vessel,
)
from screening.sources.entries import require_name
from screening.sources.merging import unique_names, unite
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.seco_identity import read_identities
from screening.sources.seco_information import read_information
from screening.sources.seco_reference import References, SanctionsSet

_GENDERS = {"male": Gender.MALE, "female": Gender.FEMALE}
_OBJECTS = {"vessel": PartyType.VESSEL, "aircraft": PartyType.AIRCRAFT}
_UNITED_NATIONS = re.compile(r"[A-Z]{2}[eiv]\.\d{3}(?:\.\d+)?")
_DATES = ("effective-date", "publication-date", "enactment-date")
_LISTED, _AMENDED, _DELISTED = "listed", "amended", "de-listed"
_KINDS = (
    (re.compile(r"own(?:ed|ership)?-by|controlled|subsidiary"), RelationKind.OWNED_BY),
    (re.compile(r"\bown|parent-company|controls"), RelationKind.OWNS),
    (re.compile(r"behalf|acting|represent|agent"), RelationKind.ACTING_FOR),
    (
        re.compile(
            r"brother|sister|sibling|wife|husband|spouse|married|father|mother|parent|son|daughter|child|relative|family|cousin"
        ),
        RelationKind.FAMILY,
    ),
)


class _History(NamedTuple):
    listed_on: date | None
    amended_on: tuple[date, ...]
    delisted_on: date | None


def read_target(
    list_id: str, references: References, target: Record, reference: str, locator: str
) -> Designation:
    """The designation that a ``target`` describes, its fields taken from the record.

    Raises UnreadableRecordError for a target that is no individual, entity or known object, and
    without a name.
    """
    party_type, body = _body(target)
    identity = read_identities(body, references, party_type)
    sets = list(_sets(target, references))
    information = [squeeze(text) for text in _texts(body, "other-information")]
    require_name(identity.names[0].text if identity.names else None)
    history = _history(target)
    found = [identifier for text in information for identifier in read_information(text)]
    attributes = [
        *identity.attributes,
        *_attributes(target),
        *(_origin(each) for each in sets if each.origin),
    ]
    vessel = Vessel(vessel_type=body.take("vessel-type")) if party_type is PartyType.VESSEL else None
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=unique_names(identity.names),
        titles=unite(identity.titles),
        genders=_genders(body),
        birth_dates=unite(identity.birth_dates),
        birth_places=unite(identity.birth_places),
        nationalities=unite(identity.nationalities),
        addresses=unite(identity.addresses),
        identifiers=unite(i for i in [*identity.identifiers, *found] if i.value),
        vessel=vessel if vessel != Vessel() else None,
        programmes=unite(each.programme for each in sets if each.programme),
        measures=unite(each.measure for each in sets if each.measure),
        legal_bases=unite(each.legal_basis for each in sets if each.legal_basis),
        remarks=unite([*_texts(body, "justification"), *information]),
        attributes=unite(attributes),
        relations=unite(_relations(body)),
        cross_references=unite(_cross_references(target)),
        listed_on=history.listed_on,
        amended_on=history.amended_on,
        delisted_on=history.delisted_on,
    )


def _body(target: Record) -> tuple[PartyType, Record]:
    bodies = [
        (party_type, body)
        for tag, party_type in (("individual", PartyType.INDIVIDUAL), ("entity", PartyType.ENTITY))
        for body in target.open_all(tag)
    ]
    for body in target.open_all("object"):
        kind = body.take_attribute("object-type") or ""
        if kind not in _OBJECTS:
            raise UnreadableRecordError(f"its object-type {kind!r} is not known")
        bodies.append((_OBJECTS[kind], body))
    if len(bodies) != 1:
        raise UnreadableRecordError(f"it has {len(bodies)} of individual, entity and object, not one")
    return bodies[0]


def _genders(body: Record) -> tuple[Gender, ...]:
    sex = body.take_attribute("sex")
    if sex and sex not in _GENDERS:
        body.report("@sex", sex)
    return (_GENDERS[sex],) if sex in _GENDERS else ()


def _sets(target: Record, references: References) -> Iterator[SanctionsSet]:
    """The sets of sanctions, by elements or (in older editions) by an attribute."""
    for ssid in [
        *filter(None, [target.take_attribute("sanctions-set-id")]),
        *target.take_all("sanctions-set-id"),
    ]:
        if ssid in references.sets:
            yield references.sets[ssid]
        else:
            target.report("sanctions-set-id", ssid)


def _origin(sanctions: SanctionsSet) -> Attribute:
    return Attribute(label="origin", value=sanctions.origin)


def _texts(body: Record, tag: str) -> Iterator[str]:
    for element in body.open_all(tag):
        element.take_attribute("ssid")
        text = element.take_text()
        if text:
            yield text


def _attributes(target: Record) -> Iterator[Attribute]:
    for element in target.open_all("generic-attribute"):
        element.take_attribute("ssid")
        label, value = element.take_attribute("name") or "", squeeze(element.take_text() or "")
        if value:
            yield Attribute(label=label, value=value)


def _cross_references(target: Record) -> Iterator[CrossReference]:
    for text in target.take_all("foreign-identifier"):
        is_united_nations = _UNITED_NATIONS.fullmatch(text)
        yield CrossReference(
            scheme="un_sc_sanctions" if is_united_nations else "foreign-identifier", reference=text
        )


def _relations(body: Record) -> Iterator[Relation]:
    for element in body.open_all("relation"):
        element.take_attribute("ssid")
        kind, target = (element.take_attribute(name) or "" for name in ("relation-type", "target-id"))
        remark = "; ".join(squeeze(text) for text in element.take_all("remark"))
        yield Relation(
            kind=next((found for words, found in _KINDS if words.search(kind)), RelationKind.LINKED),
            name=f"target {target}",
            wording=": ".join(filter(None, (kind, remark))),
            authority_ref=target or None,
        )


def _history(target: Record) -> _History:
    """Listed first, amended since, and de-listed where that is the newest of all. Of equally old
    modifications the first in the file is the newest."""
    steps = [_step(element) for element in target.open_all("modification")]
    listed = [day for kind, day in steps if kind == _LISTED and day]
    newest_kind, newest = max(steps, key=lambda step: step[1] or date.min, default=(_LISTED, None))
    if newest_kind == _DELISTED and newest is None:
        raise UnreadableRecordError("it is de-listed, but since when is not said")
    listed_on = min(listed, default=None)
    later = {day for kind, day in steps if kind in (_LISTED, _AMENDED) and day and day != listed_on}
    return _History(listed_on, tuple(sorted(later)), newest if newest_kind == _DELISTED else None)


def _step(element: Record) -> tuple[str, date | None]:
    kind = element.take_attribute("modification-type") or ""
    if kind not in (_LISTED, _AMENDED, _DELISTED):
        element.report("@modification-type", kind)
    days = [_day(element, name) for name in _DATES]
    for copy in ("added", "removed"):
        element.fields.pop(copy, None)
    return kind, next(filter(None, days), None)


def _day(element: Record, name: str) -> date | None:
    text = element.take_attribute(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        element.report(f"@{name}", text or "")
        return None
