"""Proofs of list versions, kept with their audit records and read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.tables_lists import VersionRow
from screening.store.tables_proofs import ProofRow
from screening.store.versions import find_row

AUDIT_KIND = "proof"
"""The kind of the audit record of a proof."""

_MOST_NAMED = 100
"""Misses that are kept in words; all are counted."""

_COPIED = ("policy", "engine", "at", "names", "manipulated", "missed", "seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was asked of a list version (its reading) under a policy, and what was missed.

    ``names`` were asked as printed and ``manipulated`` of them altered; where ``base`` is given, all
    other names were proven with that reading. ``misses`` names the first ones in words.
    """

    list_id: str
    version: str
    policy: str
    engine: str
    base: str | None
    at: datetime
    names: int
    manipulated: int
    missed: int
    misses: tuple[str, ...]
    seconds: float


def add_proof(session: Session, proof: Proof, *, actor: str) -> None:
    """Keep a proof with its audit record."""
    version = find_row(session, proof.list_id, proof.version)
    base = find_row(session, proof.list_id, proof.base) if proof.base else None
    row = ProofRow(
        **{name: getattr(proof, name) for name in _COPIED},
        version_id=version.id,
        base_id=base.id if base else None,
        misses=list(proof.misses[:_MOST_NAMED]),
    )
    payload = {
        **{name: getattr(proof, name) for name in ("list_id", "version", "policy", "engine")},
        **{name: getattr(proof, name) for name in ("names", "manipulated", "missed")},
        COVERS: [cover(row)],
    }
    row.audit_seq = audit.append(session, at=proof.at, actor=actor, kind=AUDIT_KIND, payload=payload).seq
    session.add(row)


def find_proof(session: Session, list_id: str, version: str, *, policy: str, engine: str) -> Proof | None:
    """The last proof of a version (its reading) under that policy by that engine."""
    row = find_row(session, list_id, version)
    query = _newest().where(
        ProofRow.version_id == row.id, ProofRow.policy == policy, ProofRow.engine == engine
    )
    return next(iter(_read(session, query.limit(1))), None)


def last_proofs(session: Session, list_id: str) -> dict[str, Proof]:
    """The last proof of each version of a list that has one, by the version's reading."""
    newest_first = _read(session, _newest().where(VersionRow.list_id == list_id))
    return {proof.version: proof for proof in reversed(newest_first)}


def proofs_under(session: Session, policy: str) -> list[Proof]:
    """All proofs under a policy, the last first."""
    return _read(session, _newest().where(ProofRow.policy == policy))


def _newest() -> Select[ProofRow]:
    return (
        select(ProofRow).join(VersionRow, VersionRow.id == ProofRow.version_id).order_by(ProofRow.id.desc())
    )


def _read(session: Session, query: Select[ProofRow]) -> list[Proof]:
    return [_proof(session, row) for row in session.scalars(query)]


def _proof(session: Session, row: ProofRow) -> Proof:
    version = session.get_one(VersionRow, row.version_id)
    base = session.get_one(VersionRow, row.base_id) if row.base_id is not None else None
    return Proof(
        **{name: getattr(row, name) for name in _COPIED},
        list_id=version.list_id,
        version=_reading(version),
        base=_reading(base) if base else None,
        misses=tuple(row.misses),
    )


def _reading(row: VersionRow) -> str:
    return f"{row.version}@{row.parser_version}"
