"""``/api/v1/lists``: what is loaded, in which versions, how fresh."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.description import SECURITY, problems
from screening.api.schemas import ListsAnswer, VersionsAnswer
from screening.domain.listing import ListVersion
from screening.services.answers import instant_text
from screening.services.catalogue import Catalogue, ListState


class ListPath(BaseModel):
    """Which list."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")


def lists_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The resource *lists*."""
    blueprint = APIBlueprint("lists", __name__, url_prefix="/api/v1/lists", abp_security=SECURITY)

    @blueprint.get("", responses={"200": ListsAnswer, **problems()})
    def read_lists() -> Response:
        """Read all lists

        Every list that this installation knows, with the version in force where there is one.
        """
        return jsonify({"lists": [_list(state) for state in catalogue.lists()]})

    @blueprint.get("/<list_id>/versions", responses={"200": VersionsAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_versions(path: ListPath) -> Response:
        """Read the versions of a list

        All that are held, the latest published first.
        """
        versions = [
            _version(version, catalogue.is_stale(version)) for version in catalogue.versions(path.list_id)
        ]
        return jsonify({"list_id": path.list_id, "versions": versions})

    return blueprint


def _list(state: ListState) -> dict[str, Any]:
    source = state.source
    return {
        "list_id": source.list_id,
        "title": source.title,
        "authority": source.authority,
        "url": source.url,
        "state": state.state,
        "stale": state.stale,
        "held_version": state.held.version if state.held else None,
        "in_force": _version(state.in_force, state.stale) if state.in_force else None,
    }


def _version(version: ListVersion, stale: bool) -> dict[str, Any]:
    return {
        "list_id": version.list_id,
        "version": version.version,
        "published_on": version.published_on.isoformat(),
        "retrieved_at": instant_text(version.retrieved_at),
        "checked_at": instant_text(version.checked_at),
        "sha256": version.sha256,
        "format": version.format,
        "parser_version": version.parser_version,
        "designations": version.designations,
        "state": version.state.value,
        "stale": stale,
        "partial": version.partial,
        "sample": version.sample,
        "held_reason": version.held_reason,
    }
