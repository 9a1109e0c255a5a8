"""What each address needs, in one place. Deny by default: what is not named here answers nobody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from screening.api.headers import STATIC
from screening.domain.access import Permission

OPEN = STATIC | {"ops.healthz", "ops.readyz", "web.sign_in", "web.sso", "web.sso_return"}
"""Endpoints that answer without a key or a session."""

ANYBODY = frozenset({"web.sign_out", "web.sign_out_everywhere"})
"""Endpoints that need a key or a session, and no permission."""

NEEDED: Mapping[str, Permission] = MappingProxyType(
    {
        "screenings.screen": Permission.SCREEN,
        "screenings.screen_many": Permission.SCREEN,
        "screenings.read_screening": Permission.READ_SCREENINGS,
        "screenings.replay_screening": Permission.READ_AUDIT,
        "alerts.read_alerts": Permission.READ_ALERTS,
        "alerts.read_alert": Permission.READ_ALERTS,
        "alerts.read_reasons": Permission.READ_ALERTS,
        "alerts.read_alert_events": Permission.READ_ALERTS,
        "alerts.assign_alerts": Permission.DECIDE,
        "alerts.decide_alerts": Permission.DECIDE,
        "alerts.approve_alerts": Permission.APPROVE,
        "alerts.read_alert_figures": Permission.READ_ALERTS,
        "alerts.raise_alerts": Permission.DECIDE,
        "alerts.assign_alert": Permission.DECIDE,
        "alerts.comment_alert": Permission.DECIDE,
        "alerts.move_alert": Permission.DECIDE,
        "alerts.decide_alert": Permission.DECIDE,
        "alerts.respond_to_alert": Permission.DECIDE,
        "alerts.draft_rationale": Permission.READ_ALERTS,
        "alerts.approve_alert": Permission.APPROVE,
        "alerts.reject_alert": Permission.APPROVE,
        "suppressions.read_all": Permission.READ_ALERTS,
        "suppressions.read_review_list": Permission.READ_ALERTS,
        "suppressions.read_one": Permission.READ_ALERTS,
        "suppressions.revoke_suppression": Permission.DECIDE,
        "suppressions.review_suppression": Permission.DECIDE,
        "discount-rules.read_discount_rules": Permission.READ_ALERTS,
        "discount-rules.propose_discount_rule": Permission.DECIDE,
        "discount-rules.approve_discount_rule": Permission.APPROVE,
        "discount-rules.reject_discount_rule": Permission.APPROVE,
        "discount-rules.retire_discount_rule": Permission.DECIDE,
        "unfreeze-reviews.read_unfreeze_reviews": Permission.READ_ALERTS,
        "unfreeze-reviews.decide_unfreeze_review": Permission.DECIDE,
        "unfreeze-reviews.approve_unfreeze_review": Permission.APPROVE,
        "unfreeze-reviews.reject_unfreeze_review": Permission.APPROVE,
        "changes.read_pending_changes": Permission.APPROVE,
        "changes.read_changed_entries": Permission.APPROVE,
        "changes.approve_change": Permission.APPROVE,
        "changes.reject_change": Permission.APPROVE,
        "lists.read_lists": Permission.READ_LISTS,
        "lists.read_versions": Permission.READ_LISTS,
        "lists.read_diff": Permission.READ_LISTS,
        "designations.look_up": Permission.READ_LISTS,
        "designations.read_designation": Permission.READ_LISTS,
        "party-groups.read_party_group": Permission.READ_LISTS,
        "matching.match": Permission.SCREEN,
        "entities.search": Permission.READ_LISTS,
        "entities.fetch_entity": Permission.READ_LISTS,
        "datasets.read_catalog": Permission.READ_LISTS,
        "datasets.read_algorithms": Permission.READ_LISTS,
        "docs.description": Permission.READ_LISTS,
        "docs.page": Permission.READ_LISTS,
        "keys.read_keys": Permission.MANAGE_ACCOUNTS,
        "keys.create_key": Permission.MANAGE_ACCOUNTS,
        "keys.rotate_key": Permission.MANAGE_ACCOUNTS,
        "keys.revoke_key": Permission.MANAGE_ACCOUNTS,
        "portfolios.read_portfolios": Permission.MANAGE_ACCOUNTS,
        "portfolios.create_portfolio": Permission.MANAGE_ACCOUNTS,
        "users.read_users": Permission.MANAGE_ACCOUNTS,
        "users.create_user": Permission.MANAGE_ACCOUNTS,
        "users.change_user": Permission.MANAGE_ACCOUNTS,
        "relationships.read_relationship": Permission.KEEP_RECORDS,
        "relationships.tell_relationship": Permission.KEEP_RECORDS,
        "ops.metrics": Permission.READ_METRICS,
        "web.home": Permission.READ_LISTS,
        "web.screen": Permission.SCREEN,
        "web.answer": Permission.READ_SCREENINGS,
        "web.designation": Permission.READ_LISTS,
    }
)
"""Endpoint to permission: every route of the service that is not open."""
