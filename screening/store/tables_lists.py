"""Tables of what the authorities published: files, designation states, versions, what is in force.

A state is immutable. A version is a manifest of states; it is seen once ``status`` is no longer
``staged``. Which one is in force is said by ``list_in_force`` alone.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Json, RowId, Table


class RawFileRow(Table):
    """A published file as it is kept on disk, compressed; ``sha256`` is of what was published."""

    __tablename__ = "raw_file"

    list_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[Digest] = mapped_column(primary_key=True)
    name: Mapped[Exact]
    path: Mapped[Exact]
    size: Mapped[int] = mapped_column(BIG)
    url: Mapped[str | None]
    headers: Mapped[Json]
    retrieved_at: Mapped[datetime]


class StateRow(Table):
    """One designation as it read for some time; ``payload`` is ``codec.designation_to_json``."""

    __tablename__ = "designation_state"
    __table_args__ = (UniqueConstraint("list_id", "authority_ref", "fingerprint"),)

    id: Mapped[RowId]
    list_id: Mapped[str]
    authority_ref: Mapped[str]
    fingerprint: Mapped[Digest]
    party_type: Mapped[str]
    primary_name: Mapped[Exact]
    payload: Mapped[bytes]


class VersionRow(Table):
    """A list version: staged (unseen), held, or released (it may be in force)."""

    __tablename__ = "list_version"
    __table_args__ = (
        UniqueConstraint("list_id", "version", "parser_version"),
        CheckConstraint("status IN ('staged', 'held', 'released')", name="status"),
    )

    id: Mapped[RowId]
    list_id: Mapped[str]
    version: Mapped[str]
    published_on: Mapped[date]
    retrieved_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    sha256: Mapped[Digest]
    format: Mapped[str]
    parser_version: Mapped[int]
    designations: Mapped[int]
    status: Mapped[str]
    partial: Mapped[bool]
    sample: Mapped[bool]
    held_reason: Mapped[Exact | None]
    previous_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("list_version.id"))
    report: Mapped[Json | None]


class VersionFileRow(Table):
    """Which raw files a version was read from, in their order."""

    __tablename__ = "list_version_file"
    __table_args__ = (ForeignKeyConstraint(["list_id", "sha256"], ["raw_file.list_id", "raw_file.sha256"]),)

    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[str]
    sha256: Mapped[Digest]


class ManifestRow(Table):
    """Which state of a designation a version holds."""

    __tablename__ = "manifest"
    __table_args__ = (Index(None, "state_id"),)

    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"), primary_key=True)
    authority_ref: Mapped[str] = mapped_column(primary_key=True)
    state_id: Mapped[int] = mapped_column(BIG, ForeignKey("designation_state.id"))


class QuarantinedRow(Table):
    """A record of a version that was not understood, whole."""

    __tablename__ = "quarantined"

    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    locator: Mapped[Exact]
    reason: Mapped[Exact]
    excerpt: Mapped[Exact]


class ChangeRow(Table):
    """A designation that a version changed against ``previous_id``. A first version has no rows:
    everything in it is added."""

    __tablename__ = "list_change"

    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"), primary_key=True)
    authority_ref: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]


class InForceRow(Table):
    """The active pointer: one row a list."""

    __tablename__ = "list_in_force"

    list_id: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"))


class ActivationRow(Table):
    """The history of the pointer: who put what in force, when and why. Append-only."""

    __tablename__ = "activation"
    __table_args__ = (Index(None, "list_id", "at"),)

    id: Mapped[RowId]
    list_id: Mapped[str]
    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"))
    at: Mapped[datetime]
    actor: Mapped[Exact]
    reason: Mapped[Exact]


class DismissalRow(Table):
    """A held version that a person will not release, and why. Written once."""

    __tablename__ = "list_version_dismissal"

    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[Exact]
    reason: Mapped[Exact]
