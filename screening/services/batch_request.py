"""What is asked of a batch, and what is said of it when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from screening.domain.screening import POINTS

STATUSES = ("hit", "no_hit", "suppressed", "incomplete", "invalid")
"""What a row can be answered with; the counts of all of them make the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What to screen and where to write. ``threshold`` in points, None for the policy's own;
    ``columns`` maps a field (``name``, ``alias 2``) to a column where the header does not say it;
    ``encoding`` is for text that is not UTF-8, ``sheet`` for workbooks with several, ``quoting`` for CSV
    (``double``, or ``none`` where quotation marks are letters); ``summary`` is a file that whoever asks
    writes at the end; ``overwrite`` lets go of whatever stands where the batch writes. ``alerts`` puts
    hits before analysts, as of ``portfolio``, and applies suppressions; it needs the clients' ids."""

    source: Path
    out: Path
    hits: Path | None = None
    summary: Path | None = None
    threshold: int | None = None
    limit: int = 10
    workers: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    quoting: str = "double"
    overwrite: bool = False
    alerts: bool = False
    portfolio: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSummary:
    """Rows read, and how they were answered: ``counts`` by status sum to ``rows``.

    ``continued_after`` is the number of rows that an earlier run had answered, all of them where
    the batch was whole already; ``warnings`` are what a reader must know before trusting it.
    """

    batch_id: str
    rows: int
    counts: Counter[str]
    corpus: str
    audit_head: str
    """Number and hash of the last audit record: kept elsewhere, it binds all that was recorded by then."""
    continued_after: int = 0
    stale_lists: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    input_name: str = ""
    input_sha256: str = ""
    policy: str = ""
    threshold: int = 0
    """The lowest score that is a hit, in points."""
    seconds: float = 0.0
    """Spent in this run, on the rows that no earlier one had answered."""

    @property
    def rows_per_second(self) -> float | None:
        """How fast this run was; None where it had nothing to answer."""
        answered = self.rows - self.continued_after
        return answered / self.seconds if answered and self.seconds > 0 else None


def summary_to_dict(summary: BatchSummary) -> dict[str, Any]:
    """A summary as JSON shows it: counts of every status, the threshold in [0, 1]."""
    rate = summary.rows_per_second
    return asdict(summary) | {
        "counts": {status: summary.counts[status] for status in STATUSES},
        "threshold": summary.threshold / POINTS,
        "seconds": round(summary.seconds, 3),
        "rows_per_second": None if rate is None else round(rate, 1),
    }
