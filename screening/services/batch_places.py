"""Where the files of a batch stand while they grow; and that none stands in another's way."""

from __future__ import annotations

from pathlib import Path

from screening.domain.errors import UsageError
from screening.services.batch_request import BatchRequest

_PARTIAL = ".partial"
_MADE = ".made"


def partial_path(path: Path) -> Path:
    """Where the rows of a file are laid down until it is whole."""
    return path.with_name(path.name + _PARTIAL)


def made_path(path: Path) -> Path:
    """Where a file is made of the rows that were laid down."""
    return path.with_name(path.name + _MADE)


def check_apart(request: BatchRequest) -> None:
    """Raises ``UsageError`` where two files of a batch would stand in one place, whole or growing."""
    written = [path for path in (request.out, request.hits) if path is not None]
    places = [(request.source,), *[(path, partial_path(path), made_path(path)) for path in written]]
    if request.summary is not None:
        places.append((request.summary,))
    taken: set[Path] = set()
    for named, *growing in places:
        found = {place.resolve() for place in (named, *growing)}
        if taken & found:
            raise UsageError(
                f"{named}: IN, OUT, the hits file and the summary must be different files, and none may have "
                f"the name of another one with {_PARTIAL} or {_MADE}"
            )
        taken |= found
