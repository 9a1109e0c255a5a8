"""Single records checked for whoever is shown them: HMAC, chain, payload, seal, covered rows."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.audit import FIRST_HASH, Seal, SealKind
from screening.store.audit import link_hash, payload_digest
from screening.store.audit_cover import COVERS, row_digest, row_key
from screening.store.audit_keeper import AuditKeeper
from screening.store.audit_seals import is_genuine
from screening.store.audit_trail import KeptRecord
from screening.store.hits import digest_rows
from screening.store.tables import Table
from screening.store.tables_alerts import AlertEventRow, DispositionRow, ResponseRow
from screening.store.tables_audit import AuditRow
from screening.store.tables_screening import HitRow, ScreeningRow
from screening.store.types import exact_text

_OF_ALERTS: tuple[type[Table], ...] = (AlertEventRow, DispositionRow, ResponseRow)
"""Rows of alerts that never change: the record that wrote one tells of it for good."""


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record, the first seal that it is under (None: no seal since), and what is wrong with it."""

    kept: KeptRecord
    seal: Seal | None
    problems: tuple[str, ...]


def check_records(session: Session, keeper: AuditKeeper, found: Sequence[KeptRecord]) -> list[CheckedRecord]:
    """Each record by itself, and that it follows the one before it and leads to its seal."""
    seals = standing_seals(keeper)
    return [_checked(session, keeper, one, seals) for one in found]


def standing_seals(keeper: AuditKeeper) -> list[Seal]:
    """The genuine seals by their record, without those that a restore gave up."""
    standing: list[Seal] = []
    for seal in keeper.seals.lines():
        if seal is None or not is_genuine(keeper.key, seal):
            continue
        if seal.kind is SealKind.RESTORED:
            standing = [one for one in standing if one.head.seq <= seal.head.seq]
        standing.append(seal)
    return sorted(standing, key=lambda seal: seal.head.seq)


def screening_problems(session: Session, screening_id: str, record: KeptRecord) -> Iterator[str]:
    """What differs between an answer as it is kept and as its record tells."""
    row = session.get_one(ScreeningRow, screening_id)
    hits = select(*HitRow.__table__.columns).where(HitRow.screening_id == screening_id).order_by(HitRow.rank)
    digest = digest_rows([dict(one._mapping) for one in session.execute(hits)])
    if row_digest(ScreeningRow, _columns(row), {"hits": digest}) not in _told([record]).values():
        yield "the answer or its hits are not as they were recorded"


def alert_problems(session: Session, alert_id: str, records: Sequence[KeptRecord]) -> Iterator[str]:
    """Where history, decisions or responses of an alert are not as its records tell."""
    told = _told(records)
    for table in _OF_ALERTS:
        query = select(table).where(table.__table__.columns["alert_id"] == alert_id)
        for row in session.scalars(query):
            columns = _columns(row)
            key = row_key(table, columns)
            if told.get((table.__tablename__, key)) != row_digest(table, columns, {}):
                yield f"{table.__tablename__} {key} is not as it was recorded"


def _checked(session: Session, keeper: AuditKeeper, kept: KeptRecord, seals: Sequence[Seal]) -> CheckedRecord:
    seal = next((one for one in seals if one.head.seq >= kept.record.seq), None)
    return CheckedRecord(kept, seal, tuple(_problems(session, keeper, kept, seal)))


def _problems(session: Session, keeper: AuditKeeper, kept: KeptRecord, seal: Seal | None) -> Iterator[str]:
    record = kept.record
    if record.key_id not in (None, keeper.key.id):
        yield f"it names another key, {record.key_id}"
    elif not hmac.compare_digest(record.hash, link_hash(asdict(record), keeper.key)):
        yield "it was altered: its HMAC is another"
    before = FIRST_HASH if record.seq == 1 else _hash_of(session, record.seq - 1)
    if before != record.previous_hash:
        yield "it does not follow the record before it"
    if not _is_payload_of(kept):
        yield "its payload was altered"
    if seal is not None and _hash_of(session, seal.head.seq) != seal.head.hash:
        yield f"the seal on record {seal.head.seq} is not met again"


def _is_payload_of(kept: KeptRecord) -> bool:
    """Whether the payload is as it was recorded, or was purged."""
    if kept.payload is None or kept.salt is None:
        return True
    return kept.record.payload_digest == payload_digest(kept.salt, kept.payload)


def _hash_of(session: Session, seq: int) -> str | None:
    return session.scalar(select(AuditRow.hash).where(AuditRow.seq == seq))


def _told(records: Sequence[KeptRecord]) -> Mapping[tuple[str, str], str]:
    """Table and key: the digest that the last of the records says."""
    told: dict[tuple[str, str], str] = {}
    for one in records:
        payload: dict[str, Any] = json.loads(exact_text(one.payload or b"{}"))
        told |= {(said["table"], said["key"]): said["sha256"] for said in payload.get(COVERS, ())}
    return told


def _columns(row: Table) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}
