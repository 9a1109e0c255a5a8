"""Answers under idempotency keys: written with the answer, so that there is never one without the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from screening.store.tables_requests import AnsweredOnceRow

_ADD = insert(AnsweredOnceRow.metadata.tables[AnsweredOnceRow.__tablename__])


@dataclass(frozen=True, slots=True)
class Once:
    """A party that is screened once: under which key, which one of its request, of which request, and
    until when that counts. Digests are 64 hex digits."""

    scope: str
    item: int
    request: str
    expires_at: datetime


def add_answers(session: Session, answers: Sequence[tuple[Once, str]], now: datetime) -> None:
    """Note the ids of answers, in the transaction that they are recorded in, and forget what is over.

    A party that was answered meanwhile breaks a rule of the table: the transaction fails.
    """
    if not answers:
        return
    connection = session.connection()
    connection.execute(delete(AnsweredOnceRow).where(AnsweredOnceRow.expires_at <= now))
    rows = [
        {
            "scope": once.scope,
            "item": once.item,
            "request": once.request,
            "screening_id": screening_id,
            "expires_at": once.expires_at,
        }
        for once, screening_id in answers
    ]
    connection.execute(_ADD, rows)


def find_answers(session: Session, scope: str, now: datetime) -> tuple[set[str], dict[int, str]]:
    """What was answered under a key: of which requests, and the screening of each party by its place."""
    query = select(AnsweredOnceRow).where(AnsweredOnceRow.scope == scope, AnsweredOnceRow.expires_at > now)
    rows = list(session.scalars(query))
    return {row.request for row in rows}, {row.item: row.screening_id for row in rows}
