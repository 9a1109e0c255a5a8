"""A request for many parties: read one by one, so that one that is wrong is answered in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, ValidationError

from screening.domain.errors import Fault, InvalidRequest, TooLarge
from screening.domain.screening import ScreeningRequest
from screening.services.subject_input import (
    ScreeningBody,
    SubjectBody,
    TermsBody,
    faults_of,
    parse_screening_request,
)

MOST_TOGETHER = 1_000
"""Parties in one request."""

_SUBJECTS = "subjects"


class BulkBody(TermsBody):
    """The body of ``POST /api/v1/screenings/bulk``: parties, each by itself or with terms of its own,
    and terms for those that have none."""

    subjects: Annotated[
        tuple[ScreeningBody | SubjectBody, ...], Field(min_length=1, max_length=MOST_TOGETHER)
    ]


def parse_bulk(payload: object) -> list[ScreeningRequest | InvalidRequest]:
    """The requests in a decoded JSON body, or what is wrong with each.

    Raises ``InvalidRequest`` for another shape or terms that are wrong, ``TooLarge`` for too many.
    """
    if not isinstance(payload, Mapping):
        raise InvalidRequest([Fault("body", "must be an object")])
    subjects = payload.get(_SUBJECTS)
    terms = {name: value for name, value in payload.items() if name != _SUBJECTS}
    faults = [*_term_faults(terms), *_subject_faults(subjects)]
    if faults or not isinstance(subjects, list):
        raise InvalidRequest(faults)
    if len(subjects) > MOST_TOGETHER:
        raise TooLarge(f"A request holds {MOST_TOGETHER:,} subjects at the most.")
    return [_read(member, terms) for member in subjects]


def _term_faults(terms: Mapping[str, object]) -> list[Fault]:
    try:
        TermsBody.model_validate(terms)
    except ValidationError as error:
        return faults_of(error)
    return []


def _subject_faults(subjects: object) -> list[Fault]:
    if subjects is None:
        return [Fault(_SUBJECTS, "is required")]
    if not isinstance(subjects, list):
        return [Fault(_SUBJECTS, "must be a list")]
    return [] if subjects else [Fault(_SUBJECTS, "must hold at least one")]


def _read(member: object, terms: Mapping[str, object]) -> ScreeningRequest | InvalidRequest:
    """A member with ``subject`` is a request of its own; any other is a subject."""
    whole = member if isinstance(member, Mapping) and "subject" in member else {"subject": member}
    try:
        return parse_screening_request({**terms, **whole})
    except InvalidRequest as refused:
        return refused
