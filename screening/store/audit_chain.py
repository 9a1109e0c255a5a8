"""The chain verified: every record, payload and seal, as whoever can write by SQL would spoil them."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.audit import FIRST_HASH, AuditFinding, AuditHead
from screening.store.audit import head, link_hash, payload_digest
from screening.store.audit_keeper import AuditKeeper
from screening.store.audit_sealed import Sealed
from screening.store.tables_audit import AuditHeadRow, AuditPayloadRow, AuditRow

RECORDS, PAYLOADS, HEADS = (row.__tablename__ for row in (AuditRow, AuditPayloadRow, AuditHeadRow))

_STREAMED_ROWS = 1_000


@dataclass(slots=True)
class ChainWalk:
    """A pass over the chain; what it has come to is read off afterwards."""

    keeper: AuditKeeper
    sealed: Sealed
    last: AuditHead = field(default_factory=lambda: AuditHead(seq=0, hash=FIRST_HASH))
    records: int = 0
    without_payload: list[range] = field(default_factory=list)
    """Runs of records whose payload is gone; whether that was a purge is told by the records."""

    def findings(self, session: Session) -> Iterator[AuditFinding]:
        """Everything wrong with records, payloads and head, in the order of the chain."""
        yield from self.sealed.findings()
        yield from self._records(session)
        yield from self._ends(session)
        yield from self.sealed.beyond(self.last)

    def _records(self, session: Session) -> Iterator[AuditFinding]:
        query = (
            select(*AuditRow.__table__.columns, AuditPayloadRow.salt, AuditPayloadRow.payload)
            .outerjoin(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
            .order_by(AuditRow.seq)
            .execution_options(yield_per=_STREAMED_ROWS)
        )
        with session.execute(query) as rows:
            for found in rows.mappings():
                row = dict(found)
                yield from self._link(row)
                self.last = AuditHead(seq=row["seq"], hash=row["hash"])
                self.records += 1

    def _link(self, row: Mapping[str, Any]) -> Iterator[AuditFinding]:
        seq, expected = row["seq"], self.last.seq + 1
        if seq < expected:
            yield _finding(seq, "it is no record of the chain, which begins at 1")
        elif seq > expected:
            yield _finding(expected, f"it is missing, up to {seq - 1}")
        elif row["previous_hash"] != self.last.hash:
            yield _finding(seq, "it does not follow the record before it")
        if problem := self._problem(row):
            yield _finding(seq, problem)
        yield from self.sealed.at(seq, row["hash"])
        yield from self._payload(row)

    def _problem(self, row: Mapping[str, Any]) -> str:
        key_id, key = row["key_id"], self.keeper.key
        if key_id is None and row["seq"] > self.sealed.unkeyed:
            return f"it has no key, as only the records up to {self.sealed.unkeyed} may"
        if key_id not in (None, key.id):
            return f"it names another key, {key_id}"
        same = hmac.compare_digest(str(row["hash"]).encode(), link_hash(row, key).encode())
        return "" if same else "it was altered"

    def _payload(self, row: Mapping[str, Any]) -> Iterator[AuditFinding]:
        seq = row["seq"]
        if row["payload"] is None:
            runs = self.without_payload
            if runs and runs[-1].stop == seq:
                runs[-1] = range(runs[-1].start, seq + 1)
            else:
                runs.append(range(seq, seq + 1))
        elif row["payload_digest"] != payload_digest(row["salt"], row["payload"]):
            yield AuditFinding(table=PAYLOADS, key=str(seq), problem="it was altered", seq=seq)

    def _ends(self, session: Session) -> Iterator[AuditFinding]:
        told = head(session)
        rows = session.scalar(select(func.count()).select_from(AuditHeadRow))
        if told != self.last or rows != 1:
            problem = f"it says {told.seq}, the chain ends at {self.last.seq}: cut, or added to"
            yield AuditFinding(table=HEADS, key="1", problem=problem, seq=self.last.seq + 1)
        loose = select(AuditPayloadRow.seq).where(AuditPayloadRow.seq.not_in(select(AuditRow.seq)))
        for seq in session.scalars(loose.order_by(AuditPayloadRow.seq)):
            yield AuditFinding(table=PAYLOADS, key=str(seq), problem="it belongs to no record", seq=seq)


def _finding(seq: int, problem: str) -> AuditFinding:
    return AuditFinding(table=RECORDS, key=str(seq), problem=problem, seq=seq)
