"""Column types: instants in UTC, and text exactly as it came, on every back end alike."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

_SURROGATE = re.compile("[\ud800-\udfff]")


def exact_bytes(text: str) -> bytes:
    """UTF-8 of any Python text, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def exact_text(data: bytes) -> str:
    """The text that ``exact_bytes`` was given."""
    return data.decode("utf-8", "surrogatepass")


def is_plain(*texts: str) -> bool:
    """Whether texts may be looked up in columns of plain text: no NUL, no lone surrogate. What is
    not plain was never stored there."""
    return not any("\x00" in text or _SURROGATE.search(text) for text in texts)


def json_bytes(value: Any) -> bytes:
    """Compact JSON with sorted keys; the same value gives the same bytes, any text survives."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return exact_bytes(text)


def ascii_json_bytes(value: Any) -> bytes:
    """JSON on one line in ASCII, which any reader takes, whatever the texts hold."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept and returned in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database: UTC, and without the zone where the back end keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactText(TypeDecorator[str]):
    """Text as it came. PostgreSQL's own text holds no NUL, neither back end's a lone surrogate."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Into the database: bytes."""
        return None if value is None else exact_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Out of the database: the same text."""
        return None if value is None else exact_text(value)


class ExactJson(TypeDecorator[Any]):
    """A JSON value whose texts are kept as they came. None is SQL's NULL."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Into the database: bytes."""
        return None if value is None else json_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Out of the database: an equal value."""
        return None if value is None else json.loads(exact_text(value))
