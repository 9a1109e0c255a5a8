"""``/api/v1/monitoring``: rescreenings, incidents, coverage, and policies tried on monitored subjects."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.monitoring_schemas import (
    ClosingBody,
    CoverageAnswer,
    CoverageFormat,
    CoverageParameters,
    FindingsAnswer,
    FindingsParameters,
    IncidentAnswer,
    IncidentPath,
    IncidentsAnswer,
    RescreeningAnswer,
    RescreeningPath,
    RescreeningsAnswer,
    RescreeningsParameters,
    RunReplayAnswer,
    RunReplayParameters,
    SimulationBody,
    TriedAnswer,
)
from screening.domain.screening import POINTS
from screening.services.account_input import parse_body
from screening.services.corpus import CorpusProvider
from screening.services.coverage import read_coverage as coverage_of
from screening.services.coverage_answers import coverage_to_csv, coverage_to_dict
from screening.services.deps import Deps
from screening.services.incidents import close_incident as close
from screening.services.monitoring_answers import finding_to_dict, incident_to_dict, run_to_dict
from screening.services.rescreen_replay import replay_run, run_replay_to_dict
from screening.services.rescreen_simulation import SimulationOrder, simulation_to_dict
from screening.services.rescreen_simulation import simulate_policy as simulate
from screening.store.findings import findings_of, incidents
from screening.store.rescreenings import get_run, runs_page


def monitoring_blueprint(deps: Deps, corpora: CorpusProvider) -> APIBlueprint:
    """The resource *monitoring*."""
    blueprint = resource("monitoring")
    _add_runs(blueprint, deps)
    _add_replays(blueprint, deps, corpora)
    _add_incidents(blueprint, deps)
    _add_evidence(blueprint, deps, corpora)
    return blueprint


def _add_runs(blueprint: APIBlueprint, deps: Deps) -> None:
    errors = problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.get(
        "/rescreenings", responses={"200": RescreeningsAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)}
    )
    def read_rescreenings(query: RescreeningsParameters) -> Response:
        """Read the rescreenings

        The last one first.
        """
        with deps.database.reading() as session:
            found = runs_page(session, query.limit, below=query.below, cause=query.cause)
        below = found[-1].id if len(found) == query.limit else None
        return jsonify({"rescreenings": list(map(run_to_dict, found)), "below": below})

    @blueprint.get("/rescreenings/<number>", responses={"200": RescreeningAnswer, **errors})
    def read_rescreening(path: RescreeningPath) -> Response:
        """Read a rescreening

        Against which versions, of how many subjects, when, and what came of it.
        """
        with deps.database.reading() as session:
            return jsonify(run_to_dict(get_run(session, path.number)))

    @blueprint.get("/rescreenings/<number>/findings", responses={"200": FindingsAnswer, **errors})
    def read_findings(path: RescreeningPath, query: FindingsParameters) -> Response:
        """Read what a rescreening found

        Of subjects of the own portfolios, in the order of their ids.
        """
        with deps.database.reading() as session:
            get_run(session, path.number)
            found = findings_of(
                session, path.number, query.limit, after=query.after, portfolios=g.principal.portfolios
            )
        return jsonify({"findings": list(map(finding_to_dict, found))})


def _add_replays(blueprint: APIBlueprint, deps: Deps, corpora: CorpusProvider) -> None:
    errors = problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.get("/rescreenings/<number>/replay", responses={"200": RunReplayAnswer, **errors})
    def replay_rescreening(path: RescreeningPath, query: RunReplayParameters) -> Response:
        """Do a rescreening again

        A sample of its subjects as they were, against the same versions and policy: whether that gives what
        was known when it had ended. Nothing is recorded.
        """
        found = replay_run(deps, corpora, path.number, sample=query.sample, seed=query.seed)
        return jsonify(run_replay_to_dict(found))


def _add_incidents(blueprint: APIBlueprint, deps: Deps) -> None:
    closing = described_body(blueprint, ClosingBody, {"text": "an index was damaged; it was built anew"})
    errors = problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS)

    @blueprint.get("/incidents", responses={"200": IncidentsAnswer, **problems()})
    def read_incidents() -> Response:
        """Read the incidents

        Daily runs that found something else than was known; there should never be one.
        """
        with deps.database.reading() as session:
            return jsonify({"incidents": list(map(incident_to_dict, incidents(session)))})

    @blueprint.post(
        "/incidents/<number>/closing", request_body=closing, responses={"200": IncidentAnswer, **errors}
    )
    def close_incident(path: IncidentPath) -> Response:
        """Close an incident

        With what came of it.
        """
        body = parse_body(ClosingBody, read_json())
        return jsonify(incident_to_dict(close(deps, path.number, text=body.text, by=g.principal)))


def _add_evidence(blueprint: APIBlueprint, deps: Deps, corpora: CorpusProvider) -> None:
    trying = described_body(blueprint, SimulationBody, {"threshold": 0.75, "sample": 10_000, "seed": 1})

    @blueprint.get(
        "/coverage", responses={"200": CoverageAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)}
    )
    def read_coverage(query: CoverageParameters) -> Response:
        """Read the coverage of a period

        Whether every subject was screened against every version in force within so many minutes, as JSON or
        CSV.
        """
        found = coverage_of(deps, query.since, query.until, query.minutes)
        if query.format is CoverageFormat.CSV:
            return Response(coverage_to_csv(found), content_type="text/csv; charset=utf-8")
        return jsonify(coverage_to_dict(found))

    @blueprint.post(
        "/simulations", request_body=trying, responses={"200": TriedAnswer, **problems(*_SIMULATION_ERRORS)}
    )
    def simulate_policy() -> Response:
        """Try a policy or a threshold on monitored subjects

        Which hits would be gained and lost, with examples. Nothing is put in force.
        """
        body = parse_body(SimulationBody, read_json())
        order = SimulationOrder(
            policy_id=body.policy,
            threshold=None if body.threshold is None else round(body.threshold * POINTS),
            sample=body.sample,
            seed=body.seed,
        )
        return jsonify(simulation_to_dict(simulate(deps, corpora, order, by=g.principal)))


_SIMULATION_ERRORS = (HTTPStatus.NOT_FOUND, *BODY_ERRORS)
