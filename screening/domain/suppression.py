"""An approved false positive that holds: the hit is still returned and recorded, and raises no alert.

It speaks of one subject, by the client's reference, and one designation, as both were when it was
decided. It ends by itself, and lapses where a material fact of either side changes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from screening.domain.party_group import Member

LONGEST_MONTHS = 12
"""The longest that a suppression may hold before it is decided anew."""


class SuppressionState(StrEnum):
    """What a suppression counts for at an instant."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a suppression ended before its time: revoked by a person, or lapsed."""

    state: SuppressionState
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A false positive that was approved. ``facts`` are keyed digests of what was material of the subject,
    by kind; ``fingerprint`` is the designation's state that the decision was made on."""

    id: str
    portfolio: str | None
    reference: str
    member: Member
    facts: Mapping[str, str]
    fingerprint: str
    alert_id: str
    number: int
    """That of the event of its alert which made the disposition."""
    decided_by: str
    approved_by: str
    begun_at: datetime
    expires_at: datetime
    ending: Ending | None = None

    def state_at(self, instant: datetime) -> SuppressionState:
        """What it counts for at ``instant``, which is not before it began."""
        if self.ending and self.ending.at <= instant:
            return self.ending.state
        return SuppressionState.IN_FORCE if instant < self.expires_at else SuppressionState.EXPIRED

    def holds_at(self, instant: datetime) -> bool:
        """Whether it is in force."""
        return self.begun_at <= instant and self.state_at(instant) is SuppressionState.IN_FORCE

    def changed_facts(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """The kinds of facts in which the subject is no longer who it was."""
        return tuple(
            kind for kind in sorted({*self.facts, *facts}) if self.facts.get(kind) != facts.get(kind)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingReview:
    """A change of a suppressed designation's wording, for a person to look at: ``fields`` differ between
    the state that was decided on and that of ``fingerprint``."""

    suppression_id: str
    fingerprint: str
    fields: tuple[str, ...]
    list_version: str
    noticed_at: datetime
    seen_by: str | None = None
    seen_at: datetime | None = None


def months_after(instant: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(instant.month - 1 + months, 12)
    year, month = instant.year + years, month + 1
    return instant.replace(year=year, month=month, day=min(instant.day, monthrange(year, month)[1]))


def last_day(decided_at: datetime, months: int) -> date:
    """The last day that a suppression decided then may hold on."""
    return months_after(decided_at, months).date()
