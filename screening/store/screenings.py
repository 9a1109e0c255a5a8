"""Screenings: recorded whole, in one transaction with their audit record, and read back."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownScreening
from screening.domain.listing import ListVersion, VersionState
from screening.domain.screening import (
    Basis,
    Hit,
    ScreenedList,
    Screening,
    ScreeningRequest,
    ScreeningStatus,
)
from screening.store import audit
from screening.store.alert_reading import alerts_of
from screening.store.audit_cover import COVERS, cover, cover_columns
from screening.store.hits import digest_rows, hit_rows, read_hit, write_hits
from screening.store.inserts import insert_missing, take_turns
from screening.store.records import from_record, to_record
from screening.store.retention import get_tombstone
from screening.store.tables_lists import InForceRow, VersionRow
from screening.store.tables_screening import CorpusListRow, CorpusRow, HitRow, PolicyRow, ScreeningRow
from screening.store.types import is_plain
from screening.store.versions import read_versions, same_row

AUDIT_KIND = "screening"
"""The kind of the audit record of one screening."""

OURSELVES = "screening"
"""The actor of what the program does by itself."""

_ADD_ROW = insert(ScreeningRow.metadata.tables[ScreeningRow.__tablename__])
_COPIED = ("id", "screened_at", "reason", "narrowed", "policy", "engine", "corpus", "threshold")


@dataclass(frozen=True, slots=True)
class PreparedScreening:
    """All that is written of an answer but the number of its audit record: made before its turn."""

    row: dict[str, Any]
    hits: list[dict[str, Any]]
    entry: audit.PreparedEntry


def new_screening_id() -> str:
    """A fresh id: 32 hex digits, random, so that it tells nothing."""
    return uuid.uuid4().hex


def add_policy(session: Session, policy_id: str, content: str, at: datetime) -> None:
    """Keep what a policy says, once, before anything is recorded under its id."""
    if session.get(PolicyRow, policy_id) is not None:
        return
    take_turns(session, "policy and corpus")
    if session.get(PolicyRow, policy_id, populate_existing=True) is not None:
        return
    row = PolicyRow(id=policy_id, content=content, first_used_at=at)
    session.add(row)
    payload = {"policy": policy_id, COVERS: [cover(row)]}
    audit.append(session, at=at, actor=OURSELVES, kind="policy_kept", payload=payload)


def add_corpus(session: Session, stamp: str, versions: Sequence[ListVersion], at: datetime) -> None:
    """Keep which list versions a corpus stamp stands for (all of them), once, before anything is
    recorded under it."""
    if session.get(CorpusRow, stamp) is not None:
        return
    take_turns(session, "policy and corpus")
    if session.get(CorpusRow, stamp, populate_existing=True) is not None:
        return
    row = CorpusRow(stamp=stamp, first_used_at=at)
    session.add(row)
    session.flush()
    lists = {version.list_id: _row_id(session, version) for version in versions}
    insert_missing(
        session,
        CorpusListRow,
        [{"stamp": stamp, "list_id": one, "version_id": lists[one]} for one in lists],
    )
    said = {version.list_id: version.reading for version in versions}
    payload = {"corpus": stamp, "lists": said, COVERS: [cover(row, lists=lists)]}
    audit.append(session, at=at, actor=OURSELVES, kind="corpus_kept", payload=payload)


def add_screening(session: Session, screening: Screening, *, actor: str) -> None:
    """Record the request, the answer, every hit with its evidence, and the audit record.

    The policy and the corpus are added before (``add_policy``, ``add_corpus``), in this
    transaction or an earlier one; without them it is a ``DatabaseFailure``.
    """
    add_screenings(session, [(screening, actor)])


def add_screenings(session: Session, answered: Sequence[tuple[Screening, str]]) -> None:
    """``add_screening`` for several answers and their actors, all or none of them; at least one."""
    add_prepared(session, prepare_screenings(session.connection(), answered))


def prepare_screenings(
    connection: Connection, answered: Sequence[tuple[Screening, str]]
) -> list[PreparedScreening]:
    """Answers and their actors, ready to be recorded once; what they are about is read, for it never
    changes. A hit on what its corpus does not hold raises ``LookupError``."""
    hits = _hit_rows(connection, [screening for screening, _ in answered])
    return [_prepared(screening, actor, hits[screening.id]) for screening, actor in answered]


def add_prepared(session: Session, prepared: Sequence[PreparedScreening]) -> None:
    """``add_screenings`` for answers that were made ready before."""
    records = audit.append_prepared(session, [one.entry for one in prepared])
    rows = [{**one.row, "audit_seq": record.seq} for one, record in zip(prepared, records, strict=True)]
    session.connection().execute(_ADD_ROW, rows)
    write_hits(session, [hit for one in prepared for hit in one.hits])


def _prepared(screening: Screening, actor: str, hits: list[dict[str, Any]]) -> PreparedScreening:
    row = _columns(screening, actor)
    covers = [cover_columns(ScreeningRow, row, hits=digest_rows(hits))]
    payload = {**_audited(screening), COVERS: covers}
    entry = audit.Entry(at=screening.screened_at, actor=actor, kind=AUDIT_KIND, payload=payload)
    return PreparedScreening(row, hits, audit.prepare(entry))


def _columns(screening: Screening, actor: str) -> dict[str, Any]:
    return {
        **{name: getattr(screening, name) for name in _COPIED},
        "actor": actor,
        "portfolio": screening.request.portfolio,
        "reference": screening.request.reference,
        "request": to_record(screening.request),
        "status": screening.status.value,
        "total_hits": len(screening.hits),
        "freshness": [_freshness(one) for one in screening.screened_against],
        "basis": to_record(screening.basis),
    }


def _hit_rows(connection: Connection, screenings: Sequence[Screening]) -> dict[str, list[dict[str, Any]]]:
    """The rows of hits by the screening's id; one question to the database for each corpus."""
    rows: dict[str, list[dict[str, Any]]] = {one.id: [] for one in screenings}
    by_corpus: dict[str, list[tuple[Hit, dict[str, Any]]]] = defaultdict(list)
    for one in screenings:
        by_corpus[one.corpus] += [
            (hit, {"screening_id": one.id, "rank": rank}) for rank, hit in enumerate(one.hits, 1)
        ]
    for corpus, hits in by_corpus.items():
        for row in hit_rows(connection, corpus, hits):
            rows[row["screening_id"]].append(row)
    return rows


