"""What OFAC's formats say of a party as features: gathered one by one, then put into its designation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from screening.domain.designation import (
    Attribute,
    Country,
    Designation,
    Identifier,
    IdentifierType,
    PartialDate,
    PartyType,
    Place,
    Vessel,
)
from screening.sources.ofac_ids import Facts, PublishedId
from screening.sources.places import parse_place
from screening.sources.prose import imo_numbers
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_T = TypeVar("_T")

PARTY_TYPES = {
    "individual": PartyType.INDIVIDUAL,
    "entity": PartyType.ENTITY,
    "vessel": PartyType.VESSEL,
    "aircraft": PartyType.AIRCRAFT,
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One published fact. ``type`` is as published, ``span`` a date where it was published as such."""

    type: str
    value: str
    span: PartialDate | None = None
    is_main: bool = True
    note: str | None = None


@dataclass(slots=True)
class Party:
    """What is known of one party so far. Values that are not the main ones come last."""

    facts: Facts = field(default_factory=Facts)
    positions: list[str] = field(default_factory=list)
    birth_dates: list[tuple[PartialDate, bool]] = field(default_factory=list)
    birth_places: list[tuple[Place, bool]] = field(default_factory=list)
    nationalities: list[tuple[Country, bool]] = field(default_factory=list)
    citizenships: list[tuple[Country, bool]] = field(default_factory=list)
    vessel: dict[str, str] = field(default_factory=dict)

    def add(self, feature: Feature) -> str | None:
        """Take a feature in; what is not understood of it, ``type`` or ``value``, is the answer."""
        take = _FEATURES.get(feature.type)
        if take:
            return take(self, feature)
        return self.facts.add(PublishedId(type=feature.type, value=feature.value, note=feature.note))

    def described(self, designation: Designation) -> Designation:
        """``designation`` with everything that was taken in."""
        return replace(
            designation,
            positions=(*designation.positions, *self.positions),
            genders=tuple(dict.fromkeys(self.facts.genders)),
            birth_dates=_main_first(self.birth_dates),
            birth_places=_main_first(self.birth_places),
            nationalities=_main_first(self.nationalities),
            citizenships=_main_first(self.citizenships),
            identifiers=(*self.facts.identifiers, *self._call_signs()),
            attributes=(*designation.attributes, *self.facts.attributes),
            vessel=self._vessel(),
        )

    def _call_signs(self) -> list[Identifier]:
        sign = self.vessel.get("Vessel Call Sign")
        kind = IdentifierType.CALL_SIGN
        return [Identifier(type=kind, value=sign, published_type="callSign")] if sign else []

    def _vessel(self) -> Vessel | None:
        flag = self.vessel.get("Vessel Flag")
        vessel = Vessel(
            vessel_type=self.vessel.get("VESSEL TYPE"),
            flag=parse_country(flag) if flag else None,
            former_flags=tuple(self.facts.former_flags),
            tonnage=self.vessel.get("Vessel Tonnage"),
            gross_tonnage=self.vessel.get("Vessel Gross Registered Tonnage"),
            owner=self.vessel.get("Vessel Owner"),
            built=self.facts.built,
        )
        return None if vessel == Vessel() else vessel


def name_parts(last: str, first: str, party_type: PartyType) -> tuple[str | None, str | None]:
    """A person's family and given names, where the name is in two parts; OFAC gives some names
    (``KLIMT, Gustav``) whole as the last one. None of a party that is no person."""
    if not first:
        last, _, first = last.partition(", ")
    is_split = bool(last and first) and party_type is PartyType.INDIVIDUAL
    return (last, first) if is_split else (None, None)


def stated_imo_numbers(remarks: str, party_type: PartyType) -> Iterator[Identifier]:
    """The IMO numbers that stand only in the remarks; a person's are those of somebody's ship."""
    if party_type is not PartyType.INDIVIDUAL:
        yield from imo_numbers(remarks, stated_in="remarks")


def printed(first: date, last: date) -> str:
    """A span of days as OFAC prints it: ``07 Oct 1952``, ``Oct 1952``, ``1952``, ``1952 to 1954``."""
    begins_month, ends_month = first.day == 1, (last + timedelta(days=1)).day == 1
    if first == last:
        return f"{first.day:02} {_month(first)}"
    if begins_month and ends_month and (first.month, last.month) == (1, 12):
        years = [f"{first.year:04}", f"{last.year:04}"]
        return " to ".join(dict.fromkeys(years))
    if begins_month and ends_month:
        return " to ".join(dict.fromkeys([_month(first), _month(last)]))
    return f"{printed(first, first)} to {printed(last, last)}"


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year:04}"


def _main_first(values: list[tuple[_T, bool]]) -> tuple[_T, ...]:
    return tuple(value for value, _ in sorted(values, key=lambda value: not value[1]))


def _birth_date(party: Party, feature: Feature) -> str | None:
    read = feature.span or parse_date(feature.value)
    if read is None:
        party.facts.attributes.append(Attribute(label="dateOfBirth", value=feature.value))
        return "value"
    notes = ["" if feature.is_main else "alternate", feature.note]
    party.birth_dates.append((replace(read, note="; ".join(filter(None, notes)) or None), feature.is_main))
    return None


def _birth_place(party: Party, feature: Feature) -> str | None:
    place = replace(parse_place(feature.value), note=feature.note)
    party.birth_places.append((place, feature.is_main))
    return None


def _nationality(party: Party, feature: Feature) -> str | None:
    party.nationalities.append((parse_country(feature.value), feature.is_main))
    return None


def _citizenship(party: Party, feature: Feature) -> str | None:
    party.citizenships.append((parse_country(feature.value), feature.is_main))
    return None


def _position(party: Party, feature: Feature) -> str | None:
    party.positions.append(feature.value)
    return None


def _of_vessel(party: Party, feature: Feature) -> str | None:
    if feature.type in party.vessel:
        return "value"
    party.vessel[feature.type] = feature.value
    return None


_FEATURES: dict[str, Callable[[Party, Feature], str | None]] = {
    "Birthdate": _birth_date,
    "Place of Birth": _birth_place,
    "Nationality Country": _nationality,
    "Citizenship Country": _citizenship,
    "Title": _position,
    "VESSEL TYPE": _of_vessel,
    "Vessel Call Sign": _of_vessel,
    "Vessel Flag": _of_vessel,
    "Vessel Owner": _of_vessel,
    "Vessel Tonnage": _of_vessel,
    "Vessel Gross Registered Tonnage": _of_vessel,
}
