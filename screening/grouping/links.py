"""Links between designations: by what authorities publish of each other, by numbers, by names.

Each pair is judged by itself. Which links may stand together is decided in ``groups``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from screening.domain.designation import IdentifierType
from screening.domain.party_group import RANK, LinkBasis, Member, PartyLink, make_link
from screening.grouping.facts import PartyFacts, StrongNumber, shared_names
from screening.grouping.probable import is_conflict, judge_by_name

_MOST_SHARERS = 4
"""Designations of one list that may share a name or a number; more are a crowd, not a party."""

_WHATEVER_THE_NAME = frozenset({IdentifierType.IMO, IdentifierType.LEI})


def find_links(parties: Sequence[PartyFacts]) -> list[PartyLink]:
    """Each pair of designations that something links, by its surest basis, the surest first. The
    order of ``parties`` does not matter."""
    best: dict[tuple[Member, Member], PartyLink] = {}
    for link in (*_by_reference(parties), *_by_number(parties)):
        known = best.get((link.first, link.second))
        if known is None or link_order(link) < link_order(known):
            best[link.first, link.second] = link
    return sorted((*best.values(), *_by_name(parties, frozenset(best))), key=link_order)


def link_order(link: PartyLink) -> tuple[int, PartyLink]:
    """What links are sorted by: the surest basis first."""
    return RANK[link.basis], link


def _by_reference(parties: Iterable[PartyFacts]) -> Iterator[PartyLink]:
    """Entries that publish another authority's id of the same party: linked to that entry, and to
    those of other lists that publish the same where it is not loaded."""
    own: dict[Member, PartyFacts] = {}
    citing: dict[Member, list[PartyFacts]] = defaultdict(list)
    for party in parties:
        own[_plain(party.member)] = party
        for reference in party.references:
            citing[_plain(reference)].append(party)
    for reference, citers in citing.items():
        target = own.get(reference)
        ordered = sorted(citers, key=lambda party: party.member)
        pairs = [(target, citer) for citer in ordered] if target else combinations(ordered, 2)
        for one, other in pairs:
            is_other = one.member != other.member if target else one.member.list_id != other.member.list_id
            if is_other and _may_cite(one, other):
                yield make_link(one.member, other.member, LinkBasis.CROSS_REFERENCE, _cited(reference, other))


def _may_cite(one: PartyFacts, other: PartyFacts) -> bool:
    """Authorities slip, too: a reference to a party with another name and another birth date, or of
    another kind, is not followed."""
    is_named = bool(shared_names(one, other)) and one.party_type is other.party_type
    return is_named or not is_conflict(one, other)


def _plain(reference: Member) -> Member:
    """A reference as it can be compared: lists differ in case, blanks and brackets around it."""
    return Member(reference.list_id, "".join(reference.authority_ref.casefold().split()).strip("()[]"))


def _cited(reference: Member, citer: PartyFacts) -> str:
    written = next(one for one in citer.references if _plain(one) == reference)
    return f"{citer.member} is published with the reference {written}"


def _by_number(parties: Iterable[PartyFacts]) -> Iterator[PartyLink]:
    holders: dict[tuple[IdentifierType, str], dict[Member, _Holder]] = defaultdict(dict)
    for party in parties:
        for number in party.numbers:
            holders[number.type, number.number][party.member] = (party, number)
    for of_number in (found for found in holders.values() if len(found) > 1):
        is_shared = len({member.list_id for member in of_number}) < len(of_number)
        for one, other in combinations([] if _is_crowd(of_number) else of_number.values(), 2):
            if _is_one_party(one, other, is_shared=is_shared):
                (party, its), (second, others) = one, other
                evidence = _both((party, its.wording), (second, others.wording))
                yield make_link(party.member, second.member, LinkBasis.IDENTIFIER, evidence)


_Holder: TypeAlias = tuple[PartyFacts, StrongNumber]


def _is_one_party(one: _Holder, other: _Holder, *, is_shared: bool) -> bool:
    """Whether an equal number makes two designations one party: they are of one kind and no country
    that issued it speaks against it. A number that a list gives to several of its entries (a firm
    and its owner, a slip of the pen) needs an equal name, any other a word in common and no
    conflict; a ship keeps its IMO number under every name."""
    (party, number), (second, others) = one, other
    if party.party_type is not second.party_type or not _may_be_of(number.country, others.country):
        return False
    if shared_names(party, second):
        return True
    has_word = not party.words.isdisjoint(second.words) and not is_conflict(party, second)
    return not is_shared and (has_word or number.type in _WHATEVER_THE_NAME)


def _may_be_of(country: str | None, other: str | None) -> bool:
    return country is None or other is None or country == other


def _by_name(parties: Sequence[PartyFacts], linked: frozenset[tuple[Member, Member]]) -> Iterator[PartyLink]:
    """Namesakes on two lists that are not ``linked``, each pair judged once however many names it
    shares."""
    namesakes: dict[str, set[Member]] = defaultdict(set)
    for party in parties:
        for name in party.names:
            namesakes[name].add(party.member)
    known = {party.member: party for party in parties}
    pairs = {pair for of_name in namesakes.values() for pair in _pairs(of_name)} - linked
    for one, other in ((known[first], known[second]) for first, second in pairs):
        if found := judge_by_name(one, other):
            basis, (its, others) = found
            name, other_name = shared_names(one, other)[0]
            evidence = _both((one, f"{name}; {its}"), (other, f"{other_name}; {others}"))
            yield make_link(one.member, other.member, basis, evidence)


def _pairs(members: Collection[Member]) -> Iterator[tuple[Member, Member]]:
    """All pairs of two lists, each in order; none of a crowd."""
    if len(members) > 1 and not _is_crowd(members):
        for one, other in combinations(sorted(members), 2):
            if one.list_id != other.list_id:
                yield one, other


def _is_crowd(members: Collection[Member]) -> bool:
    if len(members) <= _MOST_SHARERS:
        return False
    counts = Counter(member.list_id for member in members)
    return max(counts.values()) > _MOST_SHARERS


def _both(one: tuple[PartyFacts, str], other: tuple[PartyFacts, str]) -> str:
    """What both publish, each in its words, in the order of the link."""
    sides = sorted((one, other), key=lambda side: side[0].member)
    return " = ".join(f"{party.member.list_id}: {wording}" for party, wording in sides)
