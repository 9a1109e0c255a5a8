"""What an answer is given on: threshold, lists, and what keeps it from reading ``no_hit``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from screening.domain.errors import Fault, InvalidRequest, ListNotReady
from screening.domain.listing import ListVersion
from screening.domain.screening import POINTS, Hit, ScreenedList, ScreeningStatus
from screening.matching.policy import Policy
from screening.services.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The settled terms of a screening or of a whole batch. Thresholds in points: ``asked`` is None
    where those of the policy count, ``threshold`` the lowest score that can be a hit, ``highest`` the
    score that is one on whatever list and of whatever type."""

    asked: int | None
    threshold: int
    highest: int
    lists: frozenset[str]
    """Ids to keep to; empty for all of the corpus."""
    screened_against: tuple[ScreenedList, ...]
    narrowed: bool
    missing: tuple[str, ...]
    """Ids of the lists that the policy demands and that have no version to screen against."""

    @property
    def stale(self) -> tuple[str, ...]:
        """Ids of the lists that were last checked longer ago than the policy allows."""
        return tuple(one.version.list_id for one in self.screened_against if one.stale)

    @property
    def reservation(self) -> str:
        """Why no answer on these terms can be ``no_hit``; empty where nothing stands against it."""
        stale = [f"{list_id} is stale" for list_id in self.stale]
        missing = [f"{list_id} is demanded and not loaded" for list_id in self.missing]
        return "; ".join([*["narrowed"] * self.narrowed, *stale, *missing])

    def status(self, hits: tuple[Hit, ...]) -> ScreeningStatus:
        """``hit`` where there is one that is not suppressed, whatever else is to be said; else
        ``suppressed``, ``no_hit`` or ``incomplete``."""
        if any(hit.suppression is None for hit in hits):
            return ScreeningStatus.HIT
        if self.reservation:
            return ScreeningStatus.INCOMPLETE
        return ScreeningStatus.SUPPRESSED if hits else ScreeningStatus.NO_HIT


def check_threshold(threshold: int, policy: Policy) -> None:
    """Refuse a threshold outside the policy's floor and 1 with ``InvalidRequest``."""
    if not policy.floor <= threshold <= POINTS:
        raise InvalidRequest(
            [Fault("threshold", f"must be from {policy.floor / POINTS:.2f}, the policy's floor, to 1.00")]
        )


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
    if threshold is not None:
        check_threshold(threshold, corpus.policy)
    held = {version.list_id: version for version in corpus.versions}
    missing = [list_id for list_id in lists if list_id not in held]
    if missing or not held:
        raise ListNotReady(f"no version in force of {', '.join(missing) or 'any list'}")
    chosen = [version for list_id, version in held.items() if not lists or list_id in lists]
    in_force = demanded or held.keys()
    unasked = in_force - {version.list_id for version in chosen}
    screened = [version.list_id for version in chosen]
    least = corpus.policy.least_threshold(screened)
    return Terms(
        asked=threshold,
        threshold=least if threshold is None else threshold,
        highest=corpus.policy.highest_threshold(screened) if threshold is None else threshold,
        lists=frozenset(lists),
        screened_against=tuple(_screened_list(version, corpus, at) for version in chosen),
        narrowed=bool(unasked) or (threshold is not None and threshold > least),
        missing=tuple(sorted(corpus.policy.demanded - in_force - held.keys())),
    )


def _screened_list(version: ListVersion, corpus: Corpus, at: datetime) -> ScreenedList:
    left_out = corpus.policy.programmes_left_out(version.list_id)
    return ScreenedList(version=version, stale=corpus.stale(version, at), programmes_left_out=left_out)
