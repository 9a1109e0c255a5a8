"""``/api/v1/monitoring/imports``: files of monitored subjects, and what becomes of those that are held."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.import_schemas import (
    ImportAnswer,
    ImportAnswerBody,
    ImportPath,
    ImportsAnswer,
    ImportsParameters,
)
from screening.services.account_input import parse_body
from screening.services.deps import Deps
from screening.services.monitoring_answers import import_to_dict
from screening.services.subject_import import answer_import as answer
from screening.services.subject_import import find_import, read_imports


def imports_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *imports*, of monitoring."""
    blueprint = resource("imports", "/api/v1/monitoring/imports")
    answering = described_body(blueprint, ImportAnswerBody, {"release": True, "text": "a branch was sold"})
    errors = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE)

    @blueprint.get("", responses={"200": ImportsAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)})
    def read_subject_imports(query: ImportsParameters) -> Response:
        """Read the files of monitored subjects

        Of the own portfolios, the last one first.
        """
        found = read_imports(deps, held=query.held, limit=query.limit, seen_by=g.principal)
        return jsonify({"imports": list(map(import_to_dict, found))})

    @blueprint.get("/<import_id>", responses={"200": ImportAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_subject_import(path: ImportPath) -> Response:
        """Read what came of a file of monitored subjects

        With the rows that were not taken, and why it is held where it is.
        """
        return jsonify(import_to_dict(find_import(deps, path.import_id, seen_by=g.principal)))

    @blueprint.post(
        "/<import_id>/answer",
        request_body=answering,
        responses={"200": ImportAnswer, **problems(*errors, *BODY_ERRORS)},
    )
    def answer_subject_import(path: ImportPath) -> Response:
        """Release or discard a held file

        Once released it is applied before this answers, which takes a while for a large file; who is new or
        changed then waits for the next rescreening.
        """
        body = parse_body(ImportAnswerBody, read_json())
        find_import(deps, path.import_id, seen_by=g.principal)
        done = answer(deps, path.import_id, release=body.release, text=body.text, by=g.principal)
        return jsonify(import_to_dict(done))

    return blueprint
