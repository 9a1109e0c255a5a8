"""``/api/v1/designations``: what an authority says of one party, word for word."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, json, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.description import problems, resource
from screening.api.schemas import DesignationAnswer
from screening.domain.codec import designation_to_json
from screening.services.catalogue import Catalogue


class DesignationPath(BaseModel):
    """Which designation."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")
    authority_ref: str = Field(description="The authority's own stable id of the entry.")


def designations_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The resource *designations*."""
    blueprint = resource("designations")

    @blueprint.get(
        "/<list_id>/<path:authority_ref>",
        responses={"200": DesignationAnswer, **problems(HTTPStatus.NOT_FOUND)},
    )
    def read_designation(path: DesignationPath) -> Response:
        """Read a designation in force

        Every fact that the version in force publishes under this reference.
        """
        version, found = catalogue.designation(path.list_id, path.authority_ref)
        body = {
            "list_version": version.version,
            "published_on": version.published_on.isoformat(),
            "sample": version.sample,
            "designation": json.loads(designation_to_json(found)),
        }
        return jsonify(body)

    return blueprint
