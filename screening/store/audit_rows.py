"""Rows compared with what the audit says of them: answers, batches, policies, lists, decisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from screening.domain.audit import AuditFinding
from screening.store import audit
from screening.store.alert_purges import PURGED_WITH_ALERTS, purged_alerts
from screening.store.audit_cover import COVERS, row_digest, row_key
from screening.store.audit_hits import hit_findings, pointer_findings
from screening.store.batches import AUDIT_KIND as BATCH
from screening.store.hits import digest_rows
from screening.store.parties import AUDIT_KIND as DECISION
from screening.store.policies import DRAFTED, IN_FORCE
from screening.store.proofs import AUDIT_KIND as PROOF
from screening.store.screenings import AUDIT_KIND as SCREENING
from screening.store.screenings import OURSELVES
from screening.store.subject_audit import AUDIT_KIND as SUBJECT
from screening.store.tables import Table
from screening.store.tables_access import ApiKeyRow, PortfolioRow, UserRow
from screening.store.tables_alerts import (
    AlertEventRow,
    AlertHitRow,
    AlertRow,
    DispositionRow,
    OccurrenceRow,
    ResponseRow,
)
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_discounts import DiscountRuleRow
from screening.store.tables_lists import ActivationRow, DismissalRow, VersionRow
from screening.store.tables_monitoring import (
    IncidentRow,
    RescreeningRow,
    SubjectImportRow,
    SubjectRevisionRow,
)
from screening.store.tables_parties import PartyDecisionRow
from screening.store.tables_pending import PendingChangeRow
from screening.store.tables_policies import PolicyActivationRow, PolicyDraftRow
from screening.store.tables_proofs import ProofRow
from screening.store.tables_recording import RecordingModeRow
from screening.store.tables_retention import LegalHoldRow, RelationshipRow, TombstoneRow
from screening.store.tables_screening import (
    BatchRow,
    CorpusListRow,
    CorpusRow,
    HitRow,
    PolicyRow,
    ScreeningRow,
)
from screening.store.tables_suppressions import SuppressionReviewRow, SuppressionRow, SuppressionStateRow
from screening.store.tables_unfreezing import UnfreezeReviewRow
from screening.store.tables_webhooks import TargetRow
from screening.store.types import exact_text
from screening.store.version_contents import digest_stored, version_parts
from screening.store.versions import STAGED

Columns: TypeAlias = Mapping[str, Any]
Parts: TypeAlias = Callable[[Session, Sequence[Columns]], dict[str, dict[str, Any]]]
"""For rows of a table, by their keys: the parts that each is covered with."""

_CHUNK = 500


def _no_parts(_: Session, rows: Sequence[Columns]) -> dict[str, dict[str, Any]]:
    return {}


def _hits(session: Session, rows: Sequence[Columns]) -> dict[str, dict[str, Any]]:
    ids = [row["id"] for row in rows]
    query = select(*HitRow.__table__.columns).where(HitRow.screening_id.in_(ids))
    found = session.execute(query.order_by(HitRow.screening_id, HitRow.rank))
    rows_of = groupby((dict(row._mapping) for row in found), itemgetter("screening_id"))
    by_id = {key: digest_rows(hits) for key, hits in rows_of}
    return {key: {"hits": by_id.get(key, "")} for key in ids}


def _corpus_lists(session: Session, rows: Sequence[Columns]) -> dict[str, dict[str, Any]]:
    query = select(CorpusListRow).where(CorpusListRow.stamp.in_([row["stamp"] for row in rows]))
    parts: dict[str, dict[str, Any]] = {row["stamp"]: {"lists": {}} for row in rows}
    for one in session.scalars(query):
        parts[one.stamp]["lists"][one.list_id] = one.version_id
    return parts


def _versions(session: Session, rows: Sequence[Columns]) -> dict[str, dict[str, Any]]:
    return {
        str(row["id"]): version_parts(
            session, session.get_one(VersionRow, row["id"]), digest_stored(session, row["id"])
        )
        for row in rows
    }


NAMED: Mapping[type[Table], tuple[str, Parts]] = {
    ScreeningRow: (SCREENING, _hits),
    BatchRow: (BATCH, _no_parts),
    PartyDecisionRow: (DECISION, _no_parts),
    PolicyDraftRow: (DRAFTED, _no_parts),
    PolicyActivationRow: (IN_FORCE, _no_parts),
    ProofRow: (PROOF, _no_parts),
    SubjectRevisionRow: (SUBJECT, _no_parts),
}
"""Tables whose rows name their record: its kind, and what belongs to a row."""

TOLD: Mapping[type[Table], Parts] = {
    PolicyRow: _no_parts,
    CorpusRow: _corpus_lists,
    VersionRow: _versions,
    ActivationRow: _no_parts,
    DismissalRow: _no_parts,
    RelationshipRow: _no_parts,
    LegalHoldRow: _no_parts,
    TombstoneRow: _no_parts,
    RecordingModeRow: _no_parts,
    ApiKeyRow: _no_parts,
    TargetRow: _no_parts,
    UserRow: _no_parts,
    PortfolioRow: _no_parts,
    AlertRow: _no_parts,
    AlertHitRow: _no_parts,
    OccurrenceRow: _no_parts,
    AlertEventRow: _no_parts,
    DispositionRow: _no_parts,
    ResponseRow: _no_parts,
    DiscountRuleRow: _no_parts,
    UnfreezeReviewRow: _no_parts,
    PendingChangeRow: _no_parts,
    SubjectImportRow: _no_parts,
    RescreeningRow: _no_parts,
    IncidentRow: _no_parts,
    SuppressionRow: _no_parts,
    SuppressionStateRow: _no_parts,
    SuppressionReviewRow: _no_parts,
}
"""Tables whose rows are named by records: the last one that names a row counts."""


def row_findings(session: Session, since: int) -> Iterator[AuditFinding]:
    """Rows that are not as the audit says; those of records up to ``since``, of before there was a
    key, are not covered."""
    for table, (kind, parts) in NAMED.items():
        yield from _named(session, table, parts, since)
        yield from _lost(session, table, kind)
    told = _told(session)
    for told_table, its_parts in TOLD.items():
        yield from _compared(session, told_table, its_parts, told.get(told_table.__tablename__, {}))
    yield from hit_findings(session)
    yield from pointer_findings(session)


def _named(session: Session, table: type[Table], parts: Parts, since: int) -> Iterator[AuditFinding]:
    rows = table.__table__.columns
    names = [column.name for column in rows]
    query = (
        select(*rows, AuditPayloadRow.payload.label("its_payload"))
        .outerjoin(AuditPayloadRow, AuditPayloadRow.seq == rows["audit_seq"])
        .where(rows["audit_seq"] > since)
    )
    for chunk in _chunks(session, query):
        of_rows = parts(session, chunk)
        for row in chunk:
            columns = {name: row[name] for name in names}
            seq, said = row["audit_seq"], _covers(row["its_payload"], table)
            digest = row_digest(table, columns, of_rows.get(row_key(table, columns), {}))
            if digest not in said:
                problem = "it is not as it was recorded" if said else "its record does not tell of it"
                yield _finding(table, row_key(table, columns), problem, seq)


def _lost(session: Session, table: type[Table], kind: str) -> Iterator[AuditFinding]:
    """Records of a kind whose payload is there and whose row is not; rows that name another's record."""
    named = table.__table__.columns["audit_seq"]
    is_there = exists().where(AuditPayloadRow.seq == AuditRow.seq)
    lost = select(AuditRow.seq).where(AuditRow.kind == kind, is_there, ~exists().where(named == AuditRow.seq))
    for seq in session.scalars(lost):
        yield _finding(table, f"of record {seq}", "it is missing", seq)
    for seq in session.scalars(select(named).group_by(named).having(func.count(named) > 1)):
        yield _finding(table, f"of record {seq}", "several rows name the same record", seq)
    for seq in session.scalars(
        select(named).join(AuditRow, AuditRow.seq == named).where(AuditRow.kind != kind)
    ):
        yield _finding(table, f"of record {seq}", "it names a record of something else", seq)


