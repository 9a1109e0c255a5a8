"""One log line a request, and the id that it is found by: never what was asked, nor of whom."""

from __future__ import annotations

import logging
import re
import time
import uuid

from flask import Flask, Response, g, request

from screening.logs import FIELDS, REQUEST_ID

HEADER = "X-Request-ID"
NO_ROUTE = "none"
"""What stands for the route of an address that is not there."""

_LOG = logging.getLogger("screening.requests")
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def register_request_log(app: Flask) -> None:
    """Log every request that ``app`` answers, under the id that the client or a proxy gave it, else
    under one of ours. Register it first, so that it sees refusals too and the answer as it is sent."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def route() -> str:
    """The template of the address that was asked for: ``/api/v1/screenings/<screening_id>``."""
    return request.url_rule.rule if request.url_rule else NO_ROUTE


def seconds() -> float:
    """How long the request has taken so far."""
    return time.perf_counter() - float(g.started)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.started = time.perf_counter()
    g.request_id = given if _SANE.fullmatch(given) else uuid.uuid4().hex
    REQUEST_ID.set(g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    fields = {
        "method": request.method,
        "route": route(),
        "status": response.status_code,
        "milliseconds": round(seconds() * 1000, 1),
        "key": g.get("key_prefix"),
    }
    _LOG.info("request", extra={FIELDS: fields})
    return response


def _forget(_: BaseException | None) -> None:
    REQUEST_ID.set(None)
