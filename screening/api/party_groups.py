"""``/api/v1/party-groups``: which designations are of one party, and what says so."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.description import problems, resource
from screening.api.schemas import PartyGroupAnswer
from screening.services.deps import Deps
from screening.services.party_catalogue import find_group, group_to_dict


class PartyGroupPath(BaseModel):
    """Which group."""

    group_id: str = Field(description="The `party_group` of a hit: `LIST_ID:AUTHORITY_REF`.")


def party_groups_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *party-groups*."""
    blueprint = resource("party-groups")

    @blueprint.get("/<path:group_id>", responses={"200": PartyGroupAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_party_group(path: PartyGroupPath) -> Response:
        """Read a party group

        Its designations, what links them, and what people decided. A designation that is in no
        group answers as a group of one.
        """
        return jsonify(group_to_dict(find_group(deps, path.group_id)))

    return blueprint
