"""All pages of alerts, added to the others."""

from __future__ import annotations

from flask import Blueprint

from screening.services.deps import Deps
from screening.web.alerts.acts import add_acts
from screening.web.alerts.approvals import add_approvals
from screening.web.alerts.bulk import add_bulk
from screening.web.alerts.discount_rules import add_discount_rules
from screening.web.alerts.one import add_one
from screening.web.alerts.queue import add_queue
from screening.web.alerts.suppressions import add_suppressions
from screening.web.alerts.unfreeze_reviews import add_unfreeze_reviews
from screening.web.alerts.words import WORDS


def add_alerts(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages, and the words that their templates speak in, to ``blueprint``."""
    for name, function in WORDS.items():
        blueprint.add_app_template_filter(function, name)
    for add in (
        add_queue,
        add_bulk,
        add_one,
        add_acts,
        add_approvals,
        add_suppressions,
        add_discount_rules,
        add_unfreeze_reviews,
    ):
        add(blueprint, deps)
