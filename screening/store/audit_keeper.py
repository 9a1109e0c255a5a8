"""The audit's secrets of an installation, opened once: the key, the seals, the head noted last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.audit import FIRST_HASH, AuditHead, Seal, SealKind
from screening.domain.errors import AuditKeyMissing
from screening.store.audit_key import AuditKey, make_key, read_key
from screening.store.audit_seals import HeadMark, SealFile, make_seal
from screening.store.database import Database
from screening.store.locks import file_lock
from screening.store.tables_audit import AuditRow

Begin = Callable[[Session, datetime], None]


@dataclass(frozen=True, slots=True)
class AuditKeeper:
    """What records are made with, and where heads are kept outside the database."""

    key: AuditKey
    seals: SealFile
    mark: HeadMark

    def seal(self, kind: SealKind, head: AuditHead, at: datetime) -> Seal:
        """Write ``head`` down outside the database."""
        seal = make_seal(self.key, kind, head, at)
        self.seals.add(seal)
        return seal

    def restored(self, head: AuditHead, at: datetime) -> None:
        """Give up what was sealed and committed beyond ``head``: an earlier state of the database was
        brought back on purpose. The seals of before stay, and so does this one."""
        self.seal(SealKind.RESTORED, head, at)
        self.mark.reset(head)

    def note(self, head: AuditHead) -> None:
        """Remember a head that was committed."""
        self.mark.note(head)


def keeper_at(folder: Path, key: AuditKey) -> AuditKeeper:
    """A keeper with ``key`` whose seals and mark are in ``folder``."""
    return AuditKeeper(key, SealFile(folder / "seals.jsonl"), HeadMark(folder / "head"))


def open_keeper(
    database: Database,
    folder: Path,
    given: AuditKey | None,
    *,
    at: datetime,
    begin: Begin = lambda session, at: None,
) -> AuditKeeper:
    """The keeper of a database, whose schema is in place: with the key ``given``, else that of the
    file ``folder/key``, which is made where no record has a key yet. The database records with it
    from now on. ``begin`` is called once, where a chain of before there were keys gets its own.

    Raises ``AuditKeyMissing`` where the chain goes on from a record of another key, or of one that
    is not here: it fails closed.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file_lock(folder / ".lock"):
        last = _last_record(database)
        keeper = keeper_at(folder, given or _file_key(folder / "key", last))
        if last and last.key_id not in (None, keeper.key.id):
            raise AuditKeyMissing(_another_key(last.key_id, keeper.key.id))
        database.keeper = keeper
        if not keeper.seals.path.exists():
            keeper.seal(SealKind.BEGUN, _end_of_unkeyed(database), at)
            if last and last.key_id is None:
                with database.writing() as session:
                    begin(session, at)
    return keeper


def _file_key(path: Path, last: AuditRow | None) -> AuditKey:
    if path.exists():
        return read_key(path)
    if last and last.key_id:
        raise AuditKeyMissing(_another_key(last.key_id, None))
    return make_key(path)


def _last_record(database: Database) -> AuditRow | None:
    with database.reading() as session:
        return session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).first()


def _end_of_unkeyed(database: Database) -> AuditHead:
    """The last record before the first that has a key."""
    with database.reading() as session:
        first_keyed = session.scalar(select(func.min(AuditRow.seq)).where(AuditRow.key_id.is_not(None)))
        unkeyed = select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
        if first_keyed is not None:
            unkeyed = unkeyed.where(AuditRow.seq < first_keyed)
        row = session.execute(unkeyed).first()
    return AuditHead(seq=row.seq, hash=row.hash) if row else AuditHead(seq=0, hash=FIRST_HASH)


def _another_key(began: str | None, have: str | None) -> str:
    here = f"the key here is {have}" if have else "there is no key here"
    return (
        f"the audit chain goes on from a record with key {began}, and {here}: "
        "bring back the file audit/key of the data folder, or set SCREENING_AUDIT_KEY"
    )
