"""What is asked of a batch, and what is said of it when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What to screen and where to write. ``threshold`` in points, None for the policy's own;
    ``columns`` maps a field (``name``) to a column of the input where the header does not say it;
    ``encoding`` is for text that is not UTF-8, ``sheet`` for workbooks with several; ``overwrite``
    lets go of whatever stands where the batch writes. ``alerts`` puts hits before analysts, as of
    ``portfolio``, and applies suppressions; it needs the clients' ids."""

    source: Path
    out: Path
    hits: Path | None = None
    threshold: int | None = None
    limit: int = 10
    workers: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
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
