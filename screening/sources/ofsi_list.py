"""The closed consolidated list of OFSI: CSV of 29 columns, CSV and workbook of 36 since 2022."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from screening.domain.listing import ListFormat, Parsed, PublishedFile
from screening.sources.ofsi_information import read_information
from screening.sources.raw_table import sheet_finder
from screening.sources.table import TableLayout, only_table
from screening.sources.uk_designation import read_designation
from screening.sources.uk_rows import Part, plain
from screening.sources.uk_tables import (
    UkTable,
    find_rows,
    header_of,
    parse_rows,
    parse_table,
    recognises_dated_table,
)
from screening.sources.workbook import is_workbook, sheet_rows, top_rows

_INDIVIDUAL = ("IndividualDetails", "Individual")
_NAME = tuple((f"Name{number}", f"Name {number}") for number in range(1, 7))
_LINES = tuple((f"AddressLine{number}", f"Address {number}") for number in range(1, 7))
_PASSPORT = (
    ("PassportNumber", "Passport Number"),
    ("PassportAdditionalInformation", "Passport Details"),
)
_NATIONAL = (
    ("NationalIdentifierNumber", "National Identification Number"),
    ("NationalIdentifierAdditionalInformation", "National Identification Details"),
)
_PARTS = (
    Part(
        ("Names", "Name"),
        (*_NAME, ("NameType", "Alias Type"), ("AliasStrength", "Alias Quality")),
    ),
    Part(
        ("NonLatinNames", "NonLatinName"),
        (
            ("NameNonLatinScript", "Name Non-Latin Script"),
            ("NonLatinScriptType", "Non-Latin Script Type"),
            ("NonLatinScriptLanguage", "Non-Latin Script Language"),
        ),
    ),
    Part(
        ("Addresses", "Address"),
        (*_LINES, ("AddressPostalCode", "Post/Zip Code"), ("AddressCountry", "Country")),
    ),
    Part((*_INDIVIDUAL, "PassportDetails", "Passport"), _PASSPORT),
    Part((*_INDIVIDUAL, "NationalIdentifierDetails", "NationalIdentifier"), _NATIONAL),
    Part(
        (*_INDIVIDUAL, "NationalIdentifierDetails", "NationalIdentifier"),
        (("NationalIdentifierAdditionalInformation", "NI Number"),),
    ),
    Part(
        (*_INDIVIDUAL, "BirthDetails", "Location"),
        (("TownOfBirth", "Town of Birth"), ("CountryOfBirth", "Country of Birth")),
    ),
    plain("DOB", *_INDIVIDUAL, "DOBs", "DOB"),
    plain("Nationality", *_INDIVIDUAL, "Nationalities", "Nationality"),
    plain("Position", *_INDIVIDUAL, "Positions", "Position"),
    plain("Title", "Titles", "Title"),
    plain("Other Information", "OtherInformation"),
    plain("Group Type", "IndividualEntityShip"),
    plain("Regime", "RegimeName"),
    plain("Listed On", "DateDesignated"),
    plain("UK Sanctions List Date Designated", "UKSanctionsListDateDesignated"),
    plain("Last Updated", "LastUpdated"),
)
_KEY = "Group ID"
_SINCE_2022 = (
    "Name Non-Latin Script",
    "Non-Latin Script Type",
    "Non-Latin Script Language",
    "Passport Number",
    "National Identification Number",
    "National Identification Details",
    "Alias Quality",
    "UK Sanctions List Date Designated",
)
_LAYOUT = TableLayout(
    columns=(*dict.fromkeys(column for part in _PARTS for _, column in part.cells), _KEY),
    optional=(*_SINCE_2022, "NI Number"),
    expected="OFSI's consolidated list (a line 'Last Updated', then columns from Name 6 to Group ID)",
)


def ofsi_formats(list_id: str) -> tuple[ListFormat, ...]:
    """The list as CSV, of either layout, and as a workbook."""
    table = UkTable(
        layout=_LAYOUT,
        key=_KEY,
        parts=_PARTS,
        designate=partial(read_designation, list_id),
        read_text={"OtherInformation": read_information},
    )
    return (
        ListFormat(
            name="ofsi-conlist-csv",
            parser_version=1,
            recognises=partial(recognises_dated_table, _LAYOUT),
            parse=partial(_parse_csv, table=table),
            find_records=partial(find_rows, table=table),
        ),
        ListFormat(
            name="ofsi-conlist-xlsx",
            parser_version=1,
            recognises=is_workbook,
            parse=partial(_parse_workbook, table=table),
            find_records=sheet_finder(_LAYOUT),
        ),
    )


def _parse_csv(files: tuple[PublishedFile, ...], *, table: UkTable) -> Iterator[Parsed]:
    yield from parse_table(only_table(files, _LAYOUT.expected), table)


def _parse_workbook(files: tuple[PublishedFile, ...], *, table: UkTable) -> Iterator[Parsed]:
    file = only_table(files, _LAYOUT.expected)
    yield header_of(next(top_rows(file, _LAYOUT), []), file.name, _LAYOUT)
    yield from parse_rows(sheet_rows(file, _LAYOUT), table)
