"""What an answer is given on: threshold, lists, and what keeps it from reading ``no_hit``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from screening.domain.errors import Fault, InvalidRequest, ListNotReady
from screening.domain.screening import POINTS, Hit, ScreenedList, ScreeningStatus
from screening.matching.policy import Policy
from screening.services.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The settled terms of a screening or of a whole batch. ``threshold`` in points."""

    threshold: int
    lists: frozenset[str]
    """Ids to keep to; empty for all of the corpus."""
    screened_against: tuple[ScreenedList, ...]
    narrowed: bool

    @property
    def stale(self) -> tuple[str, ...]:
        """Ids of the lists that were last checked longer ago than the policy allows."""
        return tuple(one.version.list_id for one in self.screened_against if one.stale)

    @property
    def reservation(self) -> str:
        """Why the answer cannot be ``no_hit``; empty where nothing stands against it."""
        return "; ".join(["narrowed"] * self.narrowed + [f"{list_id} is stale" for list_id in self.stale])

    def status(self, hits: tuple[Hit, ...]) -> ScreeningStatus:
        """``hit`` where there is one, whatever else is to be said; else ``no_hit`` or ``incomplete``."""
        if hits:
            return ScreeningStatus.HIT
        return ScreeningStatus.INCOMPLETE if self.reservation else ScreeningStatus.NO_HIT


def settle_threshold(threshold: int | None, policy: Policy) -> int:
    """The threshold to use, in points: the policy's own where none is asked for.

    Raises ``InvalidRequest`` outside the policy's floor and 1.
    """
    if threshold is None:
        return policy.alert_threshold
    if not policy.floor <= threshold <= POINTS:
        raise InvalidRequest(
            [Fault("threshold", f"must be from {policy.floor / POINTS:.2f}, the policy's floor, to 1.00")]
        )
    return threshold


def settle_terms(
    corpus: Corpus,
    *,
    threshold: int | None,
    lists: tuple[str, ...] = (),
    demanded: frozenset[str] = frozenset(),
    at: datetime,
) -> Terms:
    """The terms of screening against ``corpus``, whose lists are judged stale or not as of ``at``.

    ``lists`` are asked for (empty: all), ``demanded`` are those without which the answer is
    narrowed (empty: all of the corpus). Raises ``InvalidRequest`` for a threshold out of bounds and
    ``ListNotReady`` where a list that is asked for has no version in the corpus.
    """
    points = settle_threshold(threshold, corpus.policy)
    held = {version.list_id: version for version in corpus.versions}
    missing = [list_id for list_id in lists if list_id not in held]
    if missing or not held:
        raise ListNotReady(f"no version in force of {', '.join(missing) or 'any list'}")
    chosen = [version for list_id, version in held.items() if not lists or list_id in lists]
    unasked = (demanded or held.keys()) - {version.list_id for version in chosen}
    return Terms(
        threshold=points,
        lists=frozenset(lists),
        screened_against=tuple(ScreenedList(version=v, stale=corpus.stale(v, at)) for v in chosen),
        narrowed=bool(unasked) or points > corpus.policy.alert_threshold,
    )