def _row_id(session: Session, version: ListVersion) -> int:
    row = same_row(session, version)
    if row is None:
        raise LookupError(f"{version.list_id} {version.version} is not in the store")
    return row.id


def get_screening(session: Session, screening_id: str) -> Screening:
    """The screening exactly as it was recorded, with the alerts that were raised from it since.
    Raises ``UnknownScreening``."""
    row = session.get(ScreeningRow, screening_id) if is_plain(screening_id) else None
    if row is None:
        raise _purged(session, screening_id) or unknown_screening(screening_id)
    contents = session.scalars(
        select(HitRow.content).where(HitRow.screening_id == screening_id).order_by(HitRow.rank)
    )
    return Screening(
        **{name: getattr(row, name) for name in _COPIED},
        request=from_record(ScreeningRequest, row.request),
        status=ScreeningStatus(row.status),
        screened_against=_screened_against(session, row),
        hits=tuple(read_hit(content) for content in contents),
        basis=from_record(Basis, row.basis) if row.basis else None,
        alerts=tuple(alerts_of(session, [screening_id]).get(screening_id, {}).values()),
    )


def get_origin(session: Session, screening_id: str) -> tuple[str, int]:
    """Who asked for a screening that is there, and the number of its audit record."""
    query = select(ScreeningRow.actor, ScreeningRow.audit_seq).where(ScreeningRow.id == screening_id)
    actor, audit_seq = session.execute(query).one()
    return actor, audit_seq


def superseded_lists(session: Session, stamp: str) -> set[str]:
    """The lists of a corpus of which another version is in force by now."""
    query = (
        select(CorpusListRow.list_id)
        .join(InForceRow, InForceRow.list_id == CorpusListRow.list_id)
        .where(CorpusListRow.stamp == stamp, CorpusListRow.version_id != InForceRow.version_id)
    )
    return set(session.scalars(query))


def corpus_versions(session: Session, stamp: str) -> list[ListVersion]:
    """The list versions that a corpus stamp stands for, each with its state of this moment."""
    query = select(VersionRow).join(CorpusListRow, CorpusListRow.version_id == VersionRow.id)
    return read_versions(session, query.where(CorpusListRow.stamp == stamp).order_by(VersionRow.list_id))


def _purged(session: Session, screening_id: str) -> UnknownScreening | None:
    """The error that says that there was one of that id; None where there never was."""
    stone = get_tombstone(session, screening_id)
    if stone is None:
        return None
    when = f"{stone.recorded_at:%Y-%m-%d}", f"{stone.purged_at:%Y-%m-%d}"
    return UnknownScreening(
        f"the screening {screening_id} of {when[0]} was purged on {when[1]} ({stone.rule})"
    )


def unknown_screening(screening_id: str) -> UnknownScreening:
    """The error that says that there is none of that id, in the same words for whoever asks."""
    return UnknownScreening(f"there is no screening {screening_id!r} here")


def _audited(screening: Screening) -> dict[str, Any]:
    summary = {
        name: getattr(screening, name) for name in ("policy", "engine", "corpus", "threshold", "narrowed")
    }
    return {
        "screening": screening.id,
        "status": screening.status.value,
        "hits": len(screening.hits),
        **summary,
    }


def _freshness(one: ScreenedList) -> dict[str, Any]:
    left_out = {"programmes_left_out": list(one.programmes_left_out)} if one.programmes_left_out else {}
    return left_out | {
        "list_id": one.version.list_id,
        "checked_at": one.version.checked_at.isoformat(),
        "state": one.version.state.value,
        "stale": one.stale,
    }


def _screened_against(session: Session, row: ScreeningRow) -> tuple[ScreenedList, ...]:
    versions = {version.list_id: version for version in corpus_versions(session, row.corpus)}
    return tuple(_screened_list(versions[one["list_id"]], one) for one in row.freshness)


def _screened_list(version: ListVersion, then: dict[str, Any]) -> ScreenedList:
    checked_at = datetime.fromisoformat(then["checked_at"])
    as_it_was = replace(version, checked_at=checked_at, state=VersionState(then["state"]))
    left_out = tuple(then.get("programmes_left_out", ()))
    return ScreenedList(version=as_it_was, stale=then["stale"], programmes_left_out=left_out)
