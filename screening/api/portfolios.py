"""``/api/v1/portfolios``: the business units that keys and users are kept to."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint

from screening.api.account_schemas import PortfolioAnswer, PortfoliosAnswer
from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.services import portfolios
from screening.services.account_input import PortfolioBody, parse_body
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.store.portfolios import Portfolio

_EXAMPLE = {"id": "retail", "title": "Retail banking"}


def portfolios_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *portfolios*."""
    blueprint = resource("portfolios")
    body = described_body(blueprint, PortfolioBody, _EXAMPLE)

    @blueprint.get("", responses={"200": PortfoliosAnswer, **problems()})
    def read_portfolios() -> Response:
        """Read all portfolios"""
        return jsonify({"portfolios": [_answer(one) for one in portfolios.all_portfolios(deps)]})

    @blueprint.post("", request_body=body, responses={"201": PortfolioAnswer, **problems(*BODY_ERRORS)})
    def create_portfolio() -> tuple[Response, int]:
        """Make a portfolio

        Keys and users that are kept to it see its screenings and no others.
        """
        asked = parse_body(PortfolioBody, read_json())
        made = portfolios.create_portfolio(deps, asked.id, asked.title, g.principal)
        return jsonify(_answer(made)), HTTPStatus.CREATED

    return blueprint


def _answer(one: Portfolio) -> dict[str, str]:
    return {"id": one.id, "title": one.title, "created_at": instant_text(one.created_at)}
