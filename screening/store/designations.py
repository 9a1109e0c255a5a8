"""What a list version says: its manifest, its designations, its counts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from screening.domain.designation import Designation, PartyType
from screening.domain.listing import Quarantined


def manifest(session: Session, list_id: str, version: str) -> dict[str, str]:
    """authority_ref -> fingerprint of all designations. Raises ``UnknownVersion``."""
    raise RuntimeError("under construction")


def designations(session: Session, list_id: str, version: str) -> Iterator[Designation]:
    """All designations of a version, streamed in the order of their references.

    Raises ``UnknownVersion``.
    """
    raise RuntimeError("under construction")


def designation(session: Session, list_id: str, version: str, authority_ref: str) -> Designation | None:
    """One designation of a version; None where the version has no such reference."""
    raise RuntimeError("under construction")


def quarantined(session: Session, list_id: str, version: str) -> list[Quarantined]:
    """The records of a version that were not understood. Raises ``UnknownVersion``."""
    raise RuntimeError("under construction")


def counts_in_force(session: Session) -> dict[str, dict[PartyType, int]]:
    """list_id -> party type -> designations in force."""
    raise RuntimeError("under construction")
