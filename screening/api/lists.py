"""``/api/v1/lists``: what is loaded, in which versions, how fresh."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.conditional import UNCHANGED, kept
from screening.api.description import problems, resource
from screening.api.list_schemas import DiffAnswer, ListsAnswer, VersionsAnswer
from screening.api.parameters import Page, page_links, page_members
from screening.services.answers import list_state_to_dict, proven_to_dict
from screening.services.catalogue import Catalogue
from screening.services.diff_answers import diff_to_dict
from screening.services.list_diff import NamedChange

_ERRORS = problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


class ListPath(BaseModel):
    """Which list."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")


class LongPage(Page):
    """A page that holds more."""

    limit: int = Field(1_000, ge=1, le=10_000, description="The most to answer with.")


class DiffQuery(LongPage):
    """Which delta, and how much of it."""

    old: str = Field(description="A version id, such as `2024-05-07.79bf2d15`.")
    new: str = Field(description="A version id; `@1` behind it names an earlier reading of the file.")
    fields: bool = Field(True, description="Say of the amended which fields differ, and how.")


def lists_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The resource *lists*."""
    blueprint = resource("lists")

    @blueprint.get("", responses={"200": ListsAnswer, **UNCHANGED, **problems()})
    def read_lists() -> Response:
        """Read all lists

        Every list that this installation knows, with the version in force where there is one.
        """
        return kept(jsonify({"lists": [list_state_to_dict(state) for state in catalogue.lists()]}))

    @blueprint.get("/<list_id>/versions", responses={"200": VersionsAnswer, **UNCHANGED, **_ERRORS})
    def read_versions(path: ListPath, query: LongPage) -> Response:
        """Read the versions of a list

        All that are held, the latest published first, each with its last proof: that every listed
        name is found as it is printed, and a sample of altered names as without the index.
        """
        proofs, versions = catalogue.proofs(path.list_id), catalogue.versions(path.list_id)
        shown = [
            proven_to_dict(version, stale=catalogue.is_stale(version), proof=proofs.get(version.reading))
            for version in versions[query.offset : query.offset + query.limit]
        ]
        body = {"list_id": path.list_id, **page_members(query, len(versions)), "versions": shown}
        return _page(body, query)

    @blueprint.get("/<list_id>/diff", responses={"200": DiffAnswer, **UNCHANGED, **_ERRORS})
    def read_diff(path: ListPath, query: DiffQuery) -> Response:
        """Read what changed between two versions

        Added, amended, removed, by reference; of the amended, which field from what to what. A change
        of cause `reparsed` is none of the authority's: the same entry was read in another way.
        """
        found = catalogue.diff(path.list_id, query.old, query.new)
        changes: Sequence[NamedChange] = found.changes[query.offset : query.offset + query.limit]
        if query.fields:
            changes = catalogue.with_fields(found, changes)
        body = {**diff_to_dict(found, changes), **page_members(query, len(found.changes))}
        return _page(body, query)

    return blueprint


def _page(body: dict[str, Any], page: Page) -> Response:
    response = jsonify(body)
    response.headers.update(page_links(page, body["total"]))
    return kept(response)
