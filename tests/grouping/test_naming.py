"""Names of groups last: through growth, delisting, splitting and merging."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from screening.domain.party_group import Member
from screening.grouping.groups import Cluster
from screening.grouping.naming import History, name_groups

A, B, C, D = (Member("us_ofac_sdn", ref) for ref in "abcd")
EARLY = Member("eu_fsf", "early")
AGES = {A: 1, B: 2, C: 3, D: 4, EARLY: 5}


def cluster(*members: Member) -> Cluster:
    return Cluster(tuple(frozenset((member,)) for member in members), ())


def named(
    clusters: list[Cluster], held: dict[Member, str] | None = None, gone: Collection[Member] = ()
) -> dict[str, set[Member]]:
    history = History(ages=AGES, held=held or {}, in_force=frozenset(AGES.keys() - set(gone)))
    return {group.id: set(group.members) for group in name_groups(clusters, history)}


def test_a_group_is_named_after_the_entry_that_was_here_first() -> None:
    assert named([cluster(B, EARLY)]) == {str(B): {B, EARLY}}


def test_the_name_stays_when_the_group_grows() -> None:
    assert named([cluster(B, C, EARLY)], held={B: str(B), C: str(B)}) == {str(B): {B, C, EARLY}}


def test_the_name_stays_when_its_first_entry_is_delisted() -> None:
    held = dict.fromkeys((A, B, C), str(A))
    assert named([cluster(B, C)], held, gone={A}) == {str(A): {B, C}}
    assert named([], held, gone={A, C}) == {str(A): {B}}


def test_an_entry_that_comes_back_takes_its_own_name_again() -> None:
    held = dict.fromkeys((B, C), str(A))
    assert named([cluster(B, C)], held) == {str(B): {B, C}}
    assert named([cluster(A, B, C)], held) == {str(A): {A, B, C}}


def test_of_a_group_that_splits_one_part_keeps_the_name() -> None:
    held = dict.fromkeys((A, B, C, D), str(A))
    assert named([cluster(A, C), cluster(B, D)], held) == {str(A): {A, C}, str(B): {B, D}}
    held = dict.fromkeys((B, C, D), str(A))
    assert named([cluster(C, D)], held, gone={A}) == {str(A): {B}, str(C): {C, D}}


def test_groups_that_merge_take_the_older_name() -> None:
    held = {A: str(A), C: str(A), B: str(B), D: str(B)}
    assert named([cluster(A, B, C, D)], held) == {str(A): {A, B, C, D}}


def test_certain_are_those_in_one_core_with_the_first() -> None:
    both = Cluster((frozenset((A, C)), frozenset((B,))), ())
    (group,) = name_groups([both], History(ages=AGES, held={}, in_force=frozenset(AGES)))
    assert group.id == str(A)
    assert group.certain == {A, C}


@given(st.data())
def test_no_name_is_given_twice_and_none_to_a_stranger(data: st.DataObject) -> None:
    everyone = list(AGES)
    gone = data.draw(st.sets(st.sampled_from(everyone), max_size=3))
    held = {
        m: str(data.draw(st.sampled_from(everyone))) for m in data.draw(st.sets(st.sampled_from(everyone)))
    }
    left = [m for m in everyone if m not in gone]
    at = data.draw(st.integers(0, len(left)))
    clusters = [cluster(*part) for part in (left[:at], left[at:]) if len(part) > 1]
    names = named(clusters, held, gone)
    taken = {member for members in names.values() for member in members}
    for name, members in names.items():
        owner = next(member for member in everyone if str(member) == name)
        assert owner in members or owner not in left
        assert owner in members or name in {held.get(member) for member in members}
    assert len(taken) == sum(map(len, names.values()))
