"""Party groups read back as they stood in a revision, and people's decisions on pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from screening.domain.designation import PartyType
from screening.domain.party_group import (
    RANK,
    DecisionKind,
    LinkBasis,
    Member,
    PartyDecision,
    PartyGroup,
    PartyLink,
)
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.tables_lists import InForceRow, ManifestRow, StateRow
from screening.store.tables_parties import GroupingRow, MembershipRow, PartyDecisionRow, PartyLinkRow
from screening.store.types import is_plain

AUDIT_KIND = "party_decision"
"""The kind of the audit record of a decision."""

_FEW = 500
"""Rows asked for by their keys in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """A revision of all groups: ``stamp`` names what it was computed from, ``counts`` what came out."""

    revision: int
    at: datetime
    stamp: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ListedParty:
    """What a list of group members shows of each: its kind and its primary name."""

    party_type: PartyType
    primary_name: str


def last_revision(session: Session) -> int:
    """The number of the last finished revision; 0 where there is none."""
    return session.scalar(select(func.max(GroupingRow.revision))) or 0


def get_grouping(session: Session, *, at: datetime | None = None) -> Grouping | None:
    """The last finished revision (of those finished by ``at``); None before the first."""
    query = select(GroupingRow).order_by(GroupingRow.revision.desc())
    row = session.scalars(query.where(GroupingRow.at <= at) if at else query).first()
    if row is None:
        return None
    return Grouping(revision=row.revision, at=row.at, stamp=row.stamp, counts=row.counts)


def memberships(session: Session, revision: int, *, certain_only: bool = False) -> dict[Member, str]:
    """Designation -> group id of all that are in a group in that revision, or certainly in one."""
    query = select(MembershipRow.list_id, MembershipRow.authority_ref, MembershipRow.group_id)
    standing = query.where(_stands(MembershipRow, revision))
    rows = session.execute(standing.where(MembershipRow.certain) if certain_only else standing)
    return {Member(list_id, ref): group_id for list_id, ref, group_id in rows}


def group_of(session: Session, revision: int, member: Member) -> str | None:
    """The id of the group that a designation is in; None where it is in none."""
    if not is_plain(*member):
        return None
    query = select(MembershipRow.group_id).where(
        _stands(MembershipRow, revision),
        MembershipRow.list_id == member.list_id,
        MembershipRow.authority_ref == member.authority_ref,
    )
    return session.scalars(query).one_or_none()


def read_groups(session: Session, revision: int, group_ids: Iterable[str] | None = None) -> list[PartyGroup]:
    """The groups of a revision, by id: all, or those named that there are."""
    chosen = None if group_ids is None else [one for one in group_ids if is_plain(one)]
    members: dict[str, dict[Member, bool]] = defaultdict(dict)
    for row in session.scalars(select(MembershipRow).where(_chosen(MembershipRow, revision, chosen))):
        members[row.group_id][Member(row.list_id, row.authority_ref)] = row.certain
    links: dict[str, list[PartyLink]] = defaultdict(list)
    for link in session.scalars(select(PartyLinkRow).where(_chosen(PartyLinkRow, revision, chosen))):
        links[link.group_id].append(_link(link))
    return [_group(group_id, members[group_id], links[group_id]) for group_id in sorted(members)]


def ages(session: Session) -> dict[Member, int]:
    """Every designation that was ever staged, numbered in the order of their coming."""
    query = select(StateRow.list_id, StateRow.authority_ref, func.min(StateRow.id)).group_by(
        StateRow.list_id, StateRow.authority_ref
    )
    return {Member(list_id, ref): first for list_id, ref, first in session.execute(query)}


def listed_parties(session: Session, members: Iterable[Member]) -> dict[Member, ListedParty]:
    """What the versions in force say of designations; those not in force are left out."""
    wanted = sorted(member for member in members if is_plain(*member))
    found: dict[Member, ListedParty] = {}
    for start in range(0, len(wanted), _FEW):
        query = (
            select(StateRow.list_id, StateRow.authority_ref, StateRow.party_type, StateRow.primary_name)
            .join(ManifestRow, ManifestRow.state_id == StateRow.id)
            .join(InForceRow, InForceRow.version_id == ManifestRow.version_id)
            .where(tuple_(StateRow.list_id, StateRow.authority_ref).in_(wanted[start : start + _FEW]))
        )
        for list_id, ref, party_type, name in session.execute(query):
            found[Member(list_id, ref)] = ListedParty(PartyType(party_type), name)
    return found


def add_decision(session: Session, decision: PartyDecision) -> None:
    """Record a decision and its audit record; earlier ones on the pair stay readable."""
    pair = {"first": str(decision.first), "second": str(decision.second)}
    payload: dict[str, Any] = {**pair, "kind": decision.kind.value, "reason": decision.reason}
    row = PartyDecisionRow(
        first_list_id=decision.first.list_id,
        first_ref=decision.first.authority_ref,
        second_list_id=decision.second.list_id,
        second_ref=decision.second.authority_ref,
        kind=decision.kind.value,
        actor=decision.actor,
        reason=decision.reason,
        at=decision.at,
    )
    payload[COVERS] = [cover(row)]
    row.audit_seq = audit.append(
        session, at=decision.at, actor=decision.actor, kind=AUDIT_KIND, payload=payload
    ).seq
    session.add(row)


def decisions(session: Session) -> list[PartyDecision]:
    """All decisions ever made, the first first."""
    return [_decision(row) for row in session.scalars(select(PartyDecisionRow).order_by(PartyDecisionRow.id))]


def _stands(table: type[MembershipRow] | type[PartyLinkRow], revision: int) -> ColumnElement[bool]:
    return (table.since <= revision) & (table.until.is_(None) | (table.until > revision))


def _chosen(
    table: type[MembershipRow] | type[PartyLinkRow], revision: int, group_ids: list[str] | None
) -> ColumnElement[bool]:
    standing = _stands(table, revision)
    return standing if group_ids is None else standing & table.group_id.in_(group_ids)


def _link(row: PartyLinkRow) -> PartyLink:
    first, second = Member(row.first_list_id, row.first_ref), Member(row.second_list_id, row.second_ref)
    return PartyLink(first, second, LinkBasis(row.basis), row.evidence)


def _group(group_id: str, members: Mapping[Member, bool], links: Iterable[PartyLink]) -> PartyGroup:
    return PartyGroup(
        id=group_id,
        members=tuple(sorted(members)),
        certain=frozenset(member for member, certain in members.items() if certain),
        links=tuple(sorted(links, key=lambda link: (RANK[link.basis], link))),
    )


def _decision(row: PartyDecisionRow) -> PartyDecision:
    return PartyDecision(
        first=Member(row.first_list_id, row.first_ref),
        second=Member(row.second_list_id, row.second_ref),
        kind=DecisionKind(row.kind),
        actor=row.actor,
        reason=row.reason,
        at=row.at,
    )
