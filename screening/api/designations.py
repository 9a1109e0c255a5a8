"""``/api/v1/designations``: what an authority says of one party, word for word."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from flask import Response, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.description import problems, resource
from screening.api.schemas import DesignationAnswer
from screening.services.catalogue import Catalogue
from screening.services.entry_answers import entry_to_dict
from screening.services.provenance import Moment


class DesignationPath(BaseModel):
    """Which designation."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")
    authority_ref: str = Field(description="The authority's own stable id of the entry.")


class DesignationQuery(BaseModel):
    """Which version of it."""

    as_of: date | None = Field(None, description="What the authority had published by this day.")
    version: str | None = Field(None, description="A version id, as a hit names it: held here for good.")
    raw: bool = Field(True, description="Cut the published record out of the file too.")


def designations_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The resource *designations*."""
    blueprint = resource("designations")

    @blueprint.get(
        "/<list_id>/<path:authority_ref>",
        responses={
            "200": DesignationAnswer,
            **problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
        },
    )
    def read_designation(path: DesignationPath, query: DesignationQuery) -> Response:
        """Read a designation, now or as of a day

        Every fact that a version publishes under this reference, what its programmes impose, and the
        published record beside it, cut out of the file that is kept.
        """
        at = Moment(as_of=query.as_of, version=query.version)
        entry = catalogue.entry(path.list_id, path.authority_ref, at=at, with_raw=query.raw)
        return jsonify(entry_to_dict(entry, stale=catalogue.is_stale(entry.version)))

    return blueprint
