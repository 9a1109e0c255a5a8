"""``/api/v1/events``: what happened to alerts and lists, for systems that poll."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import Field

from screening.api.description import problems, resource
from screening.api.parameters import StrictParameters
from screening.api.webhook_schemas import EventsAnswer
from screening.domain.events import EventKind
from screening.services.deps import Deps
from screening.services.event_answers import event_to_dict, read_feed


class EventParameters(StrictParameters):
    """From where on, and what."""

    after: int = Field(0, ge=0, le=2**62, description="The `seq` of the last one that is known.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")
    kind: list[EventKind] = Field([], description="Of one of these kinds; without it, of any.")


def events_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *events*."""
    blueprint = resource("events")

    @blueprint.get("", responses={"200": EventsAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)})
    def read_events(query: EventParameters) -> Response:
        """Read what happened

        To alerts of the own portfolios and to lists: each event once, in one order for all. Who reads on
        from the last number that it knows misses none.
        """
        kinds = tuple(query.kind) or None
        found = read_feed(deps, query.after, kinds=kinds, limit=query.limit, seen_by=g.principal)
        last = found[-1].seq if found else query.after
        return jsonify({"events": [event_to_dict(one) for one in found], "last": last})

    return blueprint
