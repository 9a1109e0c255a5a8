"""Screenings: recorded whole, in one transaction with their audit record, and read back."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownScreening
from screening.domain.listing import ListVersion, VersionState
from screening.domain.screening import (
    ScreenedList,
    Screening,
    ScreeningRequest,
    ScreeningStatus,
)
from screening.store import audit
from screening.store.hits import read_hit, write_hits
from screening.store.inserts import insert_missing
from screening.store.records import from_record, to_record
from screening.store.tables_lists import VersionRow
from screening.store.tables_screening import CorpusListRow, CorpusRow, HitRow, PolicyRow, ScreeningRow
from screening.store.types import is_plain, json_bytes
from screening.store.versions import read_versions, same_row

AUDIT_KIND = "screening"
"""The kind of the audit record of one screening."""

_COPIED = ("id", "screened_at", "reason", "narrowed", "policy", "engine", "corpus", "threshold")


def new_screening_id() -> str:
    """A fresh id: 32 hex digits, random, so that it tells nothing."""
    return uuid.uuid4().hex


def add_policy(session: Session, policy_id: str, content: str, at: datetime) -> None:
    """Keep what a policy says, once, before anything is recorded under its id."""
    insert_missing(session, PolicyRow, [{"id": policy_id, "content": content, "first_used_at": at}])


def add_corpus(session: Session, stamp: str, versions: Sequence[ListVersion], at: datetime) -> None:
    """Keep which list versions a corpus stamp stands for (all of them), once, before anything is
    recorded under it."""
    if session.get(CorpusRow, stamp) is not None:
        return
    insert_missing(session, CorpusRow, [{"stamp": stamp, "first_used_at": at}])
    rows = []
    for version in versions:
        row = same_row(session, version)
        if row is None:
            raise LookupError(f"{version.list_id} {version.version} is not in the store")
        rows.append({"stamp": stamp, "list_id": version.list_id, "version_id": row.id})
    insert_missing(session, CorpusListRow, rows)


def add_screening(session: Session, screening: Screening, *, actor: str) -> None:
    """Record the request, the answer, every hit with its evidence, and the audit record.

    The policy and the corpus are added before (``add_policy``, ``add_corpus``), in this
    transaction or an earlier one; without them it is a ``DatabaseFailure``.
    """
    record = audit.append(
        session, at=screening.screened_at, actor=actor, kind=AUDIT_KIND, payload=_audited(screening)
    )
    row = ScreeningRow(
        **{name: getattr(screening, name) for name in _COPIED},
        actor=actor,
        portfolio=screening.request.portfolio,
        reference=screening.request.reference,
        request=to_record(screening.request),
        status=screening.status.value,
        total_hits=len(screening.hits),
        freshness=[_freshness(one) for one in screening.screened_against],
        audit_seq=record.seq,
    )
    session.add(row)
    session.flush()
    ranked = [(hit, {"screening_id": row.id, "rank": rank}) for rank, hit in enumerate(screening.hits, 1)]
    write_hits(session, screening.corpus, ranked)


def get_screening(session: Session, screening_id: str) -> Screening:
    """The screening exactly as it was recorded. Raises ``UnknownScreening``."""
    row = session.get(ScreeningRow, screening_id) if is_plain(screening_id) else None
    if row is None:
        raise unknown_screening(screening_id)
    contents = session.scalars(
        select(HitRow.content).where(HitRow.screening_id == screening_id).order_by(HitRow.rank)
    )
    return Screening(
        **{name: getattr(row, name) for name in _COPIED},
        request=from_record(ScreeningRequest, row.request),
        status=ScreeningStatus(row.status),
        screened_against=_screened_against(session, row),
        hits=tuple(read_hit(content) for content in contents),
    )


def unknown_screening(screening_id: str) -> UnknownScreening:
    """The error that says that there is none of that id, in the same words for whoever asks."""
    return UnknownScreening(f"there is no screening {screening_id!r} here")


def content_digest(screening: Screening) -> str:
    """SHA-256 over all that was asked and answered: what the audit chain holds of it, so that the
    recorded answer can be checked against the chain."""
    return hashlib.sha256(json_bytes(to_record(screening))).hexdigest()


def _audited(screening: Screening) -> dict[str, Any]:
    summary = {
        name: getattr(screening, name) for name in ("policy", "engine", "corpus", "threshold", "narrowed")
    }
    return {
        "screening": screening.id,
        "content_sha256": content_digest(screening),
        "status": screening.status.value,
        "hits": len(screening.hits),
        **summary,
    }


def _freshness(one: ScreenedList) -> dict[str, Any]:
    return {
        "list_id": one.version.list_id,
        "checked_at": one.version.checked_at.isoformat(),
        "state": one.version.state.value,
        "stale": one.stale,
    }


def _screened_against(session: Session, row: ScreeningRow) -> tuple[ScreenedList, ...]:
    query = (
        select(VersionRow)
        .join(CorpusListRow, CorpusListRow.version_id == VersionRow.id)
        .where(CorpusListRow.stamp == row.corpus)
    )
    versions = {version.list_id: version for version in read_versions(session, query)}
    return tuple(_screened_list(versions[one["list_id"]], one) for one in row.freshness)


def _screened_list(version: ListVersion, then: dict[str, Any]) -> ScreenedList:
    checked_at = datetime.fromisoformat(then["checked_at"])
    as_it_was = replace(version, checked_at=checked_at, state=VersionState(then["state"]))
    return ScreenedList(version=as_it_was, stale=then["stale"])
