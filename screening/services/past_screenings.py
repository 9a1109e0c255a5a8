"""Screenings that were recorded, to be found again by whoever may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from screening.domain.access import Principal
from screening.services.deps import Deps
from screening.store.screening_listing import (
    ListedScreening,
    ScreeningFilter,
    count_screenings,
    list_screenings,
)
from screening.text.fold import fold

MOST_SEARCHED = 2_000
"""Screenings whose names are compared: a database cannot compare them, whatever their writing."""


@dataclass(frozen=True, slots=True)
class PastPage:
    """Some of the screenings that fit, how many fit in all, and whether only the newest
    ``MOST_SEARCHED`` of more were searched for the name."""

    screenings: list[ListedScreening]
    total: int
    is_cut: bool = False


def past_screenings(
    deps: Deps,
    wanted: ScreeningFilter,
    *,
    name: str = "",
    offset: int = 0,
    limit: int | None = None,
    seen_by: Principal,
) -> PastPage:
    """The newest first, those of the portfolios that ``seen_by`` sees; ``limit`` None for all.

    ``name``: words that the name asked about must hold, whatever their writing, accents, case and order.
    """
    seen = replace(wanted, portfolios=seen_by.portfolios)
    words = fold(name).split()
    with deps.database.reading() as session:
        total = count_screenings(session, seen)
        if not words:
            found = list_screenings(session, seen, offset=offset, limit=limit)
            return PastPage(list(found), total)
        searched = list_screenings(session, seen, limit=MOST_SEARCHED)
        named = list(_named(searched, words))
    stop = None if limit is None else offset + limit
    return PastPage(list(islice(named, offset, stop)), len(named), total > MOST_SEARCHED)


def _named(screenings: Iterator[ListedScreening], words: list[str]) -> Iterator[ListedScreening]:
    for one in screenings:
        folded = fold(one.name)
        if all(word in folded for word in words):
            yield one
