"""A file of subjects is screened: every row answered in its place, in order, on one corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What to screen and where to write. ``threshold`` in points, None for the policy's own;
    ``columns`` maps a field (``name``) to a column of the input where the header does not say it."""

    source: Path
    out: Path
    hits: Path | None = None
    threshold: int | None = None
    limit: int = 10
    workers: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSummary:
    """Rows read and how they were answered: rows = hit + no_hit + incomplete + invalid."""

    rows: int
    hit: int
    no_hit: int
    incomplete: int
    invalid: int
    corpus: str
    stale_lists: tuple[str, ...] = ()
