"""Datasets, as clients of the matching API name them: a list, or all lists together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from screening.domain.errors import BadSelection, UnknownList
from screening.services.catalogue import Catalogue
from screening.sources.registry import all_sources

COLLECTIONS = ("default", "sanctions")
"""Names for all lists that are in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The lists that a request is kept to; empty for all in force."""

    lists: tuple[str, ...] = ()

    def holds(self, list_id: str) -> bool:
        """Whether a list is among them."""
        return not self.lists or list_id in self.lists


def scope_of(
    catalogue: Catalogue, dataset: str, include: Sequence[str] = (), exclude: Collection[str] = ()
) -> Scope:
    """The lists of ``dataset``; of a collection those that ``include`` names, to a list those beside
    it; without ``exclude``.

    Raises ``UnknownList`` for a dataset that is not here, ``BadSelection`` where one is included that
    is not here, or where none is left: an empty answer would look like one without hits.
    """
    known = {source.list_id for source in all_sources()}
    if dataset not in known and dataset not in COLLECTIONS:
        raise UnknownList(f"No dataset is called {dataset!r}; `/catalog` names those that are here.")
    unknown = [name for name in include if name not in known and name not in COLLECTIONS]
    if unknown:
        raise BadSelection(f"include_dataset names what is not here: {', '.join(unknown)}")
    asked = [*([] if dataset in COLLECTIONS else [dataset]), *include]
    is_whole = not asked or any(name in COLLECTIONS for name in asked)
    if is_whole and not exclude:
        return Scope()
    in_force = [state.source.list_id for state in catalogue.lists() if state.in_force]
    lists = [name for name in dict.fromkeys(in_force if is_whole else asked) if name not in exclude]
    if not lists:
        raise BadSelection("No dataset is left to be asked.")
    return Scope(lists=() if set(lists) == set(in_force) else tuple(lists))
