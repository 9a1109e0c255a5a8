"""The pages of monitoring, put together."""

from __future__ import annotations

from flask import Blueprint

from screening.services.deps import Deps
from screening.services.subjects import SubjectBook
from screening.web.monitoring.coverage import add_coverage
from screening.web.monitoring.runs import add_incidents, add_runs
from screening.web.monitoring.subjects import add_moves, add_subjects


def add_monitoring(blueprint: Blueprint, deps: Deps, book: SubjectBook) -> None:
    """Add the pages to ``blueprint``."""
    add_runs(blueprint, deps)
    add_incidents(blueprint, deps)
    add_coverage(blueprint, deps)
    add_subjects(blueprint, deps, book)
    add_moves(blueprint, book)
