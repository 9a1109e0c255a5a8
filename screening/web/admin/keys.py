"""Keys of the API: made and shown once, rotated with an overlap, revoked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import AwaitsApproval, InvalidRequest, UnknownAccount
from screening.domain.pending import PendingKind
from screening.services.account_input import KeyBody, RotationBody, parse_body
from screening.services.deps import Deps
from screening.services.four_eyes import make_key, renew_key
from screening.services.key_admin import MadeKey, all_keys, revoke_key
from screening.services.key_orders import KeyOrder
from screening.store.keys import ApiKey
from screening.web.admin.forms import (
    form_values,
    labelled,
    number_of,
    permission_options,
    portfolio_options,
    portfolios_asked,
    role_options,
    text_of,
    ticked,
    waiting,
)
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.rendering import render_page

_HEADER = (
    "name",
    "owner",
    "prefix",
    "scopes",
    "portfolios",
    "created_at",
    "created_by",
    "last_used_at",
    "expires_at",
    "revoked_at",
)
_KINDS = (PendingKind.CREATE_KEY, PendingKind.ROTATE_KEY)


def add_keys(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/admin/keys")
    def keys() -> AnyResponse:
        return csv_response("keys.csv", _HEADER, map(_row, all_keys(deps))) if wants_csv() else _list(deps)

    @blueprint.post("/admin/keys")
    def create_key() -> AnyResponse:
        try:
            made = make_key(deps, _asked(), g.principal)
        except InvalidRequest as error:
            return _list(deps, 422, faults=labelled(error), taken_by=_living(deps, text_of("name")))
        except AwaitsApproval:
            return done("web.keys", "account-waits")
        return _shown_once(made)

    @blueprint.get("/admin/keys/<key_id>")
    def key(key_id: str) -> AnyResponse:
        return _one(deps, _find(deps, key_id))

    @blueprint.post("/admin/keys/<key_id>/rotation")
    def rotate_key(key_id: str) -> AnyResponse:
        found = _find(deps, key_id)
        try:
            overlap = parse_body(RotationBody, {"overlap_hours": number_of("overlap_hours") or 0}).overlap
            made = renew_key(deps, key_id, g.principal, overlap=overlap)
        except InvalidRequest as error:
            return _one(deps, found, 422, faults=labelled(error))
        except AwaitsApproval:
            return done("web.key", "account-waits", key_id=key_id)
        return _shown_once(made)

    @blueprint.post("/admin/keys/<key_id>/revocation")
    def end_key(key_id: str) -> AnyResponse:
        revoke_key(deps, key_id, g.principal)
        return done("web.keys", "key-revoked")


def _asked() -> KeyOrder:
    days = number_of("days")
    sent = {
        "name": request.form.get("name", "").strip(),
        "owner": request.form.get("owner", "").strip(),
        "scopes": ticked("scopes"),
        "portfolios": portfolios_asked(),
        "rate_limit": text_of("rate_limit"),
        "raises_alerts": bool(request.form.get("raises_alerts")),
    }
    return replace(parse_body(KeyBody, sent).order(), days=days)


def _living(deps: Deps, name: str | None) -> ApiKey | None:
    """The key of that name that is in use."""
    at = deps.clock()
    return next((one for one in all_keys(deps) if one.name == name and one.is_valid(at)), None)


def _shown_once(made: MadeKey) -> AnyResponse:
    return render_page("admin/secret.html", made=made.key.name, secret=made.secret, what="key", back="keys")


def _find(deps: Deps, key_id: str) -> ApiKey:
    found = next((one for one in all_keys(deps) if one.id == key_id), None)
    if found is None:
        raise UnknownAccount("there is no such key")
    return found


def _list(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    form = form_values(
        name="", owner="", scopes=[], portfolios=[], reach="all", rate_limit="", days="365", raises_alerts=""
    )
    at, keys = deps.clock(), all_keys(deps)
    return render_page(
        "admin/keys.html",
        status,
        living=[one for one in keys if one.is_valid(at)],
        ended=[one for one in keys if not one.is_valid(at)],
        form=form,
        roles=role_options(),
        permissions=permission_options(),
        portfolios=portfolio_options(deps),
        waiting=waiting(deps, _KINDS),
        usual=deps.settings.rate_limit,
        **more,
    )


def _one(deps: Deps, key: ApiKey, status: int = 200, **more: Any) -> AnyResponse:
    changes = [one for one in waiting(deps, _KINDS) if one.subject.get("key") == key.id]
    valid = key.is_valid(deps.clock())
    return render_page("admin/key.html", status, key=key, is_valid=valid, waiting=changes, **more)


def _row(key: ApiKey) -> tuple[object, ...]:
    instants = (key.created_at, key.last_used_at, key.expires_at, key.revoked_at)
    created, used, expires, revoked = (one.isoformat() if one else None for one in instants)
    portfolios = "all" if key.portfolios is None else " ".join(key.portfolios)
    scopes = " ".join(key.scopes)
    return (
        key.name,
        key.owner,
        key.prefix,
        scopes,
        portfolios,
        created,
        key.created_by,
        used,
        expires,
        revoked,
    )
