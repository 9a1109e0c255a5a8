"""``/api/v1/users``: administrators make and change the people who sign in to the pages."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.account_schemas import UserAnswer, UsersAnswer
from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.services import users
from screening.services.account_input import UserBody, UserChangeBody, parse_body
from screening.services.deps import Deps
from screening.services.four_eyes import alter_user, make_user
from screening.services.users import describe_user

_USER = {"name": "anna", "roles": ["analyst"], "portfolios": ["retail"], "password": "a long pass phrase"}


class UserPath(BaseModel):
    """Which user."""

    name: str = Field(description="The name that the user signs in with.")


def users_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *users*."""
    blueprint = resource("users")
    making = described_body(blueprint, UserBody, _USER)
    changing = described_body(blueprint, UserChangeBody, {"roles": ["auditor"]})

    @blueprint.get("", responses={"200": UsersAnswer, **problems()})
    def read_users() -> Response:
        """Read all users"""
        return jsonify({"users": [describe_user(user) for user in users.all_users(deps)]})

    @blueprint.post(
        "", request_body=making, responses={"201": UserAnswer, **problems(HTTPStatus.CONFLICT, *BODY_ERRORS)}
    )
    def create_user() -> tuple[Response, int]:
        """Make a user

        Without a password, one who signs in by single sign-on only.
        """
        order = parse_body(UserBody, read_json()).order()
        return jsonify(describe_user(make_user(deps, order, g.principal))), HTTPStatus.CREATED

    @blueprint.patch(
        "/<name>",
        request_body=changing,
        responses={"200": UserAnswer, **problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS)},
    )
    def change_user(path: UserPath) -> Response:
        """Change a user

        Only what is sent is changed. The user is signed out in all browsers.
        """
        changes = parse_body(UserChangeBody, read_json()).changes()
        return jsonify(describe_user(alter_user(deps, path.name, changes, g.principal)))

    return blueprint
