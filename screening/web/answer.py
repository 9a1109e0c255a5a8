"""A recorded screening as the page shows it: hits with their ledgers, lists with their titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from screening.domain.errors import UnknownList
from screening.domain.screening import Hit, ScreenedList, Screening
from screening.services.programmes import programme_key, programmes_of
from screening.sources.registry import find_source
from screening.web.ledger import Ledger, draw_ledger


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit, the title of its list, when that version was published, the programmes by code and
    title (empty where it is not described), and the drawn ledger."""

    hit: Hit
    title: str
    published_on: date | None
    programmes: tuple[tuple[str, str], ...]
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list that was screened against, with its title."""

    screened: ScreenedList
    title: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """Everything on the page of a screening that needs more than the screening itself."""

    hits: tuple[ShownHit, ...]
    lists: tuple[ShownList, ...]

    @property
    def samples(self) -> list[str]:
        """The titles of the lists that a sample stood in for."""
        return [one.title for one in self.lists if one.screened.version.sample]


def describe_answer(screening: Screening) -> ShownAnswer:
    """What the page shows of ``screening``."""
    published = {one.version.list_id: one.version.published_on for one in screening.screened_against}
    hits = tuple(
        ShownHit(hit, _title(hit.list_id), published.get(hit.list_id), _programmes(hit), draw_ledger(hit))
        for hit in screening.shown
    )
    lists = tuple(ShownList(one, _title(one.version.list_id)) for one in screening.screened_against)
    return ShownAnswer(hits, lists)


def _programmes(hit: Hit) -> tuple[tuple[str, str], ...]:
    table = programmes_of(hit.list_id)
    found = ((code, table.get(programme_key(code))) for code in hit.programmes)
    return tuple((code, programme.title if programme else "") for code, programme in found)


def _title(list_id: str) -> str:
    """The list's title; its id where this release no longer knows the list."""
    try:
        return find_source(list_id).title
    except UnknownList:
        return list_id
