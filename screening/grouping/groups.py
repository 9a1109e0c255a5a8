"""Links to groups: who may stand together, whatever the order in which the links come.

Certain links are followed first and make *cores*. A probable link joins two cores only where every
pair of cores in the group has a probable link of its own, no list occurs twice, nothing conflicts,
and no other entry of the same list has as good a claim: chains cannot gather a crowd of namesakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from screening.domain.party_group import RANK, Certainty, Member, PartyLink
from screening.grouping.facts import PartyFacts
from screening.grouping.links import link_order
from screening.grouping.probable import is_conflict

Pair: TypeAlias = tuple[Member, Member]
Core: TypeAlias = frozenset[Member]
Claim: TypeAlias = tuple[int, int]
"""How good a claim is, the best lowest: the rank of its basis, and how far primary names agree."""
Claims: TypeAlias = dict[tuple[Core, Core], Claim]
"""Pairs of cores that may be one party, each both ways, with their best claim."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Designations of one party: its cores, each linked within by certain links alone, and every
    link between any two of its members."""

    cores: tuple[Core, ...]
    links: tuple[PartyLink, ...]

    @property
    def members(self) -> Core:
        """All designations of the cluster."""
        return frozenset[Member]().union(*self.cores)


def form_groups(
    parties: Iterable[PartyFacts], links: Iterable[PartyLink], apart: Iterable[Pair] = ()
) -> list[Cluster]:
    """Clusters of two designations or more, by their first member. ``apart`` are pairs that a
    person has said to be two parties: they are never together, whatever links them. Links to
    designations that are not among ``parties`` are left out."""
    known = {party.member: party for party in parties}
    usable = sorted((one for one in links if one.first in known and one.second in known), key=link_order)
    kept_apart = frozenset(pair for one, other in apart for pair in ((one, other), (other, one)))
    core_of = _cores((link for link in usable if link.certainty is Certainty.CERTAIN), kept_apart)
    probable = [link for link in usable if link.certainty is Certainty.PROBABLE]
    claims = _claims(probable, core_of, kept_apart, known)
    group_of = _joined(core_of, claims)
    return _clusters(group_of, usable)


def _cores(links: Iterable[PartyLink], apart: frozenset[Pair]) -> dict[Member, Core]:
    core_of: dict[Member, Core] = {}
    for link in links:
        one, other = (core_of.get(member) or frozenset((member,)) for member in (link.first, link.second))
        if apart.isdisjoint(product(one, other)):
            core_of.update(dict.fromkeys(one | other, one | other))
    return core_of


def _claims(
    links: Iterable[PartyLink],
    core_of: Mapping[Member, Core],
    apart: frozenset[Pair],
    parties: Mapping[Member, PartyFacts],
) -> Claims:
    claims: Claims = {}
    for link in links:
        one, other = (core_of.get(member) or frozenset((member,)) for member in (link.first, link.second))
        claim = RANK[link.basis], _other_names(parties[link.first], parties[link.second])
        if claims.get((one, other), claim) >= claim and _may_be_one(one, other, apart, parties):
            claims[one, other] = claims[other, one] = claim
    return claims


def _other_names(one: PartyFacts, other: PartyFacts) -> int:
    """0 where the primary names are the same, 1 where one's is a name of the other, else 2."""
    return (one.primary not in other.names) + (other.primary not in one.names)


def _may_be_one(one: Core, other: Core, apart: frozenset[Pair], parties: Mapping[Member, PartyFacts]) -> bool:
    pairs = list(product(one, other))
    return (
        _lists(one).isdisjoint(_lists(other))
        and apart.isdisjoint(pairs)
        and not any(is_conflict(parties[a], parties[b]) for a, b in pairs)
    )


def _joined(core_of: Mapping[Member, Core], claims: Claims) -> dict[Core, frozenset[Core]]:
    """Each core that has members or claims, with the cores that it stands together with."""
    group_of = {core: frozenset((core,)) for core in core_of.values()}
    for (one, other), _ in sorted(_undisputed(claims).items(), key=_claim_order):
        ours, theirs = (group_of.get(core) or frozenset((core,)) for core in (one, other))
        if ours is not theirs and all(pair in claims for pair in product(ours, theirs)):
            group_of.update(dict.fromkeys(ours | theirs, ours | theirs))
    return group_of


def _claim_order(claim: tuple[tuple[Core, Core], Claim]) -> tuple[Claim, list[Member], list[Member]]:
    (one, other), rank = claim
    return rank, sorted(one), sorted(other)


def _undisputed(claims: Claims) -> Claims:
    """The claims that are better than any other that the same core has on the same list: of two
    namesakes whose claims are as good, or each better in its own way, neither is taken."""
    rivals: dict[Core, list[tuple[Core, Claim]]] = defaultdict(list)
    for (one, other), claim in claims.items():
        rivals[one].append((other, claim))
    return {
        (one, other): claim
        for (one, other), claim in claims.items()
        if _is_best(other, claim, rivals[one]) and _is_best(one, claim, rivals[other])
    }


def _is_best(core: Core, claim: Claim, claims: Iterable[tuple[Core, Claim]]) -> bool:
    return all(
        other == core or _is_better(claim, theirs) or _lists(core).isdisjoint(_lists(other))
        for other, theirs in claims
    )


def _is_better(claim: Claim, other: Claim) -> bool:
    return claim != other and all(ours <= theirs for ours, theirs in zip(claim, other, strict=True))


def _lists(core: Core) -> frozenset[str]:
    return frozenset(member.list_id for member in core)


def _clusters(group_of: Mapping[Core, frozenset[Core]], links: Iterable[PartyLink]) -> list[Cluster]:
    within: dict[frozenset[Core], list[PartyLink]] = defaultdict(list)
    cluster_of = {member: group for group in group_of.values() for core in group for member in core}
    for link in links:
        group = cluster_of.get(link.first)
        if group is not None and group == cluster_of.get(link.second):
            within[group].append(link)
    clusters = [
        Cluster(tuple(sorted(group, key=min)), tuple(within[group])) for group in set(group_of.values())
    ]
    return sorted(clusters, key=lambda cluster: min(cluster.members))
