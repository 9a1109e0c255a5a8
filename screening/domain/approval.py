"""Which decisions need a second person: all, but for what an installation waives, and of that a share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from screening.domain.access import AnalystLevel
from screening.domain.alert import Alert, AlertHit, Decision, Verdict
from screening.domain.screening import POINTS, Corroboration


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivedBand:
    """False positives whose approval is waived: on these lists (empty: on any), scored below ``below``
    (points), corroborated as one of ``corroboration``, and decided by a person of one of these levels
    (empty: by any)."""

    lists: frozenset[str] = frozenset()
    levels: frozenset[AnalystLevel] = frozenset()
    below: int
    corroboration: frozenset[Corroboration]

    def holds(self, hit: AlertHit, level: AnalystLevel | None) -> bool:
        """Whether a hit that a person of that level decided is in it."""
        is_named = not self.lists or hit.member.list_id in self.lists
        is_trusted = not self.levels or level in self.levels
        return is_named and is_trusted and hit.score < self.below and hit.corroboration in self.corroboration


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRules:
    """What is waived; ``quality_share`` (points) of it goes to a second person all the same."""

    bands: tuple[WaivedBand, ...] = ()
    quality_share: int = POINTS

    def waives(self, alert: Alert, decisions: Collection[Decision], level: AnalystLevel | None) -> bool:
        """Whether these decisions of a person of that level on all hits of an alert need nobody else.
        A true match always does, and so does what is off its list."""
        if alert.delisted_at is not None:
            return False
        is_false = all(one.verdict is Verdict.FALSE_POSITIVE for one in decisions)
        return is_false and all(any(band.holds(hit, level) for band in self.bands) for hit in alert.hits)


ALL_NEED_APPROVAL = ApprovalRules()
"""What counts where an installation waives nothing."""
