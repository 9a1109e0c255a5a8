"""``Other Information`` of OFSI's list: prose with tags such as ``(UN Ref):``, since 2022."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.sources.uk_rows import Path

_INDIVIDUAL = ("IndividualDetails", "Individual")
_ENTITY = ("EntityDetails", "Entity")
_SHIP = ("ShipDetails", "Ship")
_REST: Path = ("OtherInformation",)

_PATHS: dict[str, Path] = {
    "UK Sanctions List Ref": ("UniqueID",),
    "UN Ref": ("UNReferenceNumber",),
    "UK Statement of Reasons": ("UKStatementofReasons",),
    "Gender": (*_INDIVIDUAL, "Genders", "Gender"),
    "Phone number": ("PhoneNumbers", "PhoneNumber"),
    "Fax": ("FaxNumbers", "FaxNumber"),
    "Email address": ("EmailAddresses", "EmailAddress"),
    "Website": ("Websites", "Website"),
    "Type of entity": (*_ENTITY, "TypeOfEntities", "TypeOfEntity"),
    "Parent company": (*_ENTITY, "ParentCompanies", "ParentCompany"),
    "Subsidiaries": (*_ENTITY, "Subsidiaries", "Subsidiary"),
    "Business Reg No": (*_ENTITY, "BusinessRegistrationNumbers", "BusinessRegistrationNumber"),
    "IMO number": (*_SHIP, "IMONumbers", "IMONumber"),
    "Current owners": (*_SHIP, "CurrentOwnerOperators", "CurrentOwnerOperator"),
    "Previous owners": (*_SHIP, "PreviousOwnerOperators", "PreviousOwnerOperator"),
    "Flag of ship": (*_SHIP, "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip"),
    "Previous flags": (*_SHIP, "PreviousFlags", "PreviousFlag"),
    "Type of ship": (*_SHIP, "TypeOfShipDetails", "TypeOfShip"),
    "Tonnage of ship": (*_SHIP, "TonnageOfShipDetails", "TonnageOfShip"),
    "Length of ship": (*_SHIP, "LengthOfShipDetails", "LengthOfShip"),
    "Year built": (*_SHIP, "YearsBuilt", "YearBuilt"),
}
_TAG = re.compile(rf"\(({'|'.join(map(re.escape, _PATHS))})\):")
_FIRST_WORD = {
    "UniqueID": re.compile(r"[A-Z]{2,4}\d{4}"),
    "UNReferenceNumber": re.compile(r"[A-Z]{2}[eiv]\. ?\d{3}(?:\.\d+)?", re.IGNORECASE),
    "Gender": re.compile(r"male\b|female\b", re.IGNORECASE),
    "IMONumber": re.compile(r"\d{7}\b"),
    "YearBuilt": re.compile(r"\d{4}\b"),
}
_OLD_REFERENCE = re.compile(
    r"(?:[\w' -]{0,40}\.\s*){0,2}\(?UN\s+Ref(?:erence)?(?:\s+No)?[.:]*\s*"
    r"(?P<reference>[A-Z]{2}[eiv]\.\d{3})\b",
    re.IGNORECASE,
)


def read_information(text: str) -> Iterator[tuple[Path, str]]:
    """The elements that the text holds: tagged ones by their tags, what follows a number on its
    own as prose. Without tags it is prose whole, and a UN reference that it begins with is read."""
    prose, *tagged = _TAG.split(text)
    if prose.strip():
        yield from _old_reference(prose)
        yield _REST, prose.strip()
    for tag, value in zip(tagged[::2], tagged[1::2], strict=True):
        yield from _tagged(_PATHS[tag], value.strip(), tag)


def _tagged(path: Path, value: str, tag: str) -> Iterator[tuple[Path, str]]:
    pattern = _FIRST_WORD.get(path[-1])
    if pattern is None:
        yield path, value.rstrip(" .") if path[-1] != "UKStatementofReasons" else value
        return
    found = pattern.match(value)
    if not found:
        yield _REST, f"({tag}):{value}"
        return
    yield path, found[0].replace(" ", "")
    rest = value[found.end() :].strip(" .")
    if rest:
        yield _REST, value[found.end() :].lstrip(" .")


def _old_reference(prose: str) -> Iterator[tuple[Path, str]]:
    found = _OLD_REFERENCE.match(prose)
    if found:
        yield ("UNReferenceNumber",), found["reference"]
