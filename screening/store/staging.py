"""What a list version is made of, written where nobody sees it yet.

Each function takes one chunk and is one short transaction (``with database.writing()``). All may
be repeated, by the same process after a crash or by another at the same time: what is there is
kept. What a load left behind when it died is harmless and is used by the next one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from screening.domain.designation import Designation
from screening.domain.listing import ListVersion, Quarantined

STATES_CHUNK = 500
"""Designations to a transaction, so that no writer waits 100 ms."""

MANIFEST_CHUNK = 2_000
"""Manifest entries or quarantined records to a transaction."""


def stage_states(session: Session, list_id: str, states: Sequence[tuple[str, Designation]]) -> None:
    """Write designation states, as (fingerprint, designation), that are not there yet."""
    raise RuntimeError("under construction")


def stage_manifest(session: Session, version: ListVersion, entries: Sequence[tuple[str, str]]) -> None:
    """Write manifest entries, as (authority_ref, fingerprint); their states are staged before.

    Nothing happens where the version was added already.
    """
    raise RuntimeError("under construction")


def stage_quarantined(
    session: Session, version: ListVersion, first: int, records: Sequence[Quarantined]
) -> None:
    """Write quarantined records; ``first`` is the position of ``records[0]`` in the whole load."""
    raise RuntimeError("under construction")
