"""A list comes in: fetched or from a file, staged, guarded, indexed, then put in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from screening.domain.listing import ListVersion
from screening.services.deps import Deps
from screening.services.load_report import LoadReport


def load_list(
    deps: Deps,
    list_id: str,
    paths: Iterable[Path],
    *,
    published_on: date | None = None,
    partial: bool = False,
) -> LoadReport:
    """Load a publication that is already here: files (plain, .gz, .xz, .zip) or a folder of them.

    ``published_on`` where the file does not say; ``partial`` for a set known to be incomplete.
    The report's ``outcome`` says whether it was put in force; until then the old version stays.
    Raises ``UnknownList``, ``BadListFile``, ``UsageError``, ``DatabaseFailure``.
    """
    raise RuntimeError("under construction")


def refresh_list(deps: Deps, list_id: str) -> LoadReport:
    """Fetch the list from its authority, unless it is unchanged there, and load it.

    Raises ``FetchFailed`` beside what ``load_list`` raises; the old version then stays in force.
    """
    raise RuntimeError("under construction")


def load_samples(deps: Deps) -> list[LoadReport]:
    """Load ``lists/<list_id>/sample.*`` for every list that has no version at all, marked as samples."""
    raise RuntimeError("under construction")


def release_version(deps: Deps, list_id: str, version: str, *, reason: str, by: str) -> ListVersion:
    """Put a held version in force: a person (``by``) has looked at it and says why (``reason``).

    Recorded in the audit. Raises ``UnknownVersion``, ``UsageError`` where it is not held.
    """
    raise RuntimeError("under construction")
