"""The parts of OFAC's ADVANCED XML that its parties point to by number: words, places, documents,
relationships and listings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from screening.domain.designation import Address, PartialDate, Relation
from screening.sources.ofac_addresses import ADDRESS_PARTS, build_address
from screening.sources.ofac_ids import PublishedId
from screening.sources.ofac_party import printed
from screening.sources.ofac_relations import relation_kind
from screening.sources.record import Record
from screening.text.countries import parse_country

_WHOLE = "Unknown"  # the part that a country is made of where it is a fact and no address
_PROGRAMME = "Program"
_FIXED = ("CalendarTypeID", "YearFixed", "MonthFixed", "DayFixed")
_VALUE_NUMBERS = (
    *("ID", "CountryID", "Description", "AreaCodeTypeID", "ISO2", "ISO3", "OrganisationID", "Notional"),
    *("FeatureTypeGroupID", "LegalBasisShortRef", "LegalBasisTypeID", "SanctionsProgramID", "Symmetrical"),
    *("SubsidiaryBodyID", "DecisionMakingBodyID", "ScriptCode", "PartyTypeID"),
)


@dataclass(slots=True)
class Listing:
    """How a party stands on OFAC's lists: the first day on each, and on what grounds."""

    days: dict[str, date | None] = field(default_factory=dict)
    programmes: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    legal_bases: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Tables:
    """Everything but the parties. ``words`` are the reference values by set and number,
    ``party_types`` the number of the party type that a sub-type belongs to; documents are kept by
    identity, relations, listings and primary names by profile."""

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    party_types: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    documents: dict[str, list[PublishedId]] = field(default_factory=lambda: defaultdict(list))
    relations: dict[str, list[Relation]] = field(default_factory=lambda: defaultdict(list))
    listings: dict[str, Listing] = field(default_factory=lambda: defaultdict(Listing))
    names: dict[str, str] = field(default_factory=dict)

    def word(self, record: Record, kind: str, attribute: str | None = None) -> str:
        """The words behind the number in an attribute of ``record`` (``ListID`` for a ``List``);
        a number that leads nowhere is reported. Empty without one."""
        attribute = attribute or f"{kind}ID"
        number = record.take_attribute(attribute)
        if number and (kind, number) not in self.words:
            record.report(f"@{attribute}", number)
        return self.words.get((kind, number or ""), "")

    def named(self, relation: Relation) -> Relation:
        """``relation`` with the name of the other party, where that is in the file."""
        name = self.names.get(relation.authority_ref or "", "")
        if not name:
            return relation
        return replace(
            relation, name=name, wording=relation.wording.replace(f": {relation.name}", f": {name}", 1)
        )


def take_date(record: Record) -> date | None:
    """The day in ``Year``, ``Month`` and ``Day``; None, and reported, where they make none."""
    parts = [record.take(part) or "" for part in ("Year", "Month", "Day")]
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        record.report("Year", "-".join(parts))
        return None


def take_period(record: Record) -> PartialDate | None:
    """The days that the ``DatePeriod`` of ``record`` covers, printed as OFAC does; None without."""
    days, circa = [], False
    for period in record.open_all("DatePeriod"):
        _take(period, _FIXED)
        for tag in ("Start", "End"):
            for bound in period.open_all(tag):
                _take(bound, _FIXED)
                circa |= bound.take_attribute("Approximate") == "true"
                days += [take_date(day) for end in ("From", "To") for day in bound.open_all(end)]
    known = [day for day in days if day]
    if not known:
        return None
    first, last = min(known), max(known)
    text = ("circa " if circa else "") + printed(first, last)
    return PartialDate(earliest=first, latest=last, text=text, circa=circa)


def _read_words(sets: Record, tables: Tables) -> None:
    for tag in tuple(sets.fields):
        for values in sets.open_all(tag):
            kind = tag.removesuffix("Values")
            for value in values.open_all(kind):
                number, party_type = value.attributes.get("ID", ""), value.attributes.get("PartyTypeID")
                _take(value, _VALUE_NUMBERS)
                tables.words[kind, number] = value.take_text() or ""
                if party_type:
                    tables.party_types[number] = party_type


def _read_location(location: Record, tables: Tables) -> None:
    number = location.take_attribute("ID") or ""
    countries = [_country(part, tables) for part in location.open_all("LocationCountry")]
    for reference, kind in _BACK_REFERENCES:
        for part in location.open_all(reference):
            part.take_attribute(kind)
    parts: dict[str, str] = {}
    for part in location.open_all("LocationPart"):
        kind = tables.word(part, "LocPartType")
        for value in part.open_all("LocationPartValue"):
            _take(value, ("Primary", "LocPartValueTypeID", "LocPartValueStatusID"))
            texts = [parts.get(kind), value.take("Value"), value.take("Comment")]
            parts[kind] = ", ".join(filter(None, texts))
        if kind not in ADDRESS_PARTS and kind != _WHOLE:
            location.report("LocationPart", f"{kind}: {parts.get(kind, '')}")
    country = next(filter(None, countries), None) or parts.get(_WHOLE)
    tables.addresses[number] = build_address(parts, country)


