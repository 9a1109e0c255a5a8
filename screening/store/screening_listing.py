"""Recorded screenings in a list, the newest first: found by what the database can compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from screening.domain.screening import ScreeningStatus
from screening.store.tables_screening import ScreeningRow
from screening.store.types import is_plain

_STREAMED_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningFilter:
    """What screenings must fulfil, all of it. ``portfolios`` are those that may be seen, None for all;
    ``since`` and ``until`` are the first instant and the one after the last."""

    portfolios: Collection[str] | None = None
    reference: str | None = None
    statuses: Collection[ScreeningStatus] = ()
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedScreening:
    """A screening as a list of them shows it. ``name`` is empty where the subject was not kept."""

    id: str
    screened_at: datetime
    name: str
    reference: str | None
    status: ScreeningStatus
    hits: int
    actor: str
    portfolio: str | None
    narrowed: bool
    is_of_the_past: bool


def count_screenings(session: Session, wanted: ScreeningFilter) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(ScreeningRow).where(*_conditions(wanted))) or 0


def list_screenings(
    session: Session, wanted: ScreeningFilter, *, offset: int = 0, limit: int | None = None
) -> Iterator[ListedScreening]:
    """Those from ``offset`` on, ``limit`` at most; read as they are taken, while ``session`` is open."""
    query = (
        select(
            ScreeningRow.id,
            ScreeningRow.screened_at,
            ScreeningRow.request,
            ScreeningRow.reference,
            ScreeningRow.status,
            ScreeningRow.total_hits,
            ScreeningRow.actor,
            ScreeningRow.portfolio,
            ScreeningRow.narrowed,
        )
        .where(*_conditions(wanted))
        .order_by(ScreeningRow.screened_at.desc(), ScreeningRow.id.desc())
        .offset(offset)
        .limit(limit)
    )
    for row in session.execute(query.execution_options(yield_per=_STREAMED_ROWS)):
        yield _listed(row)


def _listed(row: Row[Any]) -> ListedScreening:
    request = row.request
    return ListedScreening(
        id=row.id,
        screened_at=row.screened_at,
        name=request["subject"]["name"],
        reference=row.reference,
        status=ScreeningStatus(row.status),
        hits=row.total_hits,
        actor=row.actor,
        portfolio=row.portfolio,
        narrowed=row.narrowed,
        is_of_the_past=bool(request.get("as_of") or request.get("in_force_at")),
    )


def _conditions(wanted: ScreeningFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.portfolios is not None:
        named = [one for one in wanted.portfolios if is_plain(one)]
        asked.append(ScreeningRow.portfolio.in_(named))
    if wanted.reference is not None:
        asked.append(ScreeningRow.reference == wanted.reference)
    if wanted.statuses:
        asked.append(ScreeningRow.status.in_([status.value for status in wanted.statuses]))
    if wanted.actor is not None:
        asked.append(ScreeningRow.actor == wanted.actor)
    if wanted.since is not None:
        asked.append(ScreeningRow.screened_at >= wanted.since)
    if wanted.until is not None:
        asked.append(ScreeningRow.screened_at < wanted.until)
    return asked
