"""What a record says of the row that it is about: a digest, so that the row cannot be altered alone.

``covers`` in a payload is a list of ``{"table", "key", "sha256"}``: the SHA-256 of a JSON object of
the row's columns, without those that are NULL, that change in the course of work or that number
rows, and of ``parts``: what belongs to it in other tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from screening.store.tables import Table
from screening.store.types import json_bytes

COVERS = "covers"
"""The member of a payload that holds the digest."""

AUDIT_SEQ = "audit_seq"
"""The column that names a row's record. A table without it is covered by its primary key."""

_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "list_version": frozenset({"checked_at", "status", "held_reason", "previous_id"}),
    "api_key": frozenset({"last_used_at"}),
    "user_account": frozenset({"failures", "locked_until"}),
    "subject_revision": frozenset({"screened_by", "screened_at"}),
    "webhook_target": frozenset(
        {"cursor", "rests_until", "served_at", "delivered", "failed", "leased_by", "leased_until"}
    ),
}


def cover(row: Table, **parts: Any) -> dict[str, Any]:
    """What a payload says of ``row``, all of whose columns are set."""
    return cover_columns(type(row), {name: getattr(row, name) for name in _names(type(row))}, **parts)


def cover_stored(session: Session, table: type[Table], *keys: str) -> list[dict[str, Any]]:
    """``cover`` for rows that are there, by their keys, as they are by now."""
    return [cover(session.get_one(table, key, populate_existing=True)) for key in keys]


def cover_columns(table: type[Table], columns: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """``cover`` for a row that is yet to be made of its columns."""
    digest = row_digest(table, columns, parts)
    return {"table": table.__tablename__, "key": row_key(table, columns), "sha256": digest}


def _names(table: type[Table]) -> list[str]:
    return [column.name for column in table.__table__.columns]


def row_key(table: type[Table], columns: Mapping[str, Any]) -> str:
    """How a row is named: by its primary key."""
    return " ".join(str(columns[column.name]) for column in table.__table__.primary_key)


def row_digest(table: type[Table], columns: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """The digest of a row: 64 hex digits."""
    return content_digest(row_content(table, columns), parts)


def row_content(table: type[Table], columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that its digest is over, as JSON can hold them."""
    left_out = _left_out(table)
    return {
        name: _plain(value) for name, value in columns.items() if value is not None and name not in left_out
    }


def content_digest(content: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """The digest of a row's content and of what belongs to it."""
    return hashlib.sha256(json_bytes({"row": dict(content), "parts": dict(parts)})).hexdigest()


def has_record(table: type[Table]) -> bool:
    """Whether each row of a table names the record that tells of it."""
    return AUDIT_SEQ in table.__table__.columns


@cache
def _left_out(table: type[Table]) -> frozenset[str]:
    """Columns that no digest holds: a row that names its record is written after it, and numbered."""
    numbers = {AUDIT_SEQ, *(one.name for one in table.__table__.primary_key if one.type.python_type is int)}
    return _LEFT_OUT.get(table.__tablename__, frozenset()) | (numbers if has_record(table) else set())


def _plain(value: Any) -> Any:
    return _PLAIN.get(type(value), _as_it_is)(value)


def _as_it_is(value: Any) -> Any:
    return value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


_PLAIN: dict[type, Callable[[Any], Any]] = {datetime: _instant, date: date.isoformat, bytes: bytes.hex}
