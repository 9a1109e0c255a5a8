"""Which entries stand together, whatever the order in which they come."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from screening.domain.designation import Designation, Gender
from screening.domain.party_group import Certainty, LinkBasis, Member, PartyLink, make_link
from screening.grouping.facts import party_facts
from screening.grouping.groups import form_groups
from screening.grouping.links import find_links
from screening.grouping.probable import is_conflict
from tests.grouping.parties import CROWDS, EU, OFAC, UN, facts, grouped, party, refs

KONY = party(OFAC, "36", "KONY, Joseph", born=["1964"], countries=["ug"])
KONY_UN = party(UN, "CFi.009", "JOSEPH KONY", born=["1964"], countries=["ug"])
KONY_EU = party(EU, "EU.1", "Joseph Kony", born=["1964"], countries=["ug"])


@given(CROWDS, st.randoms())
def test_the_order_of_the_entries_changes_nothing(crowd: list[Designation], random: Random) -> None:
    shuffled = random.sample(crowd, len(crowd))
    assert grouped(crowd) == grouped(shuffled)


@given(CROWDS)
def test_probable_evidence_never_brings_two_entries_of_a_list_together(crowd: list[Designation]) -> None:
    for cluster in grouped(crowd):
        lists = [{member.list_id for member in core} for core in cluster.cores]
        assert max(Counter(list_id for core in lists for list_id in core).values()) == 1


@given(CROWDS)
def test_each_two_cores_of_a_group_have_evidence_of_their_own_and_no_conflict(
    crowd: list[Designation],
) -> None:
    known = {party_facts(one).member: party_facts(one) for one in crowd}
    for cluster in grouped(crowd):
        linked = {frozenset((link.first, link.second)) for link in cluster.links}
        for one, other in combinations(cluster.cores, 2):
            assert any(frozenset((a, b)) in linked for a in one for b in other)
            assert not any(is_conflict(known[a], known[b]) for a in one for b in other)


@given(CROWDS)
def test_a_core_hangs_together_by_certain_links_alone(crowd: list[Designation]) -> None:
    for cluster in grouped(crowd):
        certain = [link for link in cluster.links if link.certainty is Certainty.CERTAIN]
        for core in cluster.cores:
            reached = {min(core)}
            for _ in core:
                reached |= {m for link in certain for m in _ends(link) if reached & _ends(link)}
            assert core <= reached


@given(CROWDS, st.data())
def test_two_that_are_said_to_be_apart_are_never_together_and_may_be_joined_again(
    crowd: list[Designation], data: st.DataObject
) -> None:
    before = grouped(crowd)
    if not before:
        return
    members = sorted(data.draw(st.sampled_from(before)).members)
    one, other = data.draw(st.sampled_from(list(combinations(members, 2))))
    assert not any({one, other} <= cluster.members for cluster in grouped(crowd, apart=[(one, other)]))
    assert grouped(crowd) == before
    known = facts(*crowd)
    said = make_link(one, other, LinkBasis.DECISION, "known to be one")
    joined = form_groups(known, [*find_links(known), said])
    assert any({one, other} <= core for cluster in joined for core in cluster.cores)


def test_three_lists_that_agree_make_one_group() -> None:
    (group,) = grouped([KONY, KONY_UN, KONY_EU])
    assert refs(group) == {"36", "CFi.009", "EU.1"}
    assert len(group.cores) == 3
    assert {link.basis for link in group.links} == {LinkBasis.NAME_BIRTH_YEAR_AND_COUNTRY}


def test_of_two_namesakes_with_equal_claims_neither_is_taken() -> None:
    twin = party(EU, "EU.2", "Joseph KONY", born=["1964"], countries=["ug"])
    (group,) = grouped([KONY, KONY_UN, KONY_EU, twin])
    assert refs(group) == {"36", "CFi.009"}


def test_of_two_namesakes_the_better_claim_is_taken() -> None:
    alias = party(EU, "EU.2", "Somebody Else", "Joseph KONY", born=["1964"], countries=["ug"])
    (group,) = grouped([KONY, KONY_EU, alias])
    assert refs(group) == {"36", "EU.1"}


def test_a_chain_of_namesakes_is_cut_where_its_ends_do_not_agree() -> None:
    first = party(OFAC, "1", "RI Yong Ho", "RI Yong Il", born=["1956-03-07"])
    middle = party(UN, "2", "RI Yong Il", "RI Yong Chol", born=["1956-03-07"])
    last = party(EU, "3", "RI Yong Chol", "PAK Il", born=["1956-03-07"])
    (group,) = grouped([first, middle, last])
    assert len(group.members) == 2


def test_a_conflict_within_a_core_keeps_a_probable_link_away() -> None:
    woman = party(UN, "2", "JOSEPH KONY", passports=["B1234567"], genders=(Gender.FEMALE,))
    other = party(EU, "EU.1", "JOSEPH KONY", born=["1964"], countries=["ug"], passports=["B1234567"])
    man = party(OFAC, "36", "KONY, Joseph", born=["1964"], countries=["ug"], genders=(Gender.MALE,))
    (group,) = grouped([woman, other, man])
    assert refs(group) == {"2", "EU.1"}


def test_links_to_what_is_not_listed_are_left_out() -> None:
    link = make_link(Member(OFAC, "36"), Member(OFAC, "gone"), LinkBasis.DECISION, "")
    assert form_groups(facts(KONY), [link]) == []


def _ends(link: PartyLink) -> set[Member]:
    return {link.first, link.second}
