"""``/api/v1/designations``: what stands on the lists, and what an authority says of one party."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.conditional import UNCHANGED, kept
from screening.api.description import problems, resource
from screening.api.list_schemas import LookupsAnswer
from screening.api.parameters import Page, StrictParameters, page_links, page_members
from screening.api.schemas import DesignationAnswer
from screening.domain.designation import PartyType
from screening.services.answers import designation_path
from screening.services.catalogue import Catalogue
from screening.services.entry_answers import entry_to_dict
from screening.services.lookup import Found, Lookup, LookupQuery
from screening.services.provenance import Moment
from screening.services.subject_fields import ListId

_MOST_LETTERS = 1_000


class DesignationPath(BaseModel):
    """Which designation."""

    list_id: str = Field(description="The id of a list, such as `us_ofac_sdn`.")
    authority_ref: str = Field(description="The authority's own stable id of the entry.")


class DesignationQuery(StrictParameters):
    """Which version of it."""

    as_of: date | None = Field(None, description="What the authority had published by this day.")
    version: str | None = Field(None, description="A version id, as a hit names it: held here for good.")
    raw: bool = Field(True, description="Cut the published record out of the file too.")


def _text(description: str) -> Any:
    return Field(None, min_length=1, max_length=_MOST_LETTERS, description=description)


class LookupParameters(Page):
    """What the designations must fulfil, all of it. Names are compared whatever their writing, accents
    and case."""

    name: str | None = _text("A whole name, its words in any order.")
    prefix: str | None = _text("The beginning of a name.")
    q: str | None = _text("Any part of a name.")
    identifier: str | None = _text("A number, whatever its punctuation.")
    authority_ref: str | None = _text("The authority's own id.")
    programme: str | None = _text("A programme, as the list prints it.")
    list_id: list[ListId] = Field([], description="On one of these lists only.")
    type: list[PartyType] = Field([], description="Of one of these types only.")


def designations_blueprint(catalogue: Catalogue, lookup: Lookup) -> APIBlueprint:
    """The resource *designations*."""
    blueprint = resource("designations")

    @blueprint.get("", responses={"200": LookupsAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)})
    def look_up(query: LookupParameters) -> tuple[Response, dict[str, str]]:
        """Look designations up

        What is written so on the lists in force. This is no screening: what is written otherwise is not
        found. Told in the audit once, with the first page, by a digest of the words.
        """
        asked = LookupQuery(
            **query.model_dump(include={"name", "prefix", "identifier", "authority_ref", "programme"}),
            part=query.q,
            types=query.type,
            lists=query.list_id,
        )
        found = lookup.find(asked, by=g.principal, is_further=query.offset > 0)
        shown = [_found(one) for one in found[query.offset : query.offset + query.limit]]
        body = {**page_members(query, len(found)), "designations": shown}
        return jsonify(body), page_links(query, len(found))

    @blueprint.get(
        "/<list_id>/<path:authority_ref>",
        responses={
            "200": DesignationAnswer,
            **UNCHANGED,
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
        return kept(jsonify(entry_to_dict(entry, stale=catalogue.is_stale(entry.version))))

    return blueprint


def _found(one: Found) -> dict[str, Any]:
    entry = one.entry
    return {
        "list_id": entry.member.list_id,
        "authority_ref": entry.member.authority_ref,
        "party_type": entry.party_type.value,
        "primary_name": entry.primary_name,
        "matched_name": one.matched_name,
        "programmes": list(entry.programmes),
        "listed_on": entry.listed_on.isoformat() if entry.listed_on else None,
        "list_version": entry.version,
        "designation_url": designation_path(*entry.member),
    }
