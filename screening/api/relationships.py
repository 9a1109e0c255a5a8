"""``/api/v1/relationships``: a client's system tells when a relationship ended, which records wait for."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.schemas import RelationshipAnswer
from screening.domain.access import Principal
from screening.domain.errors import NotPermitted, UnknownScreening
from screening.domain.retention import Relationship
from screening.services import retention
from screening.services.account_input import parse_body
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.relationship_input import RelationshipBody

_ENDED = {"reference": "customer-4711", "ended_on": "2026-01-31", "reason": "account closed"}


class RelationshipPath(BaseModel):
    """With whom."""

    reference: str = Field(description="The client's own id, as its screenings name it.")


def relationships_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *relationships*."""
    blueprint = resource("relationships")
    telling = described_body(blueprint, RelationshipBody, _ENDED)

    @blueprint.post("", request_body=telling, responses={"200": RelationshipAnswer, **problems(*BODY_ERRORS)})
    def tell_relationship() -> Response:
        """Tell of the end of a relationship

        The records of its reference are kept for the years that the law wants, counted from then.
        Without `ended_on` it goes on after all. Needs an account that sees all portfolios.
        """
        _sees_all(g.principal)
        body = parse_body(RelationshipBody, read_json())
        told = retention.tell_relationship(
            deps,
            body.reference,
            ended_on=body.ended_on,
            jurisdictions=body.jurisdictions,
            reason=body.reason,
            by=g.principal.name,
        )
        return jsonify(_told(told))

    @blueprint.get("/<reference>", responses={"200": RelationshipAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_relationship(path: RelationshipPath) -> Response:
        """Read what was last told of a relationship"""
        _sees_all(g.principal)
        found = retention.find_relationship(deps, path.reference)
        if found is None:
            raise UnknownScreening("nothing was told of that reference")
        return jsonify(_told(found))

    return blueprint


def _sees_all(who: Principal) -> None:
    """References are not kept apart by portfolio: one business unit must not end another's."""
    if who.portfolios is not None:
        raise NotPermitted("Relationships are told of by accounts that see all portfolios.")


def _told(one: Relationship) -> dict[str, object]:
    return {
        "reference": one.reference,
        "ended_on": one.ended_on.isoformat() if one.ended_on else None,
        "jurisdictions": list(one.jurisdictions),
        "told_at": instant_text(one.told_at),
        "told_by": one.told_by,
    }
