"""``POST /match/{dataset}``: parties given by example are screened, as clients of OpenSanctions ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.bodies import BODY_ERRORS, MOST_BYTES_OF_MANY, described_body, read_json
from screening.api.description import problems, resource
from screening.api.ftm_schemas import MatchAnswer, MatchBody, Score
from screening.api.http import problem_to_dict
from screening.api.parameters import Parameters
from screening.domain.errors import ScreeningError
from screening.services.algorithms import algorithm_warnings
from screening.services.answers import alert_path, warnings_of
from screening.services.match import Matched, Matcher
from screening.services.match_input import read_match_input
from screening.services.match_options import MatchOptions

INSTANT = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$"
"""A day, with a time of it or not."""

_EXAMPLE = {
    "queries": {
        "q1": {"schema": "Person", "properties": {"name": ["Kim Jong Un"], "birthDate": ["1984-01-08"]}}
    }
}


class DatasetPath(BaseModel):
    """Which lists."""

    dataset: str = Field(description="The id of a list; `default` or `sanctions` for all.")


class MatchQuery(Parameters):
    """How the parties are screened, and what of it is shown."""

    limit: int = Field(5, ge=0, le=500, description="Entities of each query that are shown.")
    threshold: Score | None = Field(None, description="From which score on `match` is true.")
    cutoff: Score | None = Field(None, description="The lowest score that is shown.")
    algorithm: str = "best"
    include_dataset: list[str] = Field([], description="Of all lists, only these; beside a list, these too.")
    exclude_dataset: list[str] = Field([], description="Not these.")
    exclude_schema: list[str] = Field([], description="Show no entities of these schemata.")
    exclude_entity_ids: list[str] = Field([], max_length=50, description="Do not show these.")
    topics: list[str] = Field([], description="Show those with one of these topics only.")
    changed_since: str | None = Field(None, pattern=INSTANT, description="Show those changed since only.")
    portfolio: str | None = Field(None, description="The portfolio that the answers belong to.")


def matching_blueprint(matcher: Matcher, take: Callable[[int], None]) -> APIBlueprint:
    """The route of ``/match``; ``take`` counts further queries against the rate of who asks."""
    blueprint = resource("matching", prefix="")
    body = described_body(blueprint, MatchBody, _EXAMPLE)

    @blueprint.post(
        "/match/<dataset>",
        request_body=body,
        responses={"200": MatchAnswer, **problems(HTTPStatus.NOT_FOUND, *BODY_ERRORS)},
    )
    def match(path: DatasetPath, query: MatchQuery) -> tuple[Response, dict[str, str]]:
        """Screen parties given by example

        Each is recorded as a screening; `screening` leads to it. A query that cannot be read is
        answered in its place with a `status` of its own. Where none can be answered, nothing is.
        """
        warnings = algorithm_warnings(query.algorithm)
        given = read_match_input(read_json(most_bytes=MOST_BYTES_OF_MANY))
        take(len(given.queries) - 1)
        options = MatchOptions(**query.model_dump(exclude={"algorithm"}))
        outcomes = matcher.match(path.dataset, given.queries, options, by=g.principal)
        responses = {name: _response(one, given.queries[name]) for name, one in outcomes.items()}
        answer = {"responses": responses, "limit": query.limit, "warnings": [*warnings, *given.warnings]}
        return jsonify(answer), {"X-Batch-Size": str(len(responses))}

    return blueprint


def _response(outcome: Matched | ScreeningError, given: object) -> dict[str, Any]:
    return _matched(outcome) if isinstance(outcome, Matched) else _refused(outcome, given)


def _matched(one: Matched) -> dict[str, Any]:
    screening, example = one.screening, one.example
    return {
        "status": HTTPStatus.OK,
        "results": one.results,
        "total": {"value": one.matches, "relation": "eq"},
        "query": {"id": example.id, "schema": example.schema, "properties": example.properties},
        "screening": {
            "id": screening.id,
            "status": screening.status.value,
            "reason": screening.reason,
            "corpus": screening.corpus,
            "url": f"/api/v1/screenings/{screening.id}",
            "alerts": [alert_path(alert_id) for alert_id in screening.alerts],
        },
        "warnings": [*example.warnings, *warnings_of(screening)],
    }


def _refused(error: ScreeningError, given: object) -> dict[str, Any]:
    """In the place of an answer: no result, and a status that says that this is none."""
    problem = problem_to_dict(error)
    schema = given.get("schema") if isinstance(given, Mapping) else None
    return {
        # A query that cannot be read is a bad request to these clients, whatever is wrong with it.
        "status": min(problem["status"], HTTPStatus.BAD_REQUEST)
        if "faults" in problem
        else problem["status"],
        "results": [],
        "total": {"value": 0, "relation": "eq"},
        "query": {"id": None, "schema": schema if isinstance(schema, str) else "", "properties": {}},
        "screening": None,
        "warnings": [],
        "error": problem["detail"],
        "faults": problem.get("faults", []),
    }
