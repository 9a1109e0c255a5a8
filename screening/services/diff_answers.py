"""The delta of two versions as the JSON that the API and the command line show, and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from screening.domain.changes import FieldChange
from screening.domain.codec import value_to_plain
from screening.domain.listing import ChangeKind
from screening.services.answers import version_to_dict
from screening.services.list_diff import NamedChange, VersionDiff

_MAIN = ("text", "value", "name", "reference", "label")
"""What is said first of a value that has parts."""


def diff_to_dict(found: VersionDiff, changes: Sequence[NamedChange]) -> dict[str, Any]:
    """A delta and those of its changes that are shown, as ``GET /api/v1/lists/{id}/diff`` says it."""
    return {
        "list_id": found.new.list_id,
        "old": version_to_dict(found.old, stale=False) if found.old else None,
        "new": version_to_dict(found.new, stale=False),
        **{kind.value: found.counts[kind] for kind in ChangeKind},
        "reparsed": found.reparsed,
        "total": len(found.changes),
        "changes": [_change(change) for change in changes],
    }


def field_lines(field: FieldChange) -> Iterator[str]:
    """A field that differs, a line for each value: those that are gone, then those that are new."""
    for mark, values in (("-", field.before), ("+", field.after)):
        for value in values:
            yield f"{field.field} {mark} {value_text(value_to_plain(value))}"


def value_text(value: Any) -> str:
    """A value of a field in one line: its main part, then the others by name."""
    if isinstance(value, Mapping):
        main = next((name for name in _MAIN if name in value), None)
        rest = ", ".join(f"{name}: {value_text(part)}" for name, part in value.items() if name != main)
        return " ".join(filter(None, (str(value[main]) if main else "", f"({rest})" if rest else "")))
    if isinstance(value, list):
        return ", ".join(map(value_text, value))
    return " ".join(str(value).split())


def _change(change: NamedChange) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "cause": change.cause.value,
        "authority_ref": change.authority_ref,
        "primary_name": change.primary_name,
        "fields": fields_to_list(change.fields),
    }


def fields_to_list(fields: Sequence[FieldChange]) -> list[dict[str, Any]]:
    """The fields in which two states differ, each with the values that are gone and those that are new."""
    return [
        {
            "field": field.field,
            "before": [value_to_plain(value) for value in field.before],
            "after": [value_to_plain(value) for value in field.after],
        }
        for field in fields
    ]
