"""``/api/v1/lists``: what is loaded, in which versions, how fresh."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.description import problems, resource
from screening.api.list_schemas import DiffAnswer, ListsAnswer, VersionsAnswer
from screening.services.answers import list_state_to_dict, proven_to_dict
from screening.services.catalogue import Catalogue
from screening.services.diff_answers import diff_to_dict
from screening.services.list_diff import NamedChange


class ListPath(BaseModel):
    """Which list."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")


class DiffQuery(BaseModel):
    """Which delta, and how much of it."""

    old: str = Field(description="A version id, such as `2024-05-07.79bf2d15`.")
    new: str = Field(description="A version id; `@1` behind it names an earlier reading of the file.")
    fields: bool = Field(True, description="Say of the amended which fields differ, and how.")
    offset: int = Field(0, ge=0, description="Changes to leave out at the beginning.")
    limit: int = Field(1_000, ge=1, le=10_000, description="The most changes to answer with.")


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

        All that are held, the latest published first, each with its last proof: that every listed
        name is found as it is printed, and a sample of altered names as without the index.
        """
        proofs = catalogue.proofs(path.list_id)
        versions = [
            proven_to_dict(version, stale=catalogue.is_stale(version), proof=proofs.get(version.reading))
            for version in catalogue.versions(path.list_id)
        ]
        return jsonify({"list_id": path.list_id, "versions": versions})

    @blueprint.get(
        "/<list_id>/diff",
        responses={
            "200": DiffAnswer,
            **problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
        },
    )
    def read_diff(path: ListPath, query: DiffQuery) -> Response:
        """Read what changed between two versions

        Added, amended, removed, by reference; of the amended, which field from what to what. A change
        of cause `reparsed` is none of the authority's: the same entry was read in another way.
        """
        found = catalogue.diff(path.list_id, query.old, query.new)
        changes: Sequence[NamedChange] = found.changes[query.offset : query.offset + query.limit]
        if query.fields:
            changes = catalogue.with_fields(found, changes)
        return jsonify(diff_to_dict(found, changes))

    return blueprint
