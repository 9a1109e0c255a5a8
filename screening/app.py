"""The composition root: the only module that knows every concrete part of the service."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask
from flask_openapi import APIBlueprint, OpenAPI

from screening.api.access import Door, register_access
from screening.api.addresses import register_addresses
from screening.api.alerts import alerts_blueprint
from screening.api.batches import batches_blueprint
from screening.api.changes import changes_blueprint
from screening.api.datasets import datasets_blueprint
from screening.api.description import INFO, SECURITY_SCHEMES
from screening.api.designations import designations_blueprint
from screening.api.discount_rules import discount_rules_blueprint
from screening.api.docs import docs_blueprint
from screening.api.entities import entities_blueprint
from screening.api.events import events_blueprint
from screening.api.headers import register_headers
from screening.api.http import refuse_input, register_problems, status_of
from screening.api.keys import keys_blueprint
from screening.api.lists import lists_blueprint
from screening.api.matching import matching_blueprint
from screening.api.monitoring import monitoring_blueprint
from screening.api.ops import ops_blueprint
from screening.api.party_groups import party_groups_blueprint
from screening.api.portfolios import portfolios_blueprint
from screening.api.relationships import relationships_blueprint
from screening.api.reports import reports_blueprint
from screening.api.request_log import register_request_log
from screening.api.schemas import Problem
from screening.api.screenings import screenings_blueprint
from screening.api.subject_imports import imports_blueprint
from screening.api.subjects import subjects_blueprint
from screening.api.suppressions import suppressions_blueprint
from screening.api.unfreeze_reviews import unfreeze_reviews_blueprint
from screening.api.uploads import receive_file, register_uploads
from screening.api.users import users_blueprint
from screening.api.webhooks import webhooks_blueprint
from screening.domain.errors import UsageError
from screening.services.approval_rules import approval_rules
from screening.services.batch_desk import BatchDesk
from screening.services.catalogue import Catalogue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.entities import EntityBook
from screening.services.entity_search import EntitySearch
from screening.services.job_queue import JobQueue
from screening.services.keys import KeyRing
from screening.services.lookup import Lookup
from screening.services.lookup_table import LookupTables
from screening.services.match import Matcher
from screening.services.once import OnceScreener
from screening.services.rate_limits import RateLimits
from screening.services.replay import Replayer
from screening.services.screen import Screener
from screening.services.sessions import Sessions
from screening.services.sign_in import PasswordSignIn
from screening.services.subjects import SubjectBook
from screening.services.uploads import Upload
from screening.services.webhook_letters import read_figures
from screening.web.accounts import Accounts, register_accounts
from screening.web.admin.pages import add_admin
from screening.web.alerts.pages import add_alerts
from screening.web.batches import add_batches
from screening.web.cookies import check_form_token
from screening.web.dashboard.page import add_dashboard
from screening.web.lists.pages import add_lists
from screening.web.monitoring.pages import add_monitoring
from screening.web.navigation import register_navigation
from screening.web.notices import register_notices
from screening.web.pages import web_blueprint
from screening.web.rendering import error_page
from screening.web.report.pages import add_report
from screening.web.search.look_up import add_look_up
from screening.web.search.past import add_past
from screening.web.search.raising import add_raising
from screening.web.sign_in import SSO_RETURN_PATH

if TYPE_CHECKING:
    from screening.api.metrics import Metrics
    from screening.services.sso import SingleSignOn

MOST_BYTES = 1024 * 1024
"""The largest body of a request."""


def create_app(
    deps: Deps,
    corpora: CorpusProvider | None = None,
    *,
    tables: LookupTables | None = None,
    metrics_folder: Path | None = None,
) -> Flask:
    """The service over opened ``deps``, which the caller closes: the API and the analysts' pages.

    ``corpora`` and ``tables`` where the caller has some that were made ready; ``metrics_folder`` where
    several processes count together.
    """
    app = _bare_app()
    catalogue = Catalogue(deps)
    metrics = _metrics(metrics_folder)
    corpora = corpora or open_corpora(deps)
    screener = Screener(deps, corpora, recorded=metrics.count_screening)
    _register_what_all_share(app, deps, metrics)
    limits = RateLimits(deps.counters, deps.clock)
    accounts = _accounts(deps, limits)
    _register_what_pages_share(app)
    door = _door(deps, accounts, limits)
    register_access(app, door)
    book, tables = EntityBook(deps.database), tables or LookupTables(deps.database)
    desk = BatchDesk(deps, corpora, JobQueue(deps).knock)
    once = OnceScreener(deps, screener, catalogue)
    for resource in (
        screenings_blueprint(once, catalogue, Replayer(deps, corpora), door.take_more),
        batches_blueprint(deps, desk),
        *_alert_resources(deps),
        *_monitoring_resources(deps, corpora),
        lists_blueprint(catalogue),
        designations_blueprint(catalogue, Lookup(deps, tables)),
        matching_blueprint(Matcher(screener, catalogue, book), door.take_more),
        entities_blueprint(EntitySearch(deps, catalogue, book, tables), book),
        datasets_blueprint(catalogue),
        party_groups_blueprint(deps),
        *_account_resources(deps),
        relationships_blueprint(deps),
        events_blueprint(deps),
        webhooks_blueprint(deps),
        ops_blueprint(catalogue, metrics, partial(read_figures, deps)),
    ):
        app.register_api(resource)
    app.register_blueprint(docs_blueprint(app))
    pages = _pages(deps, corpora, desk, catalogue, Lookup(deps, tables))
    app.register_blueprint(web_blueprint(screener, catalogue, status_of, accounts, pages))
    return app


def _register_what_all_share(app: Flask, deps: Deps, metrics: Metrics) -> None:
    """What is done around every request, before anybody is asked who they are."""
    register_request_log(app)
    app.after_request(metrics.count_request)
    register_headers(app)
    register_problems(app, error_page)
    register_addresses(app)
    register_uploads(app, deps.settings)


def _register_what_pages_share(app: Flask) -> None:
    """What the templates of all pages may use."""
    for register in (register_accounts, register_navigation, register_notices):
        register(app)


def _pages(
    deps: Deps, corpora: CorpusProvider, desk: BatchDesk, catalogue: Catalogue, lookup: Lookup
) -> Callable[[Blueprint], None]:
    """What adds the pages beside the search; those of files receive them as the API does."""
    most = deps.settings.upload_megabytes

    def receive(job_id: str) -> Upload:
        return receive_file(desk.uploads, job_id, None, most)

    def add(blueprint: Blueprint) -> None:
        add_look_up(blueprint, lookup, catalogue)
        add_past(blueprint, deps)
        add_raising(blueprint, deps, catalogue)
        add_batches(blueprint, desk, receive)
        add_report(blueprint, deps)
        add_admin(blueprint, deps, corpora, JobQueue(deps).knock)
        add_alerts(blueprint, deps)
        add_lists(blueprint, deps, catalogue)
        add_dashboard(blueprint, deps)
        add_monitoring(blueprint, deps, SubjectBook(deps, corpora))

    return add


def _monitoring_resources(deps: Deps, corpora: CorpusProvider) -> tuple[APIBlueprint, ...]:
    """Who is monitored, and what rescreenings did."""
    return (
        subjects_blueprint(SubjectBook(deps, corpora)),
        imports_blueprint(deps),
        monitoring_blueprint(deps, corpora),
    )


def _account_resources(deps: Deps) -> tuple[APIBlueprint, ...]:
    """Who may ask, and of which business units."""
    return keys_blueprint(deps), portfolios_blueprint(deps), users_blueprint(deps)


def _alert_resources(deps: Deps) -> tuple[APIBlueprint, ...]:
    """Alerts, what is decided in them, and the evidence of it all."""
    approval_rules(deps)  # A file that cannot be used is told at the start, not with the first decision.
    return (
        alerts_blueprint(deps),
        suppressions_blueprint(deps),
        discount_rules_blueprint(deps),
        unfreeze_reviews_blueprint(deps),
        changes_blueprint(deps),
        reports_blueprint(deps),
    )


def _metrics(folder: Path | None) -> Metrics:
    """Imported late: what it counts with settles at its import whether it counts in ``folder``."""
    from screening.api.metrics import Metrics

    return Metrics(folder)


def open_corpora(deps: Deps) -> CorpusProvider:
    """The provider of what is screened against, over ``deps`` and the policy in force."""
    return CorpusProvider(deps)


def single_sign_on(deps: Deps, sessions: Sessions) -> SingleSignOn | None:
    """What signs users in by the provider of the settings; None where they name none.

    Raises ``UsageError`` where the libraries for it are not installed.
    """
    if deps.settings.oidc_issuer is None:
        return None
    try:
        from screening.services.sso import SingleSignOn
    except ModuleNotFoundError as error:
        raise UsageError("single sign-on is not installed: `pip install 'screening[sso]'`") from error
    public = (deps.settings.public_url or "").rstrip("/")
    return SingleSignOn(deps, sessions, f"{public}{SSO_RETURN_PATH}")


def _accounts(deps: Deps, limits: RateLimits) -> Accounts:
    sessions = Sessions(deps)
    return Accounts(
        sessions=sessions,
        passwords=PasswordSignIn(deps, sessions),
        limits=limits,
        sso=single_sign_on(deps, sessions),
    )


def _door(deps: Deps, accounts: Accounts, limits: RateLimits) -> Door:
    return Door(
        keys=KeyRing(deps.database),
        limits=limits,
        rate=deps.settings.rate_limit,
        clock=deps.clock,
        signed_in=accounts.signed_in,
        check_form=check_form_token,
    )


def _bare_app() -> OpenAPI:
    app = OpenAPI(
        "screening",
        info=INFO,
        security_schemes=SECURITY_SCHEMES,
        validation_error_model=Problem,
        validation_error_callback=refuse_input,
        doc_ui=False,
        static_folder=None,
    )
    app.openapi_version = "3.1.0"
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    return app
