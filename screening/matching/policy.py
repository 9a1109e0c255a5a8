"""What counts, and how much: the table that turns findings into scores."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything a score depends on beside subject, designation and engine. Scores in points."""

    id: str
    alert_threshold: int = 7000
    floor: int = 5000
    max_age: timedelta = field(default=timedelta(hours=26))


def default_policy() -> Policy:
    """The policy that ships with this version."""
    return Policy(id="default-000000000000")
