"""One real party on one list or several, as FollowTheMoney shapes an entity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.domain.party_group import Member
from screening.domain.programme import MeasureClass
from screening.services.corpus import is_listed
from screening.services.ftm_properties import properties_of
from screening.services.ftm_schemata import SCHEMA_OF
from screening.services.programmes import measure_classes_of, measures_of
from screening.sources.registry import find_source
from screening.store.sightings import Sighting

SANCTION, EXPORT_CONTROL = "sanction", "export.control"
"""The topics of parties that a list blocks or restricts, and of those that only exports are closed to."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A designation in a version, and since when it is known here."""

    designation: Designation
    version: ListVersion
    sighting: Sighting

    @property
    def member(self) -> Member:
        """Its list and reference."""
        return Member(self.designation.list_id, self.designation.authority_ref)


def entity_to_dict(entity_id: str, listed: Sequence[Listed], *, nested: bool = False) -> dict[str, Any]:
    """The entity that the designations ``listed`` are of; at least one, the first tells its schema and
    its caption. ``nested`` adds what each list orders, as entities of the schema Sanction."""
    main = listed[0].designation
    properties: dict[str, list[Any]] = {
        **properties_of([one.designation for one in listed], main.party_type),
        "topics": _topics(listed),
        "sourceUrl": _pages(listed),
    }
    if nested:
        properties["sanctions"] = [_sanction(one) for one in listed]
    return {
        "id": entity_id,
        "caption": main.primary_name,
        "schema": SCHEMA_OF[main.party_type],
        "properties": {name: values for name, values in properties.items() if values},
        "datasets": sorted({one.designation.list_id for one in listed}),
        "referents": sorted(str(one.member) for one in listed if str(one.member) != entity_id),
        "target": bool(properties["topics"]),
        **_seen(listed),
    }


def topic_of(designation: Designation, version: ListVersion) -> str | None:
    """The topic of a party for one list; None once the list has taken it off."""
    if not is_listed(designation, version):
        return None
    classes = measure_classes_of(designation)
    return EXPORT_CONTROL if set(classes) == {MeasureClass.EXPORT_CONTROL} else SANCTION


def iso_seconds(instant: datetime) -> str:
    """An instant as these entities carry it: in UTC, to the second, without saying so."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def _topics(listed: Iterable[Listed]) -> list[str]:
    found = {topic_of(one.designation, one.version) for one in listed}
    return sorted((topic for topic in found if topic), reverse=True)


def _seen(listed: Sequence[Listed]) -> dict[str, str]:
    return {
        "first_seen": iso_seconds(min(one.sighting.first_seen for one in listed)),
        "last_seen": iso_seconds(max(one.version.checked_at for one in listed)),
        "last_change": iso_seconds(max(one.sighting.last_change for one in listed)),
    }


def _sanction(one: Listed) -> dict[str, Any]:
    found, source = one.designation, find_source(one.designation.list_id)
    properties = {
        "authority": [source.authority],
        "authorityId": [found.authority_ref],
        "program": list(found.programmes),
        "provisions": list(measures_of(found)),
        "listingDate": [found.listed_on.isoformat()] if found.listed_on else [],
        "endDate": [found.delisted_on.isoformat()] if found.delisted_on else [],
        "sourceUrl": _pages([one]),
    }
    return {
        "id": f"{one.member}:sanction",
        "caption": source.title,
        "schema": "Sanction",
        "properties": {name: values for name, values in properties.items() if values},
        "datasets": [found.list_id],
        "referents": [],
        "target": False,
        **_seen([one]),
    }


def _pages(listed: Iterable[Listed]) -> list[str]:
    """The authorities' own pages of the entries."""
    found = [(find_source(one.member.list_id).entry_url, one.member.authority_ref) for one in listed]
    return [url.format(authority_ref=quote(ref, safe="")) for url, ref in found if url]
