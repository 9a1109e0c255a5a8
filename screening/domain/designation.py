"""One entry of one list, as its authority published it, in words common to all lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PartyType(StrEnum):
    """What kind of party a designation or a subject is."""

    INDIVIDUAL = "individual"
    ENTITY = "entity"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class NameKind(StrEnum):
    """Which of a party's names this is, in the words that authorities print."""

    PRIMARY = "primary name"
    AKA = "a.k.a."
    FKA = "f.k.a."
    NKA = "n.k.a."


class AliasStrength(StrEnum):
    """How much the authority trusts a name to identify the party.

    Weak: OFAC's low-quality a.k.a. (FAQ 122-125), the UN's quality *Low*, and their likes.
    """

    STRONG = "strong"
    WEAK = "weak"


class Gender(StrEnum):
    """As published; absent where the authority says nothing."""

    MALE = "male"
    FEMALE = "female"


class IdentifierType(StrEnum):
    """Types of identifiers that can be compared across lists and with a client's records."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    TAX_ID = "tax_id"
    REGISTRATION = "registration"
    BIRTH_CERTIFICATE = "birth_certificate"
    DRIVING_LICENCE = "driving_licence"
    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "call_sign"
    TAIL_NUMBER = "tail_number"
    AIRCRAFT_SERIAL = "aircraft_serial"
    LEI = "lei"
    BIC = "bic"
    ISIN = "isin"
    CRYPTO_ADDRESS = "crypto_address"
    EMAIL = "email"
    WEBSITE = "website"
    PHONE = "phone"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name of a party. ``text`` is as printed; ``wording`` is the published text where that
    differs (an element that held several names); ``script`` is ISO 15924 where it is known."""

    text: str
    kind: NameKind = NameKind.AKA
    strength: AliasStrength = AliasStrength.STRONG
    family_name: str | None = None
    given_name: str | None = None
    script: str | None = None
    language: str | None = None
    note: str | None = None
    wording: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country as published; ``code`` is ISO 3166-1 alpha-2 in lower case where recognised."""

    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A date no more precise than it was published: every day from ``earliest`` to ``latest``.

    One day, one month, one year and a range of years are all such spans; ``circa`` says that
    even the span is approximate. ``text`` is as published.
    """

    earliest: date
    latest: date
    text: str
    circa: bool = False
    note: str | None = None
    calendar: str | None = None
    """Where the authority printed another calendar than the Gregorian: ``islamic``, ``persian``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of birth as published, with the country where one was recognised."""

    text: str
    country: Country | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address in the parts that the authority published."""

    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: Country | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A number that identifies a party. ``value`` and ``published_type`` are as printed."""

    type: IdentifierType
    value: str
    published_type: str
    country: Country | None = None
    issued_on: str | None = None
    expires_on: str | None = None
    note: str | None = None
    is_valid: bool | None = None
    """False where the authority says expired, revoked, lost or false; None where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vessel:
    """What a list says of a ship beside its names and identifiers. Tonnages as published."""

    vessel_type: str | None = None
    flag: Country | None = None
    former_flags: tuple[Country, ...] = ()
    tonnage: str | None = None
    gross_tonnage: str | None = None
    owner: str | None = None
    operator: str | None = None
    built: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A published fact that has no field of its own: kept word for word, never dropped."""

    label: str
    value: str
    country: Country | None = None


class RelationKind(StrEnum):
    """How a designation is bound to another party, as far as the wording says."""

    OWNED_BY = "owned_by"
    OWNS = "owns"
    ACTING_FOR = "acting_for"
    FAMILY = "family"
    LINKED = "linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A bond to another party with the wording that states it. ``authority_ref`` where the list
    names the other entry by its id; ``share`` in percent where it is stated."""

    kind: RelationKind
    name: str
    wording: str
    authority_ref: str | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReference:
    """Another authority's id of the same party, printed on this entry. ``scheme`` is a list_id
    (``un_sc_sanctions``) or, within one authority, the name of its other id (``DATAID``)."""

    scheme: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """One entry on one list.

    ``authority_ref`` is the authority's own stable id; ``locator`` the record's path in the
    file by that id, so that it is valid in every version and is no part of the fingerprint.
    """

    list_id: str
    authority_ref: str
    party_type: PartyType
    names: tuple[Name, ...]
    locator: str
    titles: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    genders: tuple[Gender, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()
    birth_places: tuple[Place, ...] = ()
    nationalities: tuple[Country, ...] = ()
    citizenships: tuple[Country, ...] = ()
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    vessel: Vessel | None = None
    programmes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    legal_bases: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()
    listed_on: date | None = None
    amended_on: tuple[date, ...] = ()
    delisted_on: date | None = None

    @property
    def primary_name(self) -> str:
        """The first primary name as printed."""
        return next((n.text for n in self.names if n.kind is NameKind.PRIMARY), self.names[0].text)
