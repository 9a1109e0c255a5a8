"""A designation with its provenance, as JSON and as the rows of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from screening.domain.codec import designation_to_json
from screening.domain.designation import Designation
from screening.domain.programme import Programme
from screening.services.answers import version_to_dict
from screening.services.diff_answers import value_text
from screening.services.programmes import describe_programmes, measure_classes_of, measures_of
from screening.services.provenance import Entry

_BESIDE = frozenset({"list_id", "authority_ref", "locator", "party_type"})
"""Fields that stand above the others wherever an entry is shown."""


def entry_to_dict(entry: Entry, *, stale: bool) -> dict[str, Any]:
    """An entry as ``GET /api/v1/designations/{list_id}/{authority_ref}`` says it."""
    found = entry.designation
    return {
        "list_version": entry.version.version,
        "published_on": entry.version.published_on.isoformat(),
        "sample": entry.version.sample,
        "version": version_to_dict(entry.version, stale=stale),
        "designation": json.loads(designation_to_json(found)),
        "programmes": [_programme(one) for one in describe_programmes(found.list_id, found.programmes)],
        "measures": list(measures_of(found)),
        "measure_classes": [one.value for one in measure_classes_of(found)],
        "raw_records": [{"file": one.file, "line": one.line, "text": one.text} for one in entry.raw_records],
        "raw_note": entry.note,
    }


def entry_rows(designation: Designation) -> Iterator[tuple[str, list[str]]]:
    """Every field that says something: its name as words, its values in a line each."""
    for field, value in json.loads(designation_to_json(designation)).items():
        if field not in _BESIDE:
            values = value if isinstance(value, list) else [value]
            yield field.replace("_", " "), [value_text(one) for one in values]


def _programme(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "title": programme.title,
        "legal_basis": programme.legal_basis,
        "measure_class": programme.measure_class.value,
        "measures": list(programme.measures),
    }
