"""``GET /catalog`` and ``GET /algorithms``, as clients of OpenSanctions ask."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi import APIBlueprint

from screening.api.conditional import UNCHANGED, kept
from screening.api.description import problems, resource
from screening.api.ftm_schemas import AlgorithmsAnswer, CatalogAnswer
from screening.services.algorithms import algorithms_to_dict
from screening.services.catalogue import Catalogue
from screening.services.data_catalog import catalog_to_dict


def datasets_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The routes that say what can be asked, and how it is scored."""
    blueprint = resource("datasets", prefix="")

    @blueprint.get("/catalog", responses={"200": CatalogAnswer, **UNCHANGED, **problems()})
    def read_catalog() -> Response:
        """Read the datasets

        Every list, loaded or not, and the names for all that are loaded.
        """
        return kept(jsonify(catalog_to_dict(catalogue)))

    @blueprint.get("/algorithms", responses={"200": AlgorithmsAnswer, **problems()})
    def read_algorithms() -> Response:
        """Read how is scored"""
        return jsonify(algorithms_to_dict())

    return blueprint
