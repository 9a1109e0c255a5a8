"""What is done by the clock: fetching the lists, and the daily run over all monitored subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.domain.errors import DatabaseFailure, ScreeningError
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.load_report import LoadOutcome
from screening.services.refresh import refresh_list, refreshable_lists
from screening.services.rescreen import rescreen


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of fetching a list, in words; ``error`` where it was not fetched, or could not be used."""

    list_id: str
    words: str
    error: ScreeningError | None = None
    is_held: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nobody need look at it."""
        return self.error is None and not self.is_held


def refresh_all(deps: Deps, list_ids: Sequence[str] = ()) -> list[Refreshed]:
    """Fetch lists (all that can be, where none is named), each by itself: where one fails the others are
    fetched all the same. Raises ``DatabaseFailure``."""
    return [_refresh(deps, one) for one in list_ids or refreshable_lists(deps)]


def _refresh(deps: Deps, list_id: str) -> Refreshed:
    try:
        report = refresh_list(deps, list_id)
    except DatabaseFailure:
        raise
    except ScreeningError as error:
        return Refreshed(list_id, " ".join(str(error).split()), error)
    is_held = report.outcome is LoadOutcome.HELD
    reason = f": {report.reason}" if report.reason and is_held else ""
    return Refreshed(list_id, f"{report.version.version} {report.outcome}{reason}", None, is_held)


def refresh_task(deps: Deps, corpora: CorpusProvider) -> str:
    """Fetch all lists, and rescreen; what came of it, in words."""
    fetched = refresh_all(deps)
    odd = [f"{one.list_id}: {one.words}" for one in fetched if not one.is_done]
    return "; ".join(
        [f"{len(fetched) - len(odd)} of {len(fetched)} lists fetched", *odd, rescreened(deps, corpora)]
    )


def daily_task(deps: Deps, corpora: CorpusProvider) -> str:
    """Screen everything against everything; what came of it, in words."""
    return rescreened(deps, corpora, daily=True)


def rescreened(deps: Deps, corpora: CorpusProvider, *, daily: bool = False) -> str:
    """Rescreen; what came of it, in words."""
    found = rescreen(deps, corpora, daily=daily, wait=600.0)
    runs = [f"rescreening {run.id} ({run.cause}): {run.alerts} alerts" for run in found.runs]
    return "; ".join([*runs, *(f"incident {one.id}" for one in found.incidents)]) or "nothing has changed"
