"""Tables of party groups: what was computed in each revision, and what people decided.

A row of a membership or a link counts from revision ``since`` up to, not including, ``until``. A
revision counts once it has its row in ``party_grouping``: until then, nobody reads what is written
under its number.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Json, RowId, Table


class GroupingRow(Table):
    """A revision of all groups; ``stamp`` names the list versions, rules and decisions behind it."""

    __tablename__ = "party_grouping"

    revision: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    stamp: Mapped[Digest]
    counts: Mapped[Json]


class MembershipRow(Table):
    """A designation in a group, certainly or probably."""

    __tablename__ = "party_membership"
    __table_args__ = (Index(None, "list_id", "authority_ref"), Index(None, "group_id"), Index(None, "until"))

    id: Mapped[RowId]
    list_id: Mapped[str]
    authority_ref: Mapped[str]
    group_id: Mapped[str]
    certain: Mapped[bool]
    since: Mapped[int] = mapped_column(BIG)
    until: Mapped[int | None] = mapped_column(BIG)


class PartyLinkRow(Table):
    """What links two designations of a group, with the evidence in words."""

    __tablename__ = "party_link"
    __table_args__ = (Index(None, "group_id"), Index(None, "until"))

    id: Mapped[RowId]
    group_id: Mapped[str]
    first_list_id: Mapped[str]
    first_ref: Mapped[str]
    second_list_id: Mapped[str]
    second_ref: Mapped[str]
    basis: Mapped[str]
    evidence: Mapped[Exact]
    since: Mapped[int] = mapped_column(BIG)
    until: Mapped[int | None] = mapped_column(BIG)


class PartyDecisionRow(Table):
    """A person's word on two designations. Append-only; the last on a pair counts."""

    __tablename__ = "party_decision"
    __table_args__ = (CheckConstraint("kind IN ('linked', 'apart', 'withdrawn')", name="kind"),)

    id: Mapped[RowId]
    first_list_id: Mapped[str]
    first_ref: Mapped[str]
    second_list_id: Mapped[str]
    second_ref: Mapped[str]
    kind: Mapped[str]
    actor: Mapped[Exact]
    reason: Mapped[Exact]
    at: Mapped[datetime]
    audit_seq: Mapped[int] = mapped_column(BIG, ForeignKey("audit_record.seq"))
