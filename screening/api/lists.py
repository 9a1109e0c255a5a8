"""``/api/v1/lists``: what is loaded, in which versions, how fresh."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.description import problems, resource
from screening.api.schemas import ListsAnswer, VersionsAnswer
from screening.services.answers import list_state_to_dict, version_to_dict
from screening.services.catalogue import Catalogue


class ListPath(BaseModel):
    """Which list."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")


def lists_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The resource *lists*."""
    blueprint = resource("lists")

    @blueprint.get("", responses={"200": ListsAnswer, **problems()})
    def read_lists() -> Response:
        """Read all lists

        Every list that this installation knows, with the version in force where there is one.
        """
        return jsonify({"lists": [list_state_to_dict(state) for state in catalogue.lists()]})

    @blueprint.get("/<list_id>/versions", responses={"200": VersionsAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_versions(path: ListPath) -> Response:
        """Read the versions of a list

        All that are held, the latest published first.
        """
        versions = [
            version_to_dict(version, stale=catalogue.is_stale(version))
            for version in catalogue.versions(path.list_id)
        ]
        return jsonify({"list_id": path.list_id, "versions": versions})

    return blueprint
