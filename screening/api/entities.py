"""``/search`` and ``/entities``, as clients of OpenSanctions ask: what stands on the lists, never scored."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

from flask import Response, g, jsonify, redirect, url_for
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as AnyResponse

from screening.api.conditional import UNCHANGED, kept
from screening.api.description import problems, resource
from screening.api.ftm_schemas import EntityAnswer, SearchAnswer
from screening.api.matching import INSTANT, DatasetPath
from screening.api.parameters import Parameters
from screening.domain.errors import BadSelection
from screening.services.entities import EntityBook
from screening.services.entity_search import EntitySearch, SearchQuery, View

_Facet = Literal["datasets", "schema", "countries", "identifiers", "topics", "genders"]
_DEFAULT_FACETS: list[_Facet] = ["countries", "topics", "datasets"]


class SearchParameters(Parameters):
    """What is looked for, and how it is shown."""

    q: str = Field(
        "", max_length=1_000, description="Beginnings of words of a name, a number or a reference."
    )
    schema_: str = Field("Thing", alias="schema")
    countries: list[str] = Field([], description="Codes such as `ru`.")
    topics: list[str] = Field([], description="With one of these topics.")
    datasets: list[str] = Field([], description="Entities that one of these lists names.")
    include_dataset: list[str] = Field([], description="Of all lists, only these.")
    exclude_dataset: list[str] = Field([], description="Not these.")
    exclude_schema: list[str] = Field([], description="None of these schemata.")
    changed_since: str | None = Field(None, pattern=INSTANT)
    target: bool | None = Field(None, description="Whether a list names it now.")
    filter: list[str] = Field([], description="Not taken: filters on properties are refused.")
    filter_op: Literal["AND", "OR"] = "OR"
    limit: int = Field(10, ge=0, le=500)
    offset: int = Field(0, ge=0, le=9_499)
    sort: list[str] = Field([], description="`caption`, `first_seen` or `last_change`, with `:desc` or not.")
    facets: list[_Facet] = _DEFAULT_FACETS


class EntityPath(BaseModel):
    """Which entity."""

    entity_id: str = Field(description="Its id, or the id of a designation of it: `LIST_ID:AUTHORITY_REF`.")


class EntityParameters(Parameters):
    """How much of it."""

    nested: bool = Field(True, description="With what each list orders, as entities.")


def entities_blueprint(search_service: EntitySearch, book: EntityBook) -> APIBlueprint:
    """The routes of ``/search`` and ``/entities``."""
    blueprint = resource("entities", prefix="")

    @blueprint.get(
        "/search/<dataset>",
        responses={
            "200": SearchAnswer,
            **problems(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
        },
    )
    def search(path: DatasetPath, query: SearchParameters) -> Response:
        """Look entities up

        By words of a name as they are written: this finds what stands on the lists, it does not
        screen. Told in the audit once.
        """
        if query.filter:
            raise BadSelection("Filters on properties are not available here.")
        fields = query.model_dump(include=set(SearchQuery.__dataclass_fields__))
        asked = SearchQuery(**fields, schema=query.schema_, all_values=query.filter_op == "AND")
        view = View(**query.model_dump(include=set(View.__dataclass_fields__)))
        return jsonify(search_service.search(path.dataset, asked, view, by=g.principal))

    @blueprint.get(
        "/entities/<path:entity_id>",
        responses={
            "200": EntityAnswer,
            **UNCHANGED,
            "308": {"description": "The designation is of an entity of another id."},
            **problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
        },
    )
    def fetch_entity(path: EntityPath, query: EntityParameters) -> AnyResponse:
        """Read an entity

        Everything that the lists in force say of one party: designations that are certainly of the
        same one stand together.
        """
        found = book.find(path.entity_id, nested=query.nested)
        if found["id"] != path.entity_id:
            place = url_for("entities.fetch_entity", entity_id=found["id"], nested=str(query.nested).lower())
            return redirect(place, HTTPStatus.PERMANENT_REDIRECT)
        return kept(jsonify(found))

    return blueprint
