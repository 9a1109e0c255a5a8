"""A coverage report as JSON and as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from screening.services.answers import instant_text
from screening.services.cells import neutralised
from screening.services.coverage import Coverage, Covered
from screening.services.coverage_pairs import Promptness

_COLUMNS = (
    *("what", "name", "version", "at", "outcome", "screened_at", "minutes", "rescreening"),
    *("subjects", "not_in_time"),
)


def coverage_to_dict(found: Coverage) -> dict[str, Any]:
    """A coverage report as JSON."""
    return {
        "since": instant_text(found.since),
        "until": instant_text(found.until),
        "minutes": found.minutes,
        "whole": found.is_whole,
        "versions": [_row(one) for one in found.versions],
        "subject_changes": {outcome.value: found.subjects[outcome.value] for outcome in Promptness},
        "late_subjects": [_row(one) for one in found.late_subjects],
        "days_without_daily_run": list(found.days_without),
        "incidents": found.incidents,
    }


def coverage_to_csv(found: Coverage) -> str:
    """The versions, and the subjects that were not met in time, as CSV."""
    text = StringIO()
    rows = csv.DictWriter(text, _COLUMNS)
    rows.writeheader()
    for one in (*found.versions, *found.late_subjects):
        rows.writerow(
            {
                name: neutralised(value) if isinstance(value, str) else value
                for name, value in _row(one).items()
            }
        )
    return text.getvalue()


def _row(one: Covered) -> dict[str, Any]:
    return {
        "what": one.what,
        "name": one.name,
        "version": one.version,
        "at": instant_text(one.at),
        "outcome": one.outcome.value,
        "screened_at": instant_text(one.screened_at) if one.screened_at else None,
        "minutes": None if one.minutes is None else round(one.minutes, 2),
        "rescreening": one.rescreening,
        "subjects": one.subjects,
        "not_in_time": one.not_in_time,
    }
