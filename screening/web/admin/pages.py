"""All pages of administration, policy and audit."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.web.admin.audit import add_audit
from screening.web.admin.keys import add_keys
from screening.web.admin.overview import add_overview
from screening.web.admin.policy import add_policy
from screening.web.admin.simulation import add_simulation
from screening.web.admin.users import add_users
from screening.web.admin.webhooks import add_webhooks


def add_admin(blueprint: Blueprint, deps: Deps, corpora: CorpusProvider, knock: Callable[[], None]) -> None:
    """Add the pages to ``blueprint``; ``knock`` tells a worker that there is something to do."""
    add_overview(blueprint, deps)
    add_users(blueprint, deps)
    add_keys(blueprint, deps)
    add_webhooks(blueprint, deps)
    add_policy(blueprint, deps)
    add_simulation(blueprint, deps, corpora)
    add_audit(blueprint, deps, knock)
