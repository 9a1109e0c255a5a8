"""The lists that this installation can load: every module here that has a ``SOURCE``, and those
that its user declares."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module

import screening.sources
from screening.domain.errors import BadListFile, UnknownList
from screening.domain.listing import ListSource

_declared: list[ListSource] = []


def declare_sources(sources: Iterable[ListSource]) -> None:
    """Make the lists that a user declares known in this process, in place of those declared before.

    Raises BadListFile for one that has the id of a list that is known without.
    """
    _declared.clear()
    all_sources.cache_clear()
    declared = list(sources)
    known = {source.list_id: source.title for source in all_sources()}
    for source in declared:
        if source.list_id in known:
            raise BadListFile(
                f"an own list cannot be called {source.list_id}: that is {known[source.list_id]}"
            )
    _declared.extend(declared)
    all_sources.cache_clear()


def is_declared(list_id: str) -> bool:
    """Whether a list is the user's own, and not known without."""
    return any(source.list_id == list_id for source in _declared)


@cache
def all_sources() -> tuple[ListSource, ...]:
    """All sources, sorted by ``list_id``."""
    names = (module.name for module in pkgutil.iter_modules(screening.sources.__path__, "screening.sources."))
    found = (getattr(import_module(name), "SOURCE", None) for name in names)
    known = [*(source for source in found if isinstance(source, ListSource)), *_declared]
    return tuple(sorted(known, key=lambda source: source.list_id))


def find_source(list_id: str) -> ListSource:
    """The source of a list. Raises UnknownList, naming the lists that are known."""
    for source in all_sources():
        if source.list_id == list_id:
            return source
    known = ", ".join(source.list_id for source in all_sources())
    raise UnknownList(f"No list is called {list_id!r}; known: {known}.")
