"""Groups follow the lists in force and people's decisions, in revisions that can be read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.config import Settings
from screening.domain.designation import Designation
from screening.domain.errors import (
    DatabaseFailure,
    UnknownDesignation,
    UnknownPartyGroup,
    UsageError,
)
from screening.domain.party_group import Certainty, DecisionKind, LinkBasis, Member
from screening.services.deps import Deps
from screening.services.party_catalogue import decide, find_group, group_to_dict, list_groups
from screening.services.party_groups import PartyBook, regroup, regroup_if_possible
from screening.store import parties as party_store
from screening.store import party_revisions
from screening.store.counters import Counters
from screening.store.database import Database
from tests.grouping.parties import EU, OFAC, UN, party
from tests.loading import Clock
from tests.store.chain import keep, verified
from tests.store.examples import make_version, store

KONY, KONY_UN, KONY_EU = Member(OFAC, "36"), Member(UN, "CFi.009"), Member(EU, "EU.1")
FACTS: dict[str, Any] = {"born": ["1964-09-18"]}
WHO = {"by": "A. Analyst", "reason": "seen the passport"}


@pytest.fixture
def deps(database: Database, tmp_path: Path) -> Deps:
    """An installation without any list, on each back end in turn."""
    settings = Settings(database_url=database.url)
    return Deps(database, tmp_path, settings, keep(database), Counters(database), Clock())


def put_in_force(
    deps: Deps, list_id: str, *entries: Designation, version: str = "2026-02-27.aaaaaaaa"
) -> None:
    made = make_version(version, len(entries), list_id=list_id)
    store(deps.database, made, entries, at=deps.clock())


@pytest.fixture
def two_lists(deps: Deps) -> Deps:
    """OFAC's and the UN's entry of one person, and one more of OFAC's, grouped."""
    put_in_force(deps, OFAC, party(OFAC, "36", "KONY, Joseph", **FACTS), party(OFAC, "37", "Someone Else"))
    regroup(deps)
    put_in_force(deps, UN, party(UN, "CFi.009", "JOSEPH KONY", **FACTS))
    regroup(deps)
    return deps


def revision(deps: Deps) -> int:
    with deps.database.reading() as session:
        return party_store.last_revision(session)


def test_nothing_is_grouped_where_no_list_was_ever_in_force(deps: Deps) -> None:
    assert regroup(deps) is None
    assert list_groups(deps) == []
    assert PartyBook(deps.database).current().id_of(*KONY) == str(KONY)


def test_a_group_is_found_by_its_id_and_by_any_member(two_lists: Deps) -> None:
    shown = find_group(two_lists, str(KONY))
    assert shown.group.members == (KONY_UN, KONY)
    assert shown.group.id == str(KONY)
    assert shown.group.certain == {KONY}
    assert shown.group.certainty is Certainty.PROBABLE
    assert [link.basis for link in shown.group.links] == [LinkBasis.NAME_AND_BIRTH_DATE]
    assert find_group(two_lists, str(KONY_UN)) == shown
    assert [one.group for one in list_groups(two_lists)] == [shown.group]
    assert list_groups(two_lists, certainty=Certainty.CERTAIN) == []


def test_a_designation_in_no_group_is_a_group_of_one(two_lists: Deps) -> None:
    shown = group_to_dict(find_group(two_lists, f"{OFAC}:37"))
    assert (shown["id"], shown["certainty"], shown["links"]) == (f"{OFAC}:37", "certain", [])
    assert [member["primary_name"] for member in shown["members"]] == ["Someone Else"]


@pytest.mark.parametrize("group_id", ["us_ofac_sdn:9", "nobody", "", "x:\x00", "\ud800:1"])
def test_an_unknown_id_is_said_to_be_unknown(two_lists: Deps, group_id: str) -> None:
    with pytest.raises(UnknownPartyGroup):
        find_group(two_lists, group_id)


def test_the_id_stays_when_a_list_is_added_and_when_the_first_entry_is_delisted(two_lists: Deps) -> None:
    put_in_force(two_lists, EU, party(EU, "EU.1", "Joseph Kony", **FACTS))
    regroup(two_lists)
    assert find_group(two_lists, str(KONY)).group.members == (KONY_EU, KONY_UN, KONY)
    put_in_force(two_lists, OFAC, party(OFAC, "37", "Someone Else"), version="2026-03-01.bbbbbbbb")
    regroup(two_lists)
    shown = find_group(two_lists, str(KONY)).group
    assert (shown.id, shown.members) == (str(KONY), (KONY_EU, KONY_UN))
    assert shown.certain == {KONY_UN}


def test_grouping_again_without_a_reason_writes_nothing(two_lists: Deps) -> None:
    before = revision(two_lists)
    regroup(two_lists)
    assert revision(two_lists) == before


