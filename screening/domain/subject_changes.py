"""What differs between two states of a monitored subject, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OLD, NEW = "old", "new"


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields in which two records differ, each with its ``old`` and ``new`` value; a value that one of
    them does not have, or that is null there, is left out."""
    return {
        name: {when: one[name] for when, one in ((OLD, before), (NEW, after)) if one.get(name) is not None}
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