def _told(session: Session) -> dict[str, dict[str, tuple[int, str]]]:
    """Table, row's key: the record that tells of it last, and the digest that it says."""
    query = (
        select(AuditRow.seq, AuditPayloadRow.payload)
        .join(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
        .where(AuditRow.kind.not_in([kind for kind, _ in NAMED.values()]))
        .order_by(AuditRow.seq)
        .execution_options(yield_per=_CHUNK)
    )
    told: dict[str, dict[str, tuple[int, str]]] = {}
    for seq, payload in session.execute(query):
        for one in _said(payload):
            told.setdefault(one["table"], {})[one["key"]] = (seq, one["sha256"])
    return told


def _compared(
    session: Session, table: type[Table], parts: Parts, told: dict[str, tuple[int, str]]
) -> Iterator[AuditFinding]:
    for chunk in _chunks(session, _query(table)):
        of_rows = parts(session, chunk)
        for row in chunk:
            key = row_key(table, row)
            seq, sha256 = told.pop(key, (None, ""))
            if seq is None:
                yield _finding(table, key, "no record tells of it", None)
            elif sha256 != row_digest(table, row, of_rows.get(key, {})):
                yield _finding(table, key, "it is not as it was recorded", seq)
    purged = purged_alerts(session) if told and table in PURGED_WITH_ALERTS else set()
    for key, (seq, _) in told.items():
        if key.partition(" ")[0] not in purged:
            yield _finding(table, key, "it is missing", seq)


def _chunks(session: Session, query: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    with session.execute(query.execution_options(yield_per=_CHUNK)) as rows:
        for part in rows.mappings().partitions():
            yield [dict(row) for row in part]


def _covers(payload: bytes | None, table: type[Table]) -> list[str]:
    return [one["sha256"] for one in _said(payload) if one["table"] == table.__tablename__]


def _said(payload: bytes | None) -> list[dict[str, str]]:
    try:
        content = json.loads(exact_text(payload or b"{}"))
        return list(content.get(COVERS, ()))
    except (ValueError, AttributeError):
        return []


def cover_what_is_there(session: Session, at: datetime) -> None:
    """Cover the rows of before there was a key, as they are when the chain gets it."""
    covers = [
        {"table": table.__tablename__, "key": key, "sha256": row_digest(table, row, of_rows.get(key, {}))}
        for table, parts in TOLD.items()
        for chunk in _chunks(session, _query(table))
        for of_rows in [parts(session, chunk)]
        for row in chunk
        for key in [row_key(table, row)]
    ]
    audit.append(session, at=at, actor=OURSELVES, kind="audit_begun", payload={COVERS: covers})


def _query(table: type[Table]) -> Select[Any]:
    """All rows but those that no record tells of yet: a version that is staged, a run that has not ended."""
    query = select(*table.__table__.columns)
    if table is RescreeningRow:
        return query.where(RescreeningRow.finished_at.is_not(None))
    return query.where(VersionRow.status != STAGED) if table is VersionRow else query


def _finding(table: type[Table], key: str, problem: str, seq: int | None) -> AuditFinding:
    return AuditFinding(table=table.__tablename__, key=key, problem=problem, seq=seq)
