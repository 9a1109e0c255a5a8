"""Users: made, given roles, portfolios and a level, kept out and let in again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import AnalystLevel, same_person
from screening.domain.errors import AwaitsApproval, InvalidRequest, StaleVersion, UnknownAccount
from screening.domain.pending import PendingKind
from screening.services.account_input import UserBody, UserChangeBody, parse_body
from screening.services.deps import Deps
from screening.services.four_eyes import alter_user, make_user
from screening.services.key_admin import all_keys
from screening.services.sign_in import SHORTEST_PASSWORD
from screening.services.users import all_users
from screening.store.keys import ApiKey
from screening.store.users import User
from screening.web.admin.forms import (
    form_values,
    is_own,
    labelled,
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
    "roles",
    "portfolios",
    "level",
    "disabled",
    "locked_until",
    "password",
    "single_sign_on",
    "created_at",
)
_LEVELS = [(level.value, level.value) for level in AnalystLevel]


def add_users(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/admin/users")
    def users() -> AnyResponse:
        return csv_response("users.csv", _HEADER, map(_row, all_users(deps))) if wants_csv() else _list(deps)

    @blueprint.post("/admin/users")
    def create_user() -> AnyResponse:
        asked = {
            "name": request.form.get("name", "").strip(),
            "roles": ticked("roles"),
            "portfolios": portfolios_asked(),
            "password": request.form.get("password") or None,
            "level": text_of("level"),
        }
        try:
            made = make_user(deps, parse_body(UserBody, asked).order(), g.principal)
        except InvalidRequest as error:
            return _list(deps, 422, faults=labelled(error))
        except AwaitsApproval:
            return done("web.users", "account-waits")
        return done("web.user", "user-made", name=made.name)

    @blueprint.get("/admin/users/<name>")
    def user(name: str) -> AnyResponse:
        return _one(deps, _find(deps, name))

    @blueprint.post("/admin/users/<name>")
    def change_user(name: str) -> AnyResponse:
        found = _find(deps, name)
        try:
            changes = _changes(found)
            if not changes:
                return done("web.user", "nothing-changed", name=name)
            alter_user(deps, name, changes, g.principal)
        except (InvalidRequest, StaleVersion) as error:
            return _refused(deps, found, error)
        except AwaitsApproval:
            return done("web.user", "account-waits", name=name)
        return done("web.user", "user-changed", name=name)


def _changes(user: User) -> dict[str, Any]:
    """What the button that was pressed is to change. Raises ``InvalidRequest``, ``StaleVersion``."""
    act = request.form.get("act", "rights")
    if act == "rights":
        return _rights(user)
    wanted: dict[str, dict[str, Any]] = {
        "disable": {"disabled": True},
        "enable": {"disabled": False},
        "unlock": {"locked": False},
        "password": {"password": request.form.get("password", "")},
    }
    return parse_body(UserChangeBody, wanted.get(act, {})).changes()


def _rights(user: User) -> dict[str, Any]:
    if request.form.get("shown") != _digest(user):
        raise StaleVersion("The rights were changed meanwhile: they are shown as they are now.")
    sent = {"roles": ticked("roles"), "portfolios": portfolios_asked(), "level": text_of("level")}
    asked = parse_body(UserChangeBody, sent).changes()
    return {name: value for name, value in asked.items() if _sorted(value) != _sorted(getattr(user, name))}


def _digest(user: User) -> str:
    """What a form was made of, to be sent along: it sets all rights, so none may have changed meanwhile."""
    rights = [_sorted(value) for value in (user.roles, user.portfolios, user.level)]
    return sha256(repr(rights).encode()).hexdigest()


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple) else value


def _find(deps: Deps, name: str) -> User:
    found = next((one for one in all_users(deps) if one.name == name), None)
    if found is None:
        raise UnknownAccount("there is no such user")
    return found


def _list(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    form = form_values(name="", roles=[], portfolios=[], level="", reach="all")
    return render_page(
        "admin/users.html",
        status,
        users=all_users(deps),
        waiting=waiting(deps, [PendingKind.CREATE_USER]),
        form=form,
        now=deps.clock(),
        **_options(deps),
        **more,
    )


def _refused(deps: Deps, user: User, error: InvalidRequest | StaleVersion) -> AnyResponse:
    if isinstance(error, InvalidRequest):
        return _one(deps, user, 422, faults=labelled(error))
    return _one(deps, user, 409, faults=[("", str(error))])


def _one(deps: Deps, user: User, status: int = 200, **more: Any) -> AnyResponse:
    changes = waiting(deps, [PendingKind.CHANGE_USER])
    return render_page(
        "admin/user.html",
        status,
        user=user,
        is_own=is_own(user.name),
        shown=_digest(user),
        keys=_keys_of(deps, user),
        waiting=[one for one in changes if one.subject.get("name") == user.name],
        now=deps.clock(),
        **_options(deps),
        **more,
    )


def _keys_of(deps: Deps, user: User) -> list[ApiKey]:
    at = deps.clock()
    return [one for one in all_keys(deps) if same_person(one.owner, user.name) and one.is_valid(at)]


def _options(deps: Deps) -> dict[str, Any]:
    return {
        "roles": role_options(),
        "portfolios": portfolio_options(deps),
        "levels": _LEVELS,
        "shortest": SHORTEST_PASSWORD,
    }


def _row(user: User) -> tuple[object, ...]:
    portfolios = "all" if user.portfolios is None else " ".join(user.portfolios)
    return (
        user.name,
        " ".join(user.roles),
        portfolios,
        user.level,
        user.disabled,
        user.locked_until.isoformat() if user.locked_until else None,
        user.password_hash is not None,
        user.sso_subject is not None,
        user.created_at.isoformat(),
    )
