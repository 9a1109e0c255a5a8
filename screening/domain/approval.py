"""Which decisions need a second person: all, but for what an installation waives, and of that a share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from screening.domain.alert import Alert, AlertHit, Decision, Verdict
from screening.domain.screening import POINTS, Corroboration


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivedBand:
    """False positives whose approval is waived: on these lists (empty: on any), scored below ``below``
    (points), and corroborated as one of ``corroboration``."""

    lists: frozenset[str] = frozenset()
    below: int
    corroboration: frozenset[Corroboration]

    def holds(self, hit: AlertHit) -> bool:
        """Whether a hit is in it."""
        is_on_list = not self.lists or hit.member.list_id in self.lists
        return is_on_list and hit.score < self.below and hit.corroboration in self.corroboration


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRules:
    """What is waived; ``quality_share`` (points) of it goes to a second person all the same."""

    bands: tuple[WaivedBand, ...] = ()
    quality_share: int = POINTS

    def waives(self, alert: Alert, decisions: Collection[Decision]) -> bool:
        """Whether these decisions on all hits of an alert need nobody else. A true match always does, and
        so does what is off its list."""
        if alert.delisted_at is not None:
            return False
        is_false = all(one.verdict is Verdict.FALSE_POSITIVE for one in decisions)
        return is_false and all(any(band.holds(hit) for band in self.bands) for hit in alert.hits)


ALL_NEED_APPROVAL = ApprovalRules()
"""What counts where an installation waives nothing."""
