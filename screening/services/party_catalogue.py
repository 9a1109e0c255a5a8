"""Party groups to be shown, and people's decisions on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.errors import UnknownDesignation, UnknownPartyGroup, UsageError
from screening.domain.party_group import (
    Certainty,
    DecisionKind,
    Member,
    PartyDecision,
    PartyGroup,
    parse_member,
)
from screening.services.answers import designation_path, instant_text
from screening.services.deps import Deps
from screening.services.party_groups import regroup
from screening.store import parties as party_store
from screening.store.parties import Grouping, ListedParty


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """A group with what the lists say of its members, all decisions that were made about them, and
    the revision it stands in (None for a designation that was never grouped)."""

    group: PartyGroup
    listed: dict[Member, ListedParty]
    decisions: tuple[PartyDecision, ...]
    grouping: Grouping | None


def find_group(deps: Deps, group_id: str) -> ShownGroup:
    """The group of that id, or the one that the designation of that entity id is in by now; a
    designation that is in none by itself. Raises ``UnknownPartyGroup``."""
    with deps.database.reading() as session:
        grouping = party_store.get_grouping(session)
        group = _find(session, grouping.revision if grouping else 0, group_id)
        (shown,) = _shown(session, [group], grouping)
    return shown


def list_groups(deps: Deps, *, certainty: Certainty | None = None) -> list[ShownGroup]:
    """All groups of two designations or more (those of one certainty), by id, brought up to date
    with the lists in force before."""
    grouping = regroup(deps)
    if grouping is None:
        return []
    with deps.database.reading() as session:
        groups = party_store.read_groups(session, grouping.revision)
        chosen = [one for one in groups if len(one.members) > 1 and certainty in (None, one.certainty)]
        return _shown(session, chosen, grouping)


def decide(
    deps: Deps, first: Member, second: Member, kind: DecisionKind, *, by: str, reason: str
) -> list[ShownGroup]:
    """Record what ``by`` decided of two designations in force, and regroup: they are one party, two
    parties, or as the lists say again. The groups that they are in afterwards.

    Raises ``UsageError``, ``UnknownDesignation``, ``DatabaseFailure`` (nothing was recorded).
    """
    if not by.strip() or not reason.strip():
        raise UsageError("a decision needs a reason and the name of who answers for it")
    if first == second:
        raise UsageError(f"{first} is one designation: name two")
    one, other = sorted((first, second))
    with deps.database.writing() as session:
        _check_decision(session, one, other, kind)
        decision = PartyDecision(
            first=one, second=other, kind=kind, actor=by.strip(), reason=reason.strip(), at=deps.clock()
        )
        party_store.add_decision(session, decision)
    regroup(deps)
    groups = {shown.group.id: shown for shown in (find_group(deps, str(one)), find_group(deps, str(other)))}
    return list(groups.values())


def group_to_dict(shown: ShownGroup) -> dict[str, Any]:
    """A group as ``GET /api/v1/party-groups/{id}`` and ``lists groups --json`` show it."""
    group, grouping = shown.group, shown.grouping
    return {
        "id": group.id,
        "certainty": group.certainty.value,
        "members": [_member(shown, member) for member in group.members],
        "links": [
            {
                "first": str(link.first),
                "second": str(link.second),
                "certainty": link.certainty.value,
                "basis": link.basis.value,
                "evidence": link.evidence,
            }
            for link in group.links
        ],
        "decisions": [
            {
                "first": str(one.first),
                "second": str(one.second),
                "decision": one.kind.value,
                "by": one.actor,
                "reason": one.reason,
                "at": instant_text(one.at),
            }
            for one in shown.decisions
        ],
        "revision": grouping.revision if grouping else 0,
        "grouped_at": instant_text(grouping.at) if grouping else None,
    }


def _member(shown: ShownGroup, member: Member) -> dict[str, Any]:
    listed = shown.listed.get(member)
    is_certain = member in shown.group.certain
    return {
        "list_id": member.list_id,
        "authority_ref": member.authority_ref,
        "certainty": (Certainty.CERTAIN if is_certain else Certainty.PROBABLE).value,
        "party_type": listed.party_type.value if listed else None,
        "primary_name": listed.primary_name if listed else None,
        "designation_url": designation_path(member.list_id, member.authority_ref),
    }


def _find(session: Session, revision: int, group_id: str) -> PartyGroup:
    if named := party_store.read_groups(session, revision, [group_id]):
        return named[0]
    try:
        member = parse_member(group_id)
    except UsageError:
        raise UnknownPartyGroup(f"{group_id!r} names no party group and no designation") from None
    if held_id := party_store.group_of(session, revision, member):
        return party_store.read_groups(session, revision, [held_id])[0]
    if member not in party_store.listed_parties(session, [member]):
        raise UnknownPartyGroup(f"no party group and no designation in force has the id {group_id!r}")
    return PartyGroup(id=str(member), members=(member,), certain=frozenset((member,)), links=())


def _shown(session: Session, groups: Iterable[PartyGroup], grouping: Grouping | None) -> list[ShownGroup]:
    chosen = list(groups)
    listed = party_store.listed_parties(session, (member for group in chosen for member in group.members))
    decisions = party_store.decisions(session)
    return [
        ShownGroup(
            group=group,
            listed={member: listed[member] for member in group.members if member in listed},
            decisions=tuple(one for one in decisions if {one.first, one.second} & set(group.members)),
            grouping=grouping,
        )
        for group in chosen
    ]


def _check_decision(session: Session, one: Member, other: Member, kind: DecisionKind) -> None:
    listed = party_store.listed_parties(session, (one, other))
    if missing := [str(member) for member in (one, other) if member not in listed]:
        raise UnknownDesignation(f"not in force: {', '.join(missing)}")
    made = [d.kind for d in party_store.decisions(session) if (d.first, d.second) == (one, other)]
    last = made[-1] if made else DecisionKind.WITHDRAWN
    if last is kind:
        standing = {DecisionKind.WITHDRAWN: "no decision stands on"}.get(kind, f"{kind.value} already:")
        raise UsageError(f"{standing} {one} and {other}")
