"""How long records are kept, and what holds them longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RecordClass(StrEnum):
    """Records that are purged when their time is over; all others are kept for good."""

    SCREENING = "screening"
    BATCH = "batch"
    ALERT = "alert"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """How many years a jurisdiction wants records of each class to be kept, and where it says so."""

    id: str
    years: Mapping[RecordClass, int]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRules:
    """The periods of an installation; ``applies`` counts where a relationship names no other."""

    jurisdictions: Mapping[str, Jurisdiction]
    applies: tuple[str, ...]

    def years(self, kind: RecordClass, named: Iterable[str] = ()) -> int:
        """The longest period of the jurisdictions named, else of those that apply."""
        chosen = [self.jurisdictions[one] for one in named or self.applies]
        return max(one.years[kind] for one in chosen)

    def wording(self, kind: RecordClass, named: Iterable[str] = ()) -> str:
        """The rule in words, for tombstones and the audit."""
        ids = tuple(named) or self.applies
        return f"{', '.join(ids)}: {self.years(kind, ids)} years"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """What the client told of its relationship with whom a reference stands for; ``ended_on`` None:
    it goes on. ``jurisdictions`` empty: those that apply to all."""

    reference: str
    ended_on: date | None
    jurisdictions: tuple[str, ...]
    told_at: datetime
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """Nothing of a reference (None: of anybody) is purged while it stands."""

    id: str
    reference: str | None
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What stays of a record that was purged: that there was one, until when, and by which rule."""

    kind: RecordClass
    id: str
    recorded_at: datetime
    purged_at: datetime
    rule: str


def anniversary(day: date, years: int) -> date:
    """The same day of a later year; 1 March for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_before(day: date, years: int) -> date:
    """The last day whose ``anniversary`` has come by ``day``."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
