"""How a client wants parties screened and their entities shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.domain.screening import POINTS, Hit
from screening.matching.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchOptions:
    """Scores in [0, 1]. Without ``threshold`` the policy's thresholds say what is a match; ``cutoff``
    is the lowest score that is shown. The rest leaves out entities that a client does not want to see."""

    limit: int = 5
    threshold: float | None = None
    cutoff: float | None = None
    include_dataset: Sequence[str] = ()
    exclude_dataset: Sequence[str] = ()
    exclude_schema: Sequence[str] = ()
    exclude_entity_ids: Sequence[str] = ()
    topics: Sequence[str] = ()
    changed_since: str | None = None
    portfolio: str | None = None

    def asked(self, policy: Policy, lists: Sequence[str]) -> int | None:
        """The threshold to screen with, in points; None for the policy's own, which are gone below and
        never above: a higher one is a wish of what to see. A cutoff below the floor is the floor."""
        wanted = [] if self.threshold is None else [points(self.threshold)]
        wanted += [] if self.cutoff is None else [max(points(self.cutoff), policy.floor)]
        lowest = min(wanted, default=POINTS)
        return lowest if lowest < policy.least_threshold(lists) else None

    def is_match(self, hit: Hit, policy: Policy) -> bool:
        """Whether a hit is at or above the threshold."""
        least = policy.threshold_of(hit.list_id, hit.party_type)
        return hit.score >= (least if self.threshold is None else points(self.threshold))

    def shows(self, hit: Hit) -> bool:
        """Whether a hit is at or above the lowest score that is shown."""
        wanted = [points(score) for score in (self.cutoff, self.threshold) if score is not None]
        return hit.score >= min(wanted, default=0)


def points(score: float) -> int:
    """A score in [0, 1] as whole points."""
    return round(score * POINTS)
