"""The values that a subject is made of, as clients write them: each checked and brought to one form.

Every validator answers with a message that names what was expected and never repeats the input.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from screening.domain.designation import Gender, IdentifierType, PartyType
from screening.domain.errors import InvalidRequest, UnknownList
from screening.domain.screening import POINTS
from screening.matching.policy import default_policy
from screening.services.terms import check_threshold
from screening.sources.registry import find_source
from screening.text.countries import parse_country
from screening.text.dates import parse_subject_date

LONGEST_TEXT = 1_000
"""Characters of a name or another text of a subject."""

PARTY_TYPES = {
    "individual": PartyType.INDIVIDUAL,
    "person": PartyType.INDIVIDUAL,
    "entity": PartyType.ENTITY,
    "organization": PartyType.ENTITY,
    "organisation": PartyType.ENTITY,
    "company": PartyType.ENTITY,
    "legalentity": PartyType.ENTITY,
    "publicbody": PartyType.ENTITY,
    "vessel": PartyType.VESSEL,
    "ship": PartyType.VESSEL,
    "aircraft": PartyType.AIRCRAFT,
    "airplane": PartyType.AIRCRAFT,
}
"""What clients call a party type, in lower case without spaces."""

_GENDERS = {"male": Gender.MALE, "m": Gender.MALE, "female": Gender.FEMALE, "f": Gender.FEMALE}
_IDENTIFIERS = {kind.value: kind for kind in IdentifierType}
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("subject_field", "{message}", {"message": message})


def _word(table: Mapping[str, object], expected: str) -> Callable[[object], object]:
    def look_up(value: object) -> object:
        if value is None or value == "":
            return None
        found = table.get(value.casefold().replace(" ", "")) if isinstance(value, str) else None
        if found is None:
            raise _fault(f"must be one of {expected}")
        return found

    return look_up


def _text(value: str) -> str:
    if not value.strip():
        raise _fault("must not be blank")
    if len(value) > LONGEST_TEXT:
        raise _fault(f"must not be longer than {LONGEST_TEXT:,} characters")
    return value


def printable(value: str) -> str:
    """``value``, which people have to be able to see. Raises the fault of a field otherwise."""
    is_seen = any(one.isprintable() and not one.isspace() for one in value)
    if value and (not is_seen or any(unicodedata.category(one) == "Cc" for one in value)):
        raise _fault("must be of printable characters")
    return value


def _party_name(value: str) -> str:
    if not any(character.isalnum() for character in _text(value)):
        raise _fault("must hold a letter or a digit: there is nothing to compare")
    return value


def _country_code(value: str) -> str:
    code = parse_country(value).code
    if code is None:
        raise _fault("must be an ISO 3166-1 country code or the name of a country")
    return code


def _birth_date(value: str) -> str:
    if parse_subject_date(value) is None:
        raise _fault("must be an ISO 8601 date, full or partial: 1956-03-07, 1956-03 or 1956")
    return value


def _iso_date(value: object) -> object:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise _fault("must be an ISO 8601 date: 2024-05-07")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _fault("must be a day of the calendar") from None


def _instant(value: object) -> object:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
        if instant and instant.tzinfo:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _fault("must be an ISO 8601 instant with its time zone: 2024-05-07T12:00:00Z")


def _threshold(value: float) -> float:
    try:
        # A number as large as JSON can hold is none in points.
        check_threshold(round(min(max(value, -1.0), 2.0) * POINTS), default_policy())
    except InvalidRequest as refused:
        raise _fault(refused.faults[0].message) from None
    return value


def _list_id(value: str) -> str:
    try:
        return find_source(value).list_id
    except UnknownList:
        raise _fault("is not a list that this installation knows") from None


PartyWord: TypeAlias = Annotated[
    PartyType | None, BeforeValidator(_word(PARTY_TYPES, "individual, entity, vessel, aircraft"))
]
GenderWord: TypeAlias = Annotated[Gender | None, BeforeValidator(_word(_GENDERS, "male, female"))]
IdentifierWord: TypeAlias = Annotated[
    IdentifierType | None, BeforeValidator(_word(_IDENTIFIERS, ", ".join(_IDENTIFIERS)))
]
Text: TypeAlias = Annotated[str, AfterValidator(_text)]
Reference: TypeAlias = Annotated[str, AfterValidator(_text), AfterValidator(printable)]
PartyName: TypeAlias = Annotated[str, AfterValidator(_party_name)]
CountryCode: TypeAlias = Annotated[str, AfterValidator(_country_code)]
BirthDate: TypeAlias = Annotated[str, AfterValidator(_birth_date)]
IsoDate: TypeAlias = Annotated[date, BeforeValidator(_iso_date)]
Instant: TypeAlias = Annotated[datetime, BeforeValidator(_instant)]
Threshold: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(_threshold)]
ListId: TypeAlias = Annotated[str, AfterValidator(_list_id)]
