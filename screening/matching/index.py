"""The index file: every name of a corpus ready to be searched, and all that a hit shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from screening.domain.designation import Designation


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A designation as it goes into an index: with its version and the authority's page."""

    designation: Designation
    list_version: str
    entry_url: str | None


class Index:
    """An opened index; immutable and safe to share between threads."""


def build_index(folder: Path, entries: Iterable[IndexEntry]) -> None:
    """Write an index into ``folder`` (created; must not exist). Entries in any order."""
    raise RuntimeError("under construction")


def open_index(folder: Path) -> Index:
    """Open what ``build_index`` wrote."""
    raise RuntimeError("under construction")
