"""Hits and pointers compared with what stands beside them: corpora, batches, activations."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from screening.domain.audit import AuditFinding
from screening.store.batches import digest_batch_rows
from screening.store.tables_lists import ActivationRow, InForceRow, ManifestRow
from screening.store.tables_screening import BatchRow, CorpusListRow, HitRow, ScreeningRow

_CHUNK = 500
_HIT, _BATCH = HitRow.__tablename__, BatchRow.__tablename__


def hit_findings(session: Session) -> Iterator[AuditFinding]:
    """Hits of nobody, hits on what their corpus does not hold, and batches whose hits were changed."""
    of_one = exists().where(ScreeningRow.id == HitRow.screening_id)
    owned = of_one | exists().where(BatchRow.id == HitRow.batch_id)
    for hit_id in session.scalars(select(HitRow.id).where(~owned)):
        yield AuditFinding(table=_HIT, key=str(hit_id), problem="it belongs to nobody")
    of_screenings = select(HitRow.id).join(ScreeningRow, ScreeningRow.id == HitRow.screening_id)
    of_batches = select(HitRow.id).join(BatchRow, BatchRow.id == HitRow.batch_id)
    for query, stamp in ((of_screenings, ScreeningRow.corpus), (of_batches, BatchRow.corpus)):
        for hit_id in session.scalars(query.where(~_is_listed(stamp))):
            problem = "it is on a state that its corpus does not hold"
            yield AuditFinding(table=_HIT, key=str(hit_id), problem=problem)
    yield from _batches(session)


def pointer_findings(session: Session) -> Iterator[AuditFinding]:
    """Lists whose version in force is not the one that was put in force last."""
    history = select(ActivationRow.list_id, ActivationRow.version_id).order_by(ActivationRow.id)
    last: dict[str, int] = dict(session.execute(history).all())
    found = dict(session.execute(select(InForceRow.list_id, InForceRow.version_id)).all())
    for list_id in sorted(last.keys() | found.keys()):
        if last.get(list_id) != found.get(list_id):
            problem = "it is not the version that was last put in force"
            yield AuditFinding(table=InForceRow.__tablename__, key=list_id, problem=problem)


def _is_listed(stamp: object) -> ColumnElement[bool]:
    return exists().where(
        CorpusListRow.stamp == stamp,
        CorpusListRow.list_id == HitRow.list_id,
        ManifestRow.version_id == CorpusListRow.version_id,
        ManifestRow.authority_ref == HitRow.authority_ref,
        ManifestRow.state_id == HitRow.state_id,
    )


def _batches(session: Session) -> Iterator[AuditFinding]:
    batches = select(BatchRow.id, BatchRow.audit_seq, BatchRow.finished_at, BatchRow.hits_digest)
    for batch in session.execute(batches).all():
        query = select(*HitRow.__table__.columns).where(HitRow.batch_id == batch.id)
        query = query.order_by(HitRow.row_number, HitRow.rank).execution_options(yield_per=_CHUNK)
        digest, odd = digest_batch_rows(dict(row._mapping) for row in session.execute(query))
        for hit_id in odd:
            problem = "its columns are not those of its content"
            yield AuditFinding(table=_HIT, key=str(hit_id), problem=problem, seq=batch.audit_seq)
        if digest != batch.hits_digest:
            problem = "its hits are not as they were recorded"
            yield AuditFinding(table=_BATCH, key=batch.id, problem=problem, seq=batch.audit_seq)
        if (batch.audit_seq is None) != (batch.finished_at is None):
            yield AuditFinding(table=_BATCH, key=batch.id, problem="it is finished and has no record")
