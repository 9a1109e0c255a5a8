"""The question put to the lists, and the recorded answer.

Scores, similarities and contributions are integers of 1/10,000 (``POINTS``), so that a ledger
adds up exactly and a score exactly at the threshold counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from screening.domain.designation import (
    AliasStrength,
    CrossReference,
    Gender,
    IdentifierType,
    NameKind,
    PartyType,
)
from screening.domain.listing import ListVersion

POINTS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectIdentifier:
    """An identifier that the client holds; ``type`` None compares with all types."""

    value: str
    type: IdentifierType | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The party the client asks about. Countries are ISO 3166-1 alpha-2 in lower case, birth
    dates ISO 8601 and possibly partial (``1956``, ``1956-03``). ``context`` is shown, never scored."""

    name: str
    aliases: tuple[str, ...] = ()
    type: PartyType | None = None
    gender: Gender | None = None
    birth_dates: tuple[str, ...] = ()
    birth_place: str | None = None
    nationalities: tuple[str, ...] = ()
    residence_countries: tuple[str, ...] = ()
    incorporation_country: str | None = None
    countries: tuple[str, ...] = ()
    identifiers: tuple[SubjectIdentifier, ...] = ()
    addresses: tuple[str, ...] = ()
    imo: str | None = None
    mmsi: str | None = None
    call_sign: str | None = None
    flag: str | None = None
    context: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRequest:
    """A subject and how to screen it. ``threshold`` in points, None for the policy's own;
    ``lists`` empty for all that are loaded; ``limit`` cuts what is shown, never what is recorded."""

    subject: Subject
    reference: str | None = None
    lists: tuple[str, ...] = ()
    threshold: int | None = None
    limit: int = 10
    as_of: date | None = None
    in_force_at: datetime | None = None
    subject_digest: str | None = None
    """Set where the subject was not kept: the keyed digest of its name."""
    portfolio: str | None = None
    """The business unit that the answer belongs to; None: seen only by who sees all of them."""
    alert: bool = False
    """Put the hits before an analyst."""
    unread: tuple[str, ...] = ()
    """What was told of the subject and could not be read, in words: the answer does not rest on it."""

    @property
    def is_of_the_past(self) -> bool:
        """Asked of another day or instant than now: such an answer raises no alerts."""
        return self.as_of is not None or self.in_force_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One line of the ledger. ``similarity`` is None where the line compares nothing (a cap, a
    floor). The contributions of all lines sum to the hit's score."""

    feature: str
    asked: str
    listed: str
    similarity: int | None
    contribution: int
    note: str = ""


class Corroboration(StrEnum):
    """What the other facts say of a hit, apart from its name score."""

    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    NOT_COMPARED = "not_compared"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Republication:
    """A hit on a list that repeats the entries of other authorities, folded under the hit on the
    authority's own entry, which scored at least as high."""

    list_id: str
    authority_ref: str
    list_version: str
    score: int
    matched_name: str
    programmes: tuple[str, ...]
    locator: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A designation at or above the threshold, with everything an analyst needs to judge it."""

    score: int
    uncapped: int
    corroboration: Corroboration
    list_id: str
    authority_ref: str
    party_type: PartyType
    primary_name: str
    matched_name: str
    matched_name_kind: NameKind
    matched_alias_strength: AliasStrength
    programmes: tuple[str, ...]
    measures: tuple[str, ...]
    listed_on: date | None
    evidence: tuple[Evidence, ...]
    list_version: str
    locator: str
    published_wording: str
    url: str | None
    measure_classes: tuple[str, ...] = ()
    """What its programmes impose, in kinds: ``full_block``, ``travel_ban`` …"""
    cross_references: tuple[CrossReference, ...] = ()
    """Other authorities' ids of the same party, as this entry publishes them."""
    party_group: str | None = None
    """Id of the party group, or the entity id of a designation that is in none. Never scored."""
    republished_by: tuple[Republication, ...] = ()
    suppression: str | None = None
    """Id of the approved false positive that it is under; it is returned and recorded all the same."""

    @property
    def is_exact(self) -> bool:
        """Whether a strong name or an identifier of the subject equals one that is listed: such a
        hit is shown whatever the limit."""
        return any(
            line.similarity == POINTS
            and (
                line.feature.startswith("identifier")
                or (line.feature == "name" and self.matched_alias_strength is AliasStrength.STRONG)
            )
            for line in self.evidence
        )


class ScreeningStatus(StrEnum):
    """The answer in one word. There is no word for *clear*: no hit is all that can be said."""

    HIT = "hit"
    NO_HIT = "no_hit"
    SUPPRESSED = "suppressed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedList:
    """A list and version that a screening was answered from, and how fresh it was."""

    version: ListVersion
    stale: bool
    programmes_left_out: tuple[str, ...] = ()
    """The programmes that the policy left out: what stood on the list under them alone made no hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer depends on beside its corpus stamp, kept so that it can be given again: the
    normaliser, the programme tables, the revision of the party groups, the ids of the lists without
    which it would have been narrowed, and the highest threshold (points; None: not recorded then)."""

    normaliser: str
    programmes: str
    party_revision: int
    demanded: tuple[str, ...]
    highest_threshold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A request with its recorded answer: what was asked, against what, and what came back."""

    id: str
    request: ScreeningRequest
    screened_at: datetime
    status: ScreeningStatus
    policy: str
    engine: str
    corpus: str
    threshold: int
    """The lowest score (points) that can be a hit; the policy's thresholds may differ by list and type."""
    screened_against: tuple[ScreenedList, ...]
    hits: tuple[Hit, ...]
    reason: str = ""
    narrowed: bool = False
    """Asked with fewer lists or a higher threshold than the policy's: never ``no_hit``."""
    basis: Basis | None = None
    alerts: tuple[str, ...] = ()
    """The ids of the alerts that the answer is an occurrence of, the most urgent first."""

    @property
    def highest_threshold(self) -> int | None:
        """The score (points) that is a hit on whatever list and of whatever type; None where that was not
        recorded."""
        if self.request.threshold is not None:
            return self.request.threshold
        return self.basis.highest_threshold if self.basis else None

    @property
    def has_one_threshold(self) -> bool:
        """Whether ``threshold`` is known to be that of every list and type."""
        return self.highest_threshold == self.threshold

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The hits that the request's limit lets through, best first."""
        return shown_hits(self.hits, self.request.limit)


def shown_hits(hits: tuple[Hit, ...], limit: int) -> tuple[Hit, ...]:
    """The first ``limit`` hits of a ranking, and every exact one (``Hit.is_exact``) behind them."""
    return hits[:limit] + tuple(hit for hit in hits[limit:] if hit.is_exact)