def test_an_answer_of_the_past_finds_the_groups_of_then(deps: Deps) -> None:
    clock = deps.clock
    assert isinstance(clock, Clock)
    put_in_force(deps, OFAC, party(OFAC, "36", "KONY, Joseph", **FACTS))
    regroup(deps)
    then = clock.now
    clock.move(timedelta(days=1))
    put_in_force(deps, EU, party(EU, "EU.1", "Joseph Kony", **FACTS))
    regroup(deps)
    book = PartyBook(deps.database)
    assert book.current().id_of(*KONY_EU) == str(KONY)
    assert book.at(then).id_of(*KONY_EU) == str(KONY_EU)
    assert book.at(then - timedelta(days=1)).revision == 0
    assert book.current() is book.current()


def test_two_that_are_said_to_be_apart_stay_apart_until_that_is_undone(two_lists: Deps) -> None:
    apart = decide(two_lists, KONY, KONY_UN, DecisionKind.APART, **WHO)
    assert [one.group.members for one in apart] == [(KONY_UN,), (KONY,)]
    assert regroup(two_lists)
    (again,) = decide(two_lists, KONY_UN, KONY, DecisionKind.WITHDRAWN, **WHO)
    assert (again.group.id, again.group.members) == (str(KONY), (KONY_UN, KONY))
    assert [one.kind for one in again.decisions] == [DecisionKind.APART, DecisionKind.WITHDRAWN]


def test_two_may_be_linked_by_decision_and_its_reason_is_the_evidence(two_lists: Deps) -> None:
    other = Member(OFAC, "37")
    (linked,) = decide(two_lists, other, KONY, DecisionKind.LINKED, **WHO)
    assert linked.group.members == (KONY_UN, KONY, other)
    assert linked.group.certain == {KONY, other}
    assert linked.group.links[0].evidence == "decided by A. Analyst: seen the passport"
    with two_lists.database.reading() as session:
        assert verified(session) == 1
    parted = decide(two_lists, other, KONY, DecisionKind.WITHDRAWN, **WHO)
    assert [one.group.members for one in parted] == [(KONY_UN, KONY), (other,)]


def test_a_decision_without_sense_is_refused_and_not_recorded(two_lists: Deps) -> None:
    with pytest.raises(UsageError, match="name two"):
        decide(two_lists, KONY, KONY, DecisionKind.LINKED, **WHO)
    with pytest.raises(UsageError, match="reason"):
        decide(two_lists, KONY, KONY_UN, DecisionKind.LINKED, by="A. Analyst", reason=" ")
    with pytest.raises(UnknownDesignation, match="us_ofac_sdn:99"):
        decide(two_lists, KONY, Member(OFAC, "99"), DecisionKind.LINKED, **WHO)
    with pytest.raises(UsageError, match="no decision stands"):
        decide(two_lists, KONY, KONY_UN, DecisionKind.WITHDRAWN, **WHO)
    decide(two_lists, KONY, KONY_UN, DecisionKind.LINKED, **WHO)
    with pytest.raises(UsageError, match="linked already"):
        decide(two_lists, KONY_UN, KONY, DecisionKind.LINKED, **WHO)
    with two_lists.database.reading() as session:
        assert len(party_store.decisions(session)) == 1


def test_a_revision_that_was_not_finished_is_never_seen(
    two_lists: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = find_group(two_lists, str(KONY))
    put_in_force(two_lists, EU, party(EU, "EU.1", "Joseph Kony", **FACTS))

    def stop(*_: Any, **__: Any) -> None:
        raise DatabaseFailure("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(party_revisions, "finish_revision", stop)
        with pytest.raises(DatabaseFailure):
            regroup(two_lists)
        regroup_if_possible(two_lists)
    assert find_group(two_lists, str(KONY)) == before
    regroup(two_lists)
    assert len(find_group(two_lists, str(KONY)).group.members) == 3
    links = find_group(two_lists, str(KONY)).group.links
    assert len(links) == len(set(links)) == 3


def test_two_processes_cannot_finish_the_same_revision(two_lists: Deps) -> None:
    last = revision(two_lists)
    with pytest.raises(DatabaseFailure, match="same time"), two_lists.database.writing() as session:
        party_revisions.finish_revision(session, last, at=two_lists.clock(), stamp="0" * 64, counts={})


def test_many_groups_are_written_in_chunks(deps: Deps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(party_revisions, "CHUNK", 3)
    for list_id in (OFAC, UN):
        people = [
            party(list_id, str(n), f"Person Number{n:03}", born=[f"1964-03-{n:02}"]) for n in range(2, 12)
        ]
        put_in_force(deps, list_id, *people)
    regroup(deps)
    assert len(list_groups(deps)) == 10
    put_in_force(deps, UN, party(UN, "0", "Nobody At all"), version="2026-03-02.cccccccc")
    regroup(deps)
    assert list_groups(deps) == []


def test_a_stranger_to_the_lists_is_shown_as_no_longer_in_force(two_lists: Deps) -> None:
    shown = find_group(two_lists, str(KONY))
    gone = replace(shown, listed={})
    assert [member["primary_name"] for member in group_to_dict(gone)["members"]] == [None, None]
