"""``/api/v1/keys``: administrators make, rotate and revoke keys."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.account_schemas import KeyAnswer, KeysAnswer, MadeKeyAnswer
from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.services import key_admin
from screening.services.account_input import KeyBody, RotationBody, parse_body
from screening.services.deps import Deps
from screening.services.four_eyes import make_key, renew_key
from screening.services.key_admin import MadeKey, describe

_KEY = {"name": "core-banking", "owner": "anna", "scopes": ["screener"], "portfolios": None}


class KeyPath(BaseModel):
    """Which key."""

    key_id: str = Field(description="The `id` of the key, never the key itself.")


def keys_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *keys*."""
    blueprint = resource("keys")
    making = described_body(blueprint, KeyBody, _KEY)
    rotating = described_body(blueprint, RotationBody, {"overlap_hours": 24})

    @blueprint.get("", responses={"200": KeysAnswer, **problems()})
    def read_keys() -> Response:
        """Read all keys

        Without their secrets, which nobody can read again.
        """
        return jsonify({"keys": [describe(key) for key in key_admin.all_keys(deps)]})

    @blueprint.post(
        "",
        request_body=making,
        responses={"201": MadeKeyAnswer, **problems(HTTPStatus.CONFLICT, *BODY_ERRORS)},
    )
    def create_key() -> tuple[Response, int]:
        """Make a key

        The answer holds the secret, this once. Where four eyes are demanded, a key that reaches far waits
        for a second person (409): ask again once `/api/v1/changes` says that it is approved.
        """
        order = parse_body(KeyBody, read_json()).order()
        return _made(make_key(deps, order, g.principal))

    @blueprint.post(
        "/<key_id>/rotate",
        request_body=rotating,
        responses={"201": MadeKeyAnswer, **problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS)},
    )
    def rotate_key(path: KeyPath) -> tuple[Response, int]:
        """Make a key that takes another's place

        With the same scopes; the old one ends, at once or after an overlap. One that reaches far waits as
        for a new one (409) where four eyes are demanded.
        """
        overlap = parse_body(RotationBody, read_json()).overlap
        return _made(renew_key(deps, path.key_id, g.principal, overlap=overlap))

    @blueprint.delete("/<key_id>", responses={"200": KeyAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def revoke_key(path: KeyPath) -> Response:
        """Revoke a key, for good"""
        return jsonify(describe(key_admin.revoke_key(deps, path.key_id, g.principal)))

    return blueprint


def _made(made: MadeKey) -> tuple[Response, int]:
    return jsonify({**describe(made.key), "secret": made.secret}), HTTPStatus.CREATED
