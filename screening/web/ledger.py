"""A hit's ledger as a table with a waterfall: where each line starts, how far it goes, the sum so far."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

from screening.domain.screening import POINTS, Evidence, Hit


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of evidence with the sum up to it (points) and its bar (points of ``Ledger.width``)."""

    evidence: Evidence
    total: int
    bar_start: int
    bar_length: int


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
    lines = tuple(
        LedgerLine(line, after, min(before, after), abs(after - before))
        for line, (before, after) in zip(hit.evidence, pairwise(totals), strict=True)
    )
    return Ledger(lines, left, right - left)