_BACK_REFERENCES = (
    ("LocationAreaCode", "AreaCodeID"),
    ("FeatureVersionReference", "FeatureVersionID"),
    ("IDRegDocumentReference", "IDRegDocumentID"),
)


def _country(record: Record, tables: Tables) -> str:
    record.take_attribute("CountryRelevanceID")
    return tables.word(record, "Country")


def _read_document(document: Record, tables: Tables) -> None:
    document.take_attribute("ID")
    identity = document.take_attribute("IdentityID") or ""
    country = tables.word(document, "Country", "IssuedBy-CountryID")
    place = tables.addresses.get(document.take_attribute("IssuedIn-LocationID") or "", Address())
    validity, authority = tables.word(document, "Validity"), document.take("IssuingAuthority")
    for reference in document.open_all("DocumentedNameReference"):
        reference.take_attribute("DocumentedNameID")
    dates = {
        tables.word(one, "IDRegDocDateType"): take_period(one) for one in document.open_all("DocumentDate")
    }
    issued, expires = dates.get("Issue Date"), dates.get("Expiration Date")
    notes = [
        document.take("Comment"),
        f"issued by {authority}" if authority else None,
        f"issued in {place.city}" if place.city else None,
    ]
    tables.documents[identity].append(
        PublishedId(
            type=tables.word(document, "IDRegDocType"),
            value=document.take("IDRegistrationNo") or "",
            country=parse_country(country) if country else None,
            issued_on=issued.text if issued else None,
            expires_on=expires.text if expires else None,
            note="; ".join(filter(None, notes)) or None,
            is_valid=validity == "Valid" if validity else None,
        )
    )


def _read_relationship(relationship: Record, tables: Tables) -> None:
    _take(relationship, ("ID", "SanctionsEntryID"))
    party, other = (relationship.take_attribute(f"{end}-ProfileID") or "" for end in ("From", "To"))
    published_type = tables.word(relationship, "RelationType")
    quality = tables.word(relationship, "RelationQuality")
    is_former, comment = relationship.take_attribute("Former") == "true", relationship.take("Comment")
    kind, is_known = relation_kind(published_type)
    if not is_known:
        relationship.report("@RelationTypeID", published_type)
    notes = [
        comment,
        "former" if is_former else None,
        f"quality: {quality}" if quality != "Unknown" else None,
    ]
    note = "; ".join(filter(None, notes))
    wording = f"{published_type}: {other}" + (f" ({note})" if note else "")
    relation = Relation(kind=kind, name=other, wording=wording, authority_ref=other)
    tables.relations[party].append(relation)


def _read_listing(entry: Record, tables: Tables) -> None:
    _take(entry, ("ID",))
    listing = tables.listings[entry.take_attribute("ProfileID") or ""]
    name = tables.word(entry, "List")
    days = [_event(event, tables, listing) for event in entry.open_all("EntryEvent")]
    known = [day for day in (*days, listing.days.get(name)) if day]
    if name:
        listing.days[name] = min(known, default=None)
    for measure in entry.open_all("SanctionsMeasure"):
        _take(measure, ("ID",))
        for period in measure.open_all("DatePeriod"):
            _take(period, _FIXED)
        kind, comment = tables.word(measure, "SanctionsType"), measure.take("Comment")
        if kind == _PROGRAMME:
            _note(listing.programmes, comment)
        else:
            _note(listing.measures, " ".join(filter(None, [kind, comment])))


def _event(event: Record, tables: Tables, listing: Listing) -> date | None:
    _take(event, ("ID",))
    tables.word(event, "EntryEventType")
    _note(listing.legal_bases, tables.word(event, "LegalBasis"))
    event.take("Comment")
    days = []
    for day in event.open_all("Date"):
        _take(day, _FIXED)
        days.append(take_date(day))
    return next(filter(None, days), None)


def _note(values: list[str], value: str | None) -> None:
    if value and value not in values:
        values.append(value)


def _take(record: Record, names: tuple[str, ...]) -> None:
    for name in names:
        record.take_attribute(name)


READERS: dict[str, Callable[[Record, Tables], None]] = {
    "ReferenceValueSets": _read_words,
    "Location": _read_location,
    "IDRegDocument": _read_document,
    "ProfileRelationship": _read_relationship,
    "SanctionsEntry": _read_listing,
}
