"""What differs between two states of a monitored subject, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

OLD, NEW = "old", "new"


def fields_told(
    subject: Mapping[str, Any],
    *,
    state: str,
    branch: str | None,
    risk_class: str | None,
    unread: Sequence[str],
) -> dict[str, Any]:
    """What is told of a subject, member by member: those of the record ``subject``, and what is beside it."""
    beside = {"state": state, "branch": branch, "risk_class": risk_class, "unread": list(unread) or None}
    return {**beside, **subject}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields in which two records differ, each with its ``old`` and ``new`` value; a value that one of
    them does not have, or that is null there, is left out."""
    return {
        name: {when: one[name] for when, one in ((OLD, before), (NEW, after)) if one.get(name) is not None}
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
