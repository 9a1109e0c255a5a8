"""A screening request as clients send it, to a ``ScreeningRequest``: every fault named at once."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from screening.domain.errors import Fault, InvalidRequest
from screening.domain.screening import POINTS, ScreeningRequest, Subject, SubjectIdentifier
from screening.services.subject_fields import (
    BirthDate,
    CountryCode,
    GenderWord,
    IdentifierWord,
    Instant,
    IsoDate,
    ListId,
    PartyName,
    PartyWord,
    Reference,
    Text,
    Threshold,
)

MOST_VALUES = 100
"""Values in one list of a subject; more is a fault, never a cut."""

_MESSAGES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "too_short": "holds too few values",
    "too_long": "holds too many values",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "string_pattern_mismatch": "is not of the form that the description tells",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "bool_type": "must be true or false",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "must be an ISO 8601 date: 2024-05-07",
    ),
}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class IdentifierBody(_Model):
    """A number that the client holds; without a type it is compared with all types."""

    value: Text
    type: IdentifierWord = None
    country: CountryCode | None = None


class SubjectBody(_Model):
    """The party asked about. Only the name is required; what is missing is neutral."""

    name: PartyName
    aliases: tuple[PartyName, ...] = Field((), max_length=MOST_VALUES)
    type: PartyWord = None
    gender: GenderWord = None
    birth_dates: tuple[BirthDate, ...] = Field((), max_length=MOST_VALUES)
    birth_place: Text | None = None
    nationalities: tuple[CountryCode, ...] = Field((), max_length=MOST_VALUES)
    residence_countries: tuple[CountryCode, ...] = Field((), max_length=MOST_VALUES)
    incorporation_country: CountryCode | None = None
    countries: tuple[CountryCode, ...] = Field((), max_length=MOST_VALUES)
    identifiers: tuple[IdentifierBody, ...] = Field((), max_length=MOST_VALUES)
    addresses: tuple[Text, ...] = Field((), max_length=MOST_VALUES)
    imo: Text | None = None
    mmsi: Text | None = None
    call_sign: Text | None = None
    flag: CountryCode | None = None
    context: dict[str, str] = Field({}, max_length=MOST_VALUES)


class TermsBody(_Model):
    """How to screen."""

    lists: tuple[ListId, ...] = ()
    threshold: Threshold | None = None
    limit: int = Field(10, ge=1, le=1000, strict=True)
    as_of: IsoDate | None = None
    in_force_at: Instant | None = None
    portfolio: Text | None = None
    alert: bool = Field(False, strict=True, description="Put the hits before an analyst.")


class ScreeningBody(TermsBody):
    """The body of ``POST /api/v1/screenings``: a subject and how to screen it."""

    subject: SubjectBody
    reference: Reference | None = None


def parse_screening_request(payload: object) -> ScreeningRequest:
    """The request in a decoded JSON body (``POST /api/v1/screenings``).

    Raises ``InvalidRequest`` with one fault for each thing wrong (``subject.birth_dates[0]``);
    no message repeats what was sent.
    """
    try:
        body = ScreeningBody.model_validate(payload)
    except ValidationError as error:
        raise InvalidRequest(faults_of(error)) from None
    return _request(body)


def parse_subject(payload: object) -> Subject:
    """The party in a decoded JSON object: the ``subject`` of a request.

    Raises ``InvalidRequest`` with paths that begin at the subject (``birth_dates[0]``).
    """
    try:
        return _subject(SubjectBody.model_validate(payload))
    except ValidationError as error:
        raise InvalidRequest(faults_of(error)) from None


def faults_of(error: ValidationError) -> list[Fault]:
    """What ``error`` found, each fault with the path of its field; what was sent is not repeated."""
    return [Fault(_path(detail["loc"]), _message(detail)) for detail in error.errors(include_url=False)]


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part[:64]}"
    return path.removeprefix(".") or "body"


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "string_too_short" and detail["ctx"]["min_length"] == 1:
        return "is needed"
    words = _MESSAGES.get(detail["type"])
    return words.format(**detail.get("ctx", {})) if words else detail["msg"].removeprefix("Value error, ")


def _request(body: ScreeningBody) -> ScreeningRequest:
    return ScreeningRequest(
        subject=_subject(body.subject),
        reference=body.reference,
        lists=tuple(dict.fromkeys(body.lists)),
        threshold=None if body.threshold is None else round(body.threshold * POINTS),
        limit=body.limit,
        as_of=body.as_of,
        in_force_at=body.in_force_at,
        portfolio=body.portfolio,
        alert=body.alert,
    )


def _subject(body: SubjectBody) -> Subject:
    fields = {name: getattr(body, name) for name in SubjectBody.model_fields if name != "identifiers"}
    return Subject(identifiers=tuple(_identifier(one) for one in body.identifiers), **fields)


def _identifier(body: IdentifierBody) -> SubjectIdentifier:
    return SubjectIdentifier(value=body.value, type=body.type, country=body.country)
