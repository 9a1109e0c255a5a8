"""``/api/v1/alerts``: the queue, single alerts, and raising them from recorded answers."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.alert_acts import add_acts, add_approval, add_response
from screening.api.alert_bulk import add_bulk, add_feed
from screening.api.alert_schemas import AlertAnswer, AlertsAnswer, RaisedAnswer, ReasonsAnswer
from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.figures import add_figures
from screening.api.parameters import Page, page_links, page_members
from screening.domain.alert import AlertState
from screening.services.account_input import parse_body
from screening.services.alert_answers import file_to_dict, page_to_list, reason_to_dict
from screening.services.alert_catalogue import read_file, read_queue
from screening.services.alert_input import RaisingBody
from screening.services.alert_raising import raise_from_recorded
from screening.services.alert_reasons import all_reasons
from screening.services.answers import alert_path
from screening.services.deps import Deps
from screening.services.subject_fields import ListId
from screening.store.alert_queue import AlertFilter, AlertOrder

_NOT_CLOSED = [state for state in AlertState if state is not AlertState.CLOSED]


class AlertPath(BaseModel):
    """Which alert."""

    alert_id: str = Field(description="The `id` of an alert.")


class QueueParameters(Page):
    """What the alerts must fulfil, all of it, and their order."""

    state: list[AlertState] = Field([], description="In one of these states; without it, all but closed.")
    assignee: str | None = Field(None, max_length=200, description="Given to this person.")
    unassigned: bool = Field(False, description="`true`: given to nobody.")
    reference: str | None = Field(None, max_length=1_000, description="Of this subject.")
    list_id: ListId | None = Field(None, description="With a hit on this list.")
    portfolio: str | None = Field(None, max_length=1_000, description="Of this portfolio.")
    delisted: bool = Field(False, description="`true`: with a designation that is off its list.")
    order: AlertOrder = Field(
        AlertOrder.URGENCY,
        description="`urgency`: by corroboration, what is imposed, score, then age.",
    )

    def filter(self) -> AlertFilter:
        """What the services understand."""
        return AlertFilter(
            states=self.state or _NOT_CLOSED,
            **self.model_dump(
                include={"assignee", "unassigned", "reference", "list_id", "portfolio", "delisted"}
            ),
        )


def alerts_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *alerts*."""
    blueprint = resource("alerts")
    _add_reading(blueprint, deps)
    _add_raising(blueprint, deps)
    add_acts(blueprint, deps)
    add_approval(blueprint, deps)
    add_response(blueprint, deps)
    add_figures(blueprint, deps)
    add_bulk(blueprint, deps)
    add_feed(blueprint, deps)
    return blueprint


def _add_reading(blueprint: APIBlueprint, deps: Deps) -> None:
    @blueprint.get("", responses={"200": AlertsAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)})
    def read_alerts(query: QueueParameters) -> tuple[Response, dict[str, str]]:
        """Read the queue

        The alerts of the own portfolios, the most urgent first.
        """
        page = read_queue(
            deps, query.filter(), query.order, offset=query.offset, limit=query.limit, seen_by=g.principal
        )
        body = {**page_members(query, page.total), "alerts": page_to_list(page)}
        return jsonify(body), page_links(query, page.total)

    @blueprint.get("/reasons", responses={"200": ReasonsAnswer, **problems()})
    def read_reasons() -> Response:
        """Read the reasons that verdicts may be given for"""
        return jsonify({"reasons": [reason_to_dict(one) for one in all_reasons().values()]})

    @blueprint.get("/<alert_id>", responses={"200": AlertAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_alert(path: AlertPath) -> Response:
        """Read an alert

        With its hits, the screenings that found them, what was decided and all that was done.
        """
        return jsonify(file_to_dict(read_file(deps, path.alert_id, seen_by=g.principal)))


def _add_raising(blueprint: APIBlueprint, deps: Deps) -> None:
    body = described_body(blueprint, RaisingBody, {"screening": "0123456789abcdef0123456789abcdef"})

    @blueprint.post(
        "",
        request_body=body,
        responses={"200": RaisedAnswer, **problems(HTTPStatus.NOT_FOUND, *BODY_ERRORS)},
    )
    def raise_alerts() -> Response:
        """Raise the alerts of a recorded screening

        One for each party among its hits; none is raised twice.
        """
        asked = parse_body(RaisingBody, read_json())
        raised = raise_from_recorded(deps, asked.screening, by=g.principal)
        return jsonify({"alerts": [alert_path(one) for one in raised]})
