"""The UK Sanctions List: XML (root ``Designations``), and CSV of one row for each combination.

The CSV is brought into the shape of the XML before it is read, so that both agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, unknown_fields
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record
from screening.sources.table import TableLayout, only_table
from screening.sources.uk_designation import read_designation
from screening.sources.uk_rows import Part, plain
from screening.sources.uk_tables import UkTable, find_rows, parse_table, recognises_dated_table
from screening.sources.xml import Layout, only_file, records, root_name
from screening.text.dates import parse_date

_HEADER, _RECORD = "DateGenerated", "Designation"
_XML = Layout(
    root="Designations",
    records=(_HEADER, _RECORD),
    expected="the UK Sanctions List in XML (root <Designations>)",
)
_INDIVIDUAL = ("IndividualDetails", "Individual")
_ENTITY = ("EntityDetails", "Entity")
_SHIP = ("ShipDetails", "Ship")
_NAME = tuple((f"Name{number}", f"Name {number}") for number in range(1, 7))
_LINES = tuple((f"AddressLine{number}", f"Address Line {number}") for number in range(1, 7))
_NATIONAL = (
    ("NationalIdentifierNumber", "National Identifier number"),
    ("NationalIdentifierAdditionalInformation", "National Identifier additional information"),
)
_PASSPORT = (
    ("PassportNumber", "Passport number"),
    ("PassportAdditionalInformation", "Passport additional information"),
)
_NON_LATIN = (
    ("NameNonLatinScript", "Name non-latin script"),
    ("NonLatinScriptType", "Non-latin script type"),
    ("NonLatinScriptLanguage", "Non-latin script language"),
)
_PARTS = (
    Part(("Names", "Name"), (*_NAME, ("NameType", "Name type"), ("AliasStrength", "Alias strength"))),
    Part(("NonLatinNames", "NonLatinName"), _NON_LATIN),
    Part(
        ("Addresses", "Address"),
        (*_LINES, ("AddressPostalCode", "Address Postal Code"), ("AddressCountry", "Address Country")),
    ),
    Part((*_INDIVIDUAL, "PassportDetails", "Passport"), _PASSPORT),
    Part((*_INDIVIDUAL, "NationalIdentifierDetails", "NationalIdentifier"), _NATIONAL),
    Part(
        (*_INDIVIDUAL, "BirthDetails", "Location"),
        (("TownOfBirth", "Town of birth"), ("CountryOfBirth", "Country of birth")),
    ),
    plain("D.O.B", *_INDIVIDUAL, "DOBs", "DOB"),
    plain("Nationality(/ies)", *_INDIVIDUAL, "Nationalities", "Nationality"),
    plain("Position", *_INDIVIDUAL, "Positions", "Position"),
    plain("Gender", *_INDIVIDUAL, "Genders", "Gender"),
    plain("Type of entity", *_ENTITY, "TypeOfEntities", "TypeOfEntity"),
    plain("Subsidiaries", *_ENTITY, "Subsidiaries", "Subsidiary"),
    plain("Parent company", *_ENTITY, "ParentCompanies", "ParentCompany"),
    plain(
        "Business registration number (s)",
        *_ENTITY,
        "BusinessRegistrationNumbers",
        "BusinessRegistrationNumber",
    ),
    plain("IMO number", *_SHIP, "IMONumbers", "IMONumber"),
    plain("Current owner/operator (s)", *_SHIP, "CurrentOwnerOperators", "CurrentOwnerOperator"),
    plain("Previous owner/operator (s)", *_SHIP, "PreviousOwnerOperators", "PreviousOwnerOperator"),
    plain("Current believed flag of ship", *_SHIP, "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip"),
    plain("Previous flags", *_SHIP, "PreviousFlags", "PreviousFlag"),
    plain("Type of ship", *_SHIP, "TypeOfShipDetails", "TypeOfShip"),
    plain("Tonnage of ship", *_SHIP, "TonnageOfShipDetails", "TonnageOfShip"),
    plain("Length of ship", *_SHIP, "LengthOfShipDetails", "LengthOfShip"),
    plain("Year Built", *_SHIP, "YearsBuilt", "YearBuilt"),
    plain(
        "Hull identification number (HIN)", *_SHIP, "HullIdentificationNumbers", "HullIdentificationNumber"
    ),
    plain("Title", "Titles", "Title"),
    plain("Phone number", "PhoneNumbers", "PhoneNumber"),
    plain("Website", "Websites", "Website"),
    plain("Email address", "EmailAddresses", "EmailAddress"),
    plain("OFSI Group ID", "OFSIGroupID"),
    plain("UN Reference Number", "UNReferenceNumber"),
    plain("Regime Name", "RegimeName"),
    plain("Designation Type", "IndividualEntityShip"),
    plain("Designation source", "DesignationSource"),
    plain("Sanctions Imposed", "SanctionsImposed"),
    plain("Other Information", "OtherInformation"),
    plain("UK Statement of Reasons", "UKStatementofReasons"),
    plain("Date Designated", "DateDesignated"),
    plain("Last Updated", "LastUpdated"),
)
_KEY, _ID = "Unique ID", "UniqueID"
_TABLE = TableLayout(
    columns=(*dict.fromkeys(column for part in _PARTS for _, column in part.cells), _KEY),
    optional=("Hull identification number (HIN)",),
    expected="the UK Sanctions List in CSV (a line 'Report Date', then columns from Last Updated on)",
)


def uk_formats(list_id: str) -> tuple[ListFormat, ...]:
    """The list's XML and CSV."""
    designate = partial(read_designation, list_id)
    table = UkTable(layout=_TABLE, key=_KEY, parts=_PARTS, designate=designate, read_text={})
    return (
        ListFormat(
            name="uk-sanctions-list-xml",
            parser_version=1,
            recognises=lambda heads: [root_name(head) for head in heads.values()] == [_XML.root],
            parse=partial(_parse_xml, list_id=list_id),
            find_records=find_xml_records,
        ),
        ListFormat(
            name="uk-sanctions-list-csv",
            parser_version=1,
            recognises=partial(recognises_dated_table, _TABLE),
            parse=partial(_parse_csv, table=table),
            find_records=partial(find_rows, table=table),
        ),
    )


def _parse_csv(files: tuple[PublishedFile, ...], *, table: UkTable) -> Iterator[Parsed]:
    yield from parse_table(only_table(files, _TABLE.expected), table)


def _parse_xml(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    file = only_file(files, _XML)
    reader = EntryReader(_ID, partial(read_designation, list_id))
    header: ListHeader | None = None
    for record in records(file, _XML):
        if record.tag == _RECORD and header:
            yield from reader.read(record)
            continue
        if record.tag == _HEADER:
            header = _header(record, file.name)
            yield header
        yield from unknown_fields(record)
    if header is None or not reader.count:
        fault = "holds no <Designation>" if header else f"has no <{_HEADER}> before its designations"
        raise BadListFile(f"{file.name} {fault}; expected {_XML.expected}.")


def _header(record: Record, name: str) -> ListHeader:
    text = record.take_text() or ""
    found = parse_date(text)
    if found is None or found.earliest != found.latest:
        raise BadListFile(f"{name} gives no usable {_HEADER} ({text!r}); expected {_XML.expected}.")
    return ListHeader(found.earliest)
