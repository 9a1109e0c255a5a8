"""Hits as rows: each with its whole ledger, and tied to the designation state that it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from screening.domain.screening import Hit
from screening.store.inserts import insert_missing
from screening.store.records import from_record, to_record
from screening.store.tables_lists import ManifestRow
from screening.store.tables_screening import CorpusListRow, HitRow
from screening.store.types import json_bytes

_DIGESTED = ("row_id", "rank", "score", "list_id", "authority_ref", "state_id", "content")

_STATES = (
    select(CorpusListRow.list_id, ManifestRow.authority_ref, ManifestRow.state_id)
    .join(ManifestRow, ManifestRow.version_id == CorpusListRow.version_id)
    .where(
        CorpusListRow.stamp == bindparam("corpus"),
        ManifestRow.authority_ref.in_(bindparam("refs", expanding=True)),
    )
)
"""Put together once, as all statements that every answer takes: that takes longer than to run them."""


def hit_rows(
    connection: Connection, corpus: str, hits: Sequence[tuple[Hit, Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """The rows of hits of that corpus; each hit comes with the columns that say whose it is and its
    rank. A hit on what the corpus does not hold raises ``LookupError``."""
    if not hits:
        return []
    states = _states(connection, corpus, (hit for hit, _ in hits))
    rows = []
    for hit, owner in hits:
        state_id = states.get((hit.list_id, hit.authority_ref))
        if state_id is None:
            raise LookupError(f"{hit.list_id} {hit.authority_ref} is not in corpus {corpus[:12]}")
        rows.append({**_columns(hit), **owner, "state_id": state_id})
    return rows


def write_hits(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of ``hit_rows``; those that are there are kept."""
    insert_missing(session, HitRow, rows)


def digest_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """The digest of a screening's hits by rank: 64 hex digits, or none where there are none."""
    return digest_told(told_rows(rows))


def told_rows(rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """The columns of hits that their digest is over."""
    return [[row[name] for name in _DIGESTED] for row in rows]


def digest_told(told: list[list[Any]]) -> str:
    """The digest of ``told_rows``."""
    return hashlib.sha256(json_bytes(told)).hexdigest() if told else ""


def read_hit(content: Any) -> Hit:
    """The hit of a row's ``content``."""
    return from_record(Hit, content)


def _columns(hit: Hit) -> dict[str, Any]:
    return {
        "screening_id": None,
        "batch_id": None,
        "row_number": None,
        "row_id": None,
        "score": hit.score,
        "list_id": hit.list_id,
        "authority_ref": hit.authority_ref,
        "content": to_record(hit),
    }


def _states(connection: Connection, corpus: str, hits: Iterable[Hit]) -> dict[tuple[str, str], int]:
    wanted = {"corpus": corpus, "refs": list({hit.authority_ref for hit in hits})}
    found = connection.execute(_STATES, wanted)
    return {(list_id, ref): state_id for list_id, ref, state_id in found}
