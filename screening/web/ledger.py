"""A hit's ledger as a table with a waterfall: where each line starts, how far it goes, the sum so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from screening.domain.screening import POINTS, Evidence, Hit
from screening.web.marking import Piece, mark_differences
from screening.web.search.readings import read_as, read_dates

DATES = frozenset({"birth_date"})
"""Features whose values are dates."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An asked and a listed value side by side, with what differs."""

    asked: Sequence[Piece]
    listed: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of evidence with the sum up to it (points) and its bar (points of ``Ledger.width``);
    ``read_as`` is how dates in words and names of other scripts were read, and then the differences are
    marked in it; a side that is written as it was read is marked itself and has no reading."""

    evidence: Evidence
    total: int
    bar_start: int
    bar_length: int
    values: Pair
    read_as: Pair


@dataclass(frozen=True, slots=True)
class Ledger:
    """All lines of a hit. The drawing reaches from ``left`` (0 or less) over ``width`` points."""

    lines: tuple[LedgerLine, ...]
    left: int
    width: int


def draw_ledger(hit: Hit) -> Ledger:
    """The ledger of ``hit``, wide enough for sums above 1 before a cap and below 0 before a floor."""
    totals = list(accumulate((line.contribution for line in hit.evidence), initial=0))
    left, right = min(totals), max(POINTS, *totals)
    steps = zip(hit.evidence, pairwise(totals), strict=True)
    return Ledger(tuple(_line(line, *sums) for line, sums in steps), left, right - left)


def _line(line: Evidence, before: int, after: int) -> LedgerLine:
    values, read_as = _shown(line)
    return LedgerLine(
        evidence=line,
        total=after,
        bar_start=min(before, after),
        bar_length=abs(after - before),
        values=values,
        read_as=read_as,
    )


def _shown(line: Evidence) -> tuple[Pair, Pair]:
    """The values and their readings."""
    read, is_date = _read_as(line), line.feature in DATES
    if read is None:
        is_plain = line.similarity == POINTS
        values = _unmarked(line.asked, line.listed) if is_plain else _pair(line, in_order=is_date)
        return values, Pair((), ())
    written, marked = (line.asked, line.listed), mark_differences(*read, in_order=is_date)
    same = [text == reading for text, reading in zip(written, read, strict=True)]
    plain = _unmarked(*written)
    values = Pair(marked[0] if same[0] else plain.asked, marked[1] if same[1] else plain.listed)
    return values, Pair(() if same[0] else marked[0], () if same[1] else marked[1])


def _unmarked(asked: str, listed: str) -> Pair:
    return Pair([Piece(asked, differs=False)], [Piece(listed, differs=False)])


def _read_as(line: Evidence) -> tuple[str, str] | None:
    if not (line.asked and line.listed):
        return None
    if line.feature in DATES:
        return read_dates(line.asked, line.listed)
    return read_as(line.asked, line.listed, line.note) if line.feature == "name" else None


def _pair(line: Evidence, *, in_order: bool) -> Pair:
    """Nothing differs where only one side says something."""
    if not (line.asked and line.listed):
        return _unmarked(line.asked, line.listed)
    return Pair(*mark_differences(line.asked, line.listed, in_order=in_order))
