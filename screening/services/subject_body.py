"""A monitored subject as clients send it in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from screening.domain.errors import Fault, InvalidRequest
from screening.domain.monitoring import SubjectEntry
from screening.services.subject_fields import Reference, Text
from screening.services.subject_input import SubjectBody, faults_of, parse_subject

_OURS = ("reference", "id", "branch", "risk_class", "portfolio")
MOST_TOGETHER = 1_000
"""Subjects in one request."""


class SubjectGroups(BaseModel):
    """The groups that a subject is in beside its portfolio."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    branch: Text | None = None
    risk_class: Text | None = None


class SubjectPutBody(SubjectGroups):
    """The body of ``PUT /api/v1/subjects/{reference}``: all that is told of a subject."""

    subject: SubjectBody


class SubjectPatchBody(SubjectGroups):
    """The body of ``PATCH /api/v1/subjects/{reference}``: members to be replaced; the fields of
    ``subject`` that are named replace those that were told before."""

    subject: dict[str, Any] | None = None


class SubjectItemBody(SubjectPutBody):
    """One subject of many."""

    reference: Reference


def parse_entry(payload: Mapping[str, Any], *, reference: str, portfolio: str | None) -> SubjectEntry:
    """A subject in a decoded JSON object: with a member ``subject``, or with its fields beside ours. Spaces
    around its reference are no part of it, as in files.

    Raises ``InvalidRequest``.
    """
    ours = {name: payload[name] for name in ("branch", "risk_class") if name in payload}
    whole = payload.get("subject")
    rest = {name: value for name, value in payload.items() if name not in (*_OURS, "subject")}
    if whole is not None and rest:
        raise InvalidRequest([Fault(name[:64], "is not a field of this request") for name in rest])
    groups = _checked(SubjectGroups, ours)
    _checked(_Named, {"reference": reference})
    return SubjectEntry(
        reference=reference.strip(),
        portfolio=portfolio,
        subject=parse_subject(rest if whole is None else whole),
        branch=groups.branch,
        risk_class=groups.risk_class,
    )


class _Named(BaseModel):
    reference: Reference


def _checked(model: type[Any], payload: object) -> Any:
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise InvalidRequest(faults_of(error)) from None
