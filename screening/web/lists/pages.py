"""The pages of lists, put together."""

from __future__ import annotations

from flask import Blueprint

from screening.services.catalogue import Catalogue
from screening.services.deps import Deps
from screening.web.lists.delta import add_delta
from screening.web.lists.history import add_history
from screening.web.lists.overview import add_overview
from screening.web.lists.releasing import add_releasing


def add_lists(blueprint: Blueprint, deps: Deps, catalogue: Catalogue) -> None:
    """Add the pages to ``blueprint``."""
    add_overview(blueprint, catalogue)
    add_history(blueprint, deps, catalogue)
    add_releasing(blueprint, deps)
    add_delta(blueprint, deps)
