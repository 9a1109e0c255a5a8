"""What the lists of the United Kingdom say of individuals, entities and ships."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from screening.domain.designation import (
    Attribute,
    Country,
    Gender,
    Identifier,
    IdentifierType,
    PartialDate,
    Place,
    Relation,
    RelationKind,
    Vessel,
)
from screening.sources.numbered import side_by_side, split_numbered
from screening.sources.record import Record
from screening.sources.uk_documents import NATIONAL_IDENTIFIER, PASSPORT, Document, read_document
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_GENDERS = {"male": Gender.MALE, "female": Gender.FEMALE}
_SENTENCES = re.compile(r"(?<=\w{3})[.;]\s+")
_NUMBER = re.compile(r"(?<![\w.])[A-Z]{0,4}-?\d[\w/-]{3,}")
_REMARK = re.compile(r"^\s*\([^()]*\)")
_TAX = re.compile(r"\b(?:TIN|INN|tax\w*|VAT|NIF|УНН/ИНН|ИНН)\b", re.IGNORECASE)


@dataclass(slots=True)
class Details:
    """What is gathered of one designation."""

    positions: list[str] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    birth_dates: list[PartialDate] = field(default_factory=list)
    birth_places: list[Place] = field(default_factory=list)
    nationalities: list[Country] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    vessel: Vessel = field(default_factory=Vessel)


def read_individual(designation: Record, details: Details) -> None:
    """Births, nationalities, genders, positions and documents of an individual."""
    for person in designation.open_list("IndividualDetails", "Individual"):
        for text in _values(person, "DOBs", "DOB"):
            _add_birth_date(person, text, details)
        details.nationalities += map(parse_country, _values(person, "Nationalities", "Nationality"))
        for text in _values(person, "Genders", "Gender"):
            gender = _GENDERS.get(text.casefold())
            details.genders += [gender] if gender else []
            if gender is None:
                person.report("Genders/Gender", text)
        details.positions += _values(person, "Positions", "Position")
        for location in person.open_list("BirthDetails", "Location"):
            details.birth_places += _birth_places(location)
        _add_documents(person.open_list("PassportDetails", "Passport"), PASSPORT, details)
        national = person.open_list("NationalIdentifierDetails", "NationalIdentifier")
        _add_documents(national, NATIONAL_IDENTIFIER, details)


def read_entity(designation: Record, details: Details) -> None:
    """The type, registration numbers, parents and subsidiaries of an entity."""
    for entity in designation.open_list("EntityDetails", "Entity"):
        for text in _values(entity, "TypeOfEntities", "TypeOfEntity"):
            details.attributes.append(Attribute(label="Type of entity", value=text))
        for text in _values(entity, "BusinessRegistrationNumbers", "BusinessRegistrationNumber"):
            details.identifiers += _registrations(text)
        for text in _values(entity, "ParentCompanies", "ParentCompany"):
            details.relations.append(_relation(RelationKind.OWNED_BY, "Parent company", text))
        for text in _values(entity, "Subsidiaries", "Subsidiary"):
            details.relations.append(_relation(RelationKind.OWNS, "Subsidiary", text))


def read_ship(designation: Record, details: Details) -> None:
    """The IMO number, flags, owners and dimensions of a ship."""
    for ship in designation.open_list("ShipDetails", "Ship"):
        for container, tag, add in _SHIP:
            for text in _values(ship, container, tag):
                add(details, text)


def read_contacts(designation: Record, details: Details) -> None:
    """Telephone numbers, mail addresses and web sites, in the way they are published."""
    for container, tag, kind, label in _CONTACTS:
        for text in _values(designation, container, tag):
            for part in filter(None, (piece.strip() for piece in text.split(";"))):
                details.identifiers.append(Identifier(type=kind, value=part, published_type=label))


def _values(record: Record, container: str, tag: str) -> Iterator[str]:
    for part in record.open_list(container, tag):
        yield from filter(None, split_numbered(part.take_text() or ""))


def _add_birth_date(person: Record, text: str, details: Details) -> None:
    found = parse_date(text)
    if found:
        details.birth_dates.append(found)
    else:
        details.attributes.append(Attribute(label="D.O.B", value=text))
        person.report("DOBs/DOB", text)


def _birth_places(location: Record) -> Iterator[Place]:
    cells = (location.take("TownOfBirth") or "", location.take("CountryOfBirth") or "")
    for town, country_text in side_by_side(*cells):
        text = ", ".join(filter(None, (town.rstrip("."), country_text.rstrip("."))))
        if text:
            country = parse_country(country_text.rstrip(".")) if country_text else None
            yield Place(text=text, country=country)


def _add_documents(records: list[Record], document: Document, details: Details) -> None:
    for record in records:
        for found in read_document(record, document):
            if isinstance(found, Identifier):
                details.identifiers.append(found)
            else:
                details.attributes.append(found)


def _registrations(text: str) -> Iterator[Identifier]:
    """``TIN: 6147025090. OGRN: 1026103159785`` are two numbers; what holds none stays whole."""
    label, end = "Business registration number", 0
    found = list(_NUMBER.finditer(text))
    for number in found:
        words = _REMARK.sub("", text[end : number.start()]).strip(" ,.;:–-(\"'")
        end = number.end()
        yield Identifier(
            type=IdentifierType.TAX_ID if _TAX.search(words) else IdentifierType.REGISTRATION,
            value=number[0],
            published_type=f"{label}, {words}" if words else label,
            note=text if text != number[0] else None,
        )
    if not found:
        yield Identifier(type=IdentifierType.REGISTRATION, value=text, published_type=label)


def _relation(kind: RelationKind, label: str, text: str) -> Relation:
    return Relation(kind=kind, name=text, wording=f"{label}: {text}")


def _add_imo(details: Details, text: str) -> None:
    number = Identifier(type=IdentifierType.IMO, value=text, published_type="IMO number")
    details.identifiers.append(number)


def _add_hull(details: Details, text: str) -> None:
    label = "Hull identification number (HIN)"
    details.identifiers.append(Identifier(type=IdentifierType.OTHER, value=text, published_type=label))


def _add_former_flags(details: Details, text: str) -> None:
    flags = tuple(parse_country(flag.strip(" .")) for flag in _SENTENCES.split(text))
    details.vessel = replace(details.vessel, former_flags=(*details.vessel.former_flags, *flags))


def _add_flag(details: Details, text: str) -> None:
    details.vessel = replace(details.vessel, flag=parse_country(text.strip(" .")))


def _add_owner(details: Details, text: str) -> None:
    owners = "; ".join(filter(None, (details.vessel.owner, text)))
    details.vessel = replace(details.vessel, owner=owners)


def _add_type(details: Details, text: str) -> None:
    details.vessel = replace(details.vessel, vessel_type=text)


def _add_tonnage(details: Details, text: str) -> None:
    details.vessel = replace(details.vessel, tonnage=text)


def _add_built(details: Details, text: str) -> None:
    details.vessel = replace(details.vessel, built=text)


def _add_length(details: Details, text: str) -> None:
    details.attributes.append(Attribute(label="Length of ship", value=text))


def _add_former_owner(details: Details, text: str) -> None:
    details.attributes.append(Attribute(label="Previous owner/operator", value=text))


_SHIP: tuple[tuple[str, str, Callable[[Details, str], None]], ...] = (
    ("IMONumbers", "IMONumber", _add_imo),
    ("CurrentOwnerOperators", "CurrentOwnerOperator", _add_owner),
    ("PreviousOwnerOperators", "PreviousOwnerOperator", _add_former_owner),
    ("CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip", _add_flag),
    ("PreviousFlags", "PreviousFlag", _add_former_flags),
    ("TypeOfShipDetails", "TypeOfShip", _add_type),
    ("TonnageOfShipDetails", "TonnageOfShip", _add_tonnage),
    ("LengthOfShipDetails", "LengthOfShip", _add_length),
    ("YearsBuilt", "YearBuilt", _add_built),
    ("HullIdentificationNumbers", "HullIdentificationNumber", _add_hull),
)
_CONTACTS = (
    ("PhoneNumbers", "PhoneNumber", IdentifierType.PHONE, "Phone number"),
    ("FaxNumbers", "FaxNumber", IdentifierType.OTHER, "Fax"),
    ("EmailAddresses", "EmailAddress", IdentifierType.EMAIL, "Email address"),
    ("Websites", "Website", IdentifierType.WEBSITE, "Website"),
)
