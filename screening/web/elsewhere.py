"""Addresses of pages that other parts of the service make, which an installation may be without."""

from __future__ import annotations

from flask import url_for
from werkzeug.routing import BuildError

from screening.services.answers import alert_path, suppression_path


def alert_address(alert_id: str) -> str:
    """Where an alert is shown: on its page, else by the API."""
    return _address("web.alert", alert_path(alert_id), alert_id=alert_id)


def suppression_address(suppression_id: str) -> str:
    """Where a suppression is shown: on its page, else by the API."""
    return _address("web.suppression", suppression_path(suppression_id), suppression_id=suppression_id)


def lists_address() -> str:
    """Where the lists are shown: on their page, else by the API."""
    return _address("web.lists", "/api/v1/lists")


def _address(endpoint: str, otherwise: str, **values: object) -> str:
    try:
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    except BuildError:
        return otherwise
