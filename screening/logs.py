"""Log lines: one JSON object each, in which no request is repeated.

Messages are logged as their templates, without what is filled in, and errors as their class and
where they arose, without their words: names that were asked about stand in both.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import walk_tb
from typing import Any, TextIO

FIELDS = "fields"
"""Key of ``extra`` under which a log call gives members of its line."""

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that is being answered; it stands in every line that is logged meanwhile."""


class JsonLines(logging.Formatter):
    """Formats a record as a JSON object on one line."""

    def __init__(self, *, with_details: bool = False) -> None:
        """``with_details`` adds the full messages and the words of errors, personal data or not."""
        super().__init__()
        self._with_details = with_details

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        return json.dumps(dict(self._members(record)), ensure_ascii=False, default=str)

    def _members(self, record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
        yield "at", datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        yield "level", record.levelname.lower()
        yield "logger", record.name
        yield "event", record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        yield "process", record.process
        if (request_id := REQUEST_ID.get()) is not None:
            yield "request_id", request_id
        yield from getattr(record, FIELDS, {}).items()
        if record.exc_info and record.exc_info[1]:
            yield from _error(record.exc_info[1])
        if self._with_details and (record.args or record.exc_info):
            yield "details", super().format(record)


def log_as_json(stream: TextIO, *, with_details: bool = False) -> None:
    """Log all of this process to ``stream``: ours from ``INFO`` on, what libraries say from warnings on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(with_details=with_details))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("screening").setLevel(logging.INFO)


def _error(error: BaseException) -> Iterator[tuple[str, Any]]:
    yield "error", type(error).__name__
    trace = walk_tb(error.__traceback__)
    yield "trace", [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in trace]
