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
    """The fields in which two records differ, each with its ``old`` and ``new`` value; what one of them does
    not have, or has empty, is left out."""
    pairs = {name: (_told(before, name), _told(after, name)) for name in sorted({*before, *after})}
    return {
        name: {when: value for when, value in ((OLD, old), (NEW, new)) if value is not None}
        for name, (old, new) in pairs.items()
        if old != new
    }


def _told(record: Mapping[str, Any], name: str) -> Any:
    value = record.get(name)
    return None if value in ("", [], {}) else value
