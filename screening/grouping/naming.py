"""Names for groups that stay when groups grow, and when the entry they began with is delisted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.domain.party_group import Member, PartyGroup, parse_member
from screening.grouping.groups import Cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was before: ``ages`` numbers all designations ever seen here in the order of their
    coming, ``held`` says in which group a designation was, ``in_force`` which are listed now."""

    ages: Mapping[Member, int]
    held: Mapping[Member, str]
    in_force: frozenset[Member]

    def age(self, member: Member) -> tuple[int, Member]:
        """Sorts designations by their coming; those never seen before come last."""
        return self.ages.get(member, sys.maxsize), member

    def age_of_name(self, name: str) -> tuple[int, Member]:
        """Sorts names by the designations that they are taken from."""
        return self.age(parse_member(name))


def name_groups(clusters: Sequence[Cluster], history: History) -> list[PartyGroup]:
    """The groups with their ids, by id. A group is named after its oldest member, or after an
    older one that was in it until it was delisted; a designation that is alone and was in a group
    with such a name keeps that name. A name is given once, to the oldest who has a right to it."""
    grouped = frozenset(member for cluster in clusters for member in cluster.members)
    alone = (
        Cluster((frozenset((member,)),), ()) for member in history.held.keys() & history.in_force - grouped
    )
    named: dict[str, PartyGroup] = {}
    for cluster in sorted((*clusters, *alone), key=lambda one: min(map(history.age, one.members))):
        free = (name for name in _rights(cluster.members, history) if name not in named)
        group_id = min(free, key=history.age_of_name)
        if len(cluster.members) > 1 or parse_member(group_id) not in cluster.members:
            named[group_id] = _group(group_id, cluster, history)
    return sorted(named.values(), key=lambda group: group.id)


def _rights(members: Iterable[Member], history: History) -> set[str]:
    """The names that a group may have: those of its members, and those that they held in groups
    whose first member is delisted."""
    held = {history.held[member] for member in members if member in history.held}
    return {str(member) for member in members} | {
        name for name in held if parse_member(name) not in history.in_force
    }


def _group(group_id: str, cluster: Cluster, history: History) -> PartyGroup:
    founder = parse_member(group_id)
    first = founder if founder in cluster.members else min(cluster.members, key=history.age)
    return PartyGroup(
        id=group_id,
        members=tuple(sorted(cluster.members)),
        certain=next(core for core in cluster.cores if first in core),
        links=cluster.links,
    )
