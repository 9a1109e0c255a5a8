"""The lists that this installation can load: every module here that has a ``SOURCE``."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import screening.sources
from screening.domain.errors import UnknownList
from screening.domain.listing import ListSource


@cache
def all_sources() -> tuple[ListSource, ...]:
    """All sources, sorted by ``list_id``."""
    names = (module.name for module in pkgutil.iter_modules(screening.sources.__path__, "screening.sources."))
    found = (getattr(import_module(name), "SOURCE", None) for name in names)
    return tuple(sorted((s for s in found if isinstance(s, ListSource)), key=lambda s: s.list_id))


def find_source(list_id: str) -> ListSource:
    """The source of a list. Raises UnknownList, naming the lists that are known."""
    for source in all_sources():
        if source.list_id == list_id:
            return source
    known = ", ".join(source.list_id for source in all_sources())
    raise UnknownList(f"No list is called {list_id!r}; known: {known}.")
