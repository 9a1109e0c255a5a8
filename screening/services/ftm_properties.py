"""The facts of one designation as properties of a FollowTheMoney schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.domain.designation import (
    Address,
    AliasStrength,
    Country,
    Designation,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
)

Properties = dict[str, list[str]]

_MOST_YEARS = 10
"""Years of a span that are named one by one; of a longer one the first and the last."""

_LEGAL = {
    IdentifierType.PASSPORT: "idNumber",
    IdentifierType.NATIONAL_ID: "idNumber",
    IdentifierType.BIRTH_CERTIFICATE: "idNumber",
    IdentifierType.DRIVING_LICENCE: "idNumber",
    IdentifierType.OTHER: "idNumber",
    IdentifierType.TAX_ID: "taxNumber",
    IdentifierType.REGISTRATION: "registrationNumber",
    IdentifierType.LEI: "leiCode",
    IdentifierType.BIC: "swiftBic",
    IdentifierType.EMAIL: "email",
    IdentifierType.PHONE: "phone",
    IdentifierType.WEBSITE: "website",
}
_NUMBERS: dict[PartyType, dict[IdentifierType, str]] = {
    PartyType.INDIVIDUAL: {**_LEGAL, IdentifierType.PASSPORT: "passportNumber"},
    PartyType.ENTITY: {**_LEGAL, IdentifierType.IMO: "imoNumber"},
    PartyType.VESSEL: {
        IdentifierType.IMO: "imoNumber",
        IdentifierType.MMSI: "mmsi",
        IdentifierType.CALL_SIGN: "callSign",
        IdentifierType.REGISTRATION: "registrationNumber",
    },
    PartyType.AIRCRAFT: {
        IdentifierType.TAIL_NUMBER: "registrationNumber",
        IdentifierType.REGISTRATION: "registrationNumber",
        IdentifierType.AIRCRAFT_SERIAL: "serialNumber",
    },
}
"""Where the model has a property for a number; any other is a note."""

_Fact = tuple[str, str]


def properties_of(designations: Iterable[Designation], schema_of: PartyType) -> Properties:
    """What ``designations`` of one party say together: each value once, in their order, as far as a
    party of the type ``schema_of`` has such properties."""
    found: dict[str, dict[str, None]] = {}
    for one in designations:
        for name, value in (*_common(one), *_OWN[schema_of](one), *_numbers(one, schema_of)):
            if value.strip():
                found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}


def _common(one: Designation) -> Iterator[_Fact]:
    yield from ((_name_property(name), name.text) for name in one.names)
    yield from (("address", text) for text in map(_address_text, one.addresses))
    countries = (address.country for address in one.addresses if address.country)
    yield from (("country", code(country)) for country in countries)
    yield from (("program", programme) for programme in one.programmes)
    yield from (("notes", remark) for remark in one.remarks)
    yield from (("modifiedAt", day.isoformat()) for day in one.amended_on[-1:])


def _name_property(name: Name) -> str:
    if name.kind is NameKind.FKA:
        return "previousName"
    if name.strength is AliasStrength.WEAK:
        return "weakAlias"
    return "alias" if name.kind is NameKind.AKA else "name"


def _person(one: Designation) -> Iterator[_Fact]:
    for name in one.names:
        if name.kind is NameKind.PRIMARY:
            yield "firstName", name.given_name or ""
            yield "lastName", name.family_name or ""
    for born in one.birth_dates:
        yield from (("birthDate", text) for text in date_texts(born))
    for place in one.birth_places:
        yield "birthPlace", place.text
        yield "birthCountry", code(place.country) if place.country else ""
    yield from (("nationality", code(country)) for country in one.nationalities)
    yield from (("citizenship", code(country)) for country in one.citizenships)
    yield from (("gender", gender.value) for gender in one.genders)
    yield from (("title", title) for title in one.titles)
    yield from (("position", position) for position in one.positions)


def _entity(one: Designation) -> Iterator[_Fact]:
    yield from (("country", code(country)) for country in (*one.nationalities, *one.citizenships))


def _vessel(one: Designation) -> Iterator[_Fact]:
    if ship := one.vessel:
        yield "type", ship.vessel_type or ""
        yield "flag", code(ship.flag) if ship.flag else ""
        yield from (("pastFlags", code(flag)) for flag in ship.former_flags)
        yield "tonnage", ship.tonnage or ""
        yield "grossRegisteredTonnage", ship.gross_tonnage or ""
        yield "buildDate", ship.built or ""
        yield from (("notes", f"{role}: {who}") for role, who in _roles(ship.owner, ship.operator) if who)


def _roles(owner: str | None, operator: str | None) -> tuple[tuple[str, str | None], ...]:
    return ("owner", owner), ("operator", operator)


def _aircraft(_: Designation) -> Iterator[_Fact]:
    return iter(())


_OWN = {
    PartyType.INDIVIDUAL: _person,
    PartyType.ENTITY: _entity,
    PartyType.VESSEL: _vessel,
    PartyType.AIRCRAFT: _aircraft,
}


def _numbers(one: Designation, schema_of: PartyType) -> Iterator[_Fact]:
    for number in one.identifiers:
        name = _NUMBERS[schema_of].get(number.type)
        yield (name, number.value) if name else ("notes", _number_note(number))


def _number_note(number: Identifier) -> str:
    return f"{number.published_type}: {number.value}"


def _address_text(address: Address) -> str:
    country = address.country.text if address.country else None
    parts = (address.street, address.city, address.region, address.postal_code, country)
    return ", ".join(filter(None, parts))


def code(country: Country) -> str:
    """The code of a country, or what is printed where it has none."""
    return country.code or country.text


def date_texts(span: PartialDate) -> list[str]:
    """A published date as ISO 8601, no more precise than it was published: one for each year of a span."""
    first, last = span.earliest, span.latest
    if first == last:
        return [first.isoformat()]
    if (first.year, first.month) == (last.year, last.month):
        return [first.isoformat()[:7]]
    years = range(first.year, last.year + 1)
    return [f"{year:04}" for year in (years if len(years) <= _MOST_YEARS else (first.year, last.year))]
