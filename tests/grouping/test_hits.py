"""Hits get their groups, and repeats of an entry fold under it: nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from screening.domain.designation import CrossReference
from screening.domain.party_group import Member
from screening.domain.screening import POINTS, Evidence, Hit
from screening.grouping.hits import PartyMap, arrange_hits
from tests.store.answers import make_hit
from tests.store.examples import make_designation, make_version

SDN, CSL, BIS = "us_ofac_sdn", "us_trade_csl", "us_bis_denied"
REPEATS = {CSL: (SDN, BIS)}
EXACT = (Evidence(feature="name", asked="A", listed="A", similarity=POINTS, contribution=POINTS),)


def hit(list_id: str, ref: str, score: int = 9000, *, of: str | None = None, **changed: Any) -> Hit:
    made = make_hit(make_designation(ref, list_id=list_id), make_version(), score=score, **changed)
    cited = (CrossReference(scheme=SDN, reference=of),) if of else ()
    return replace(made, cross_references=cited)


def arranged(*hits: Hit) -> tuple[Hit, ...]:
    return arrange_hits(hits, PartyMap(), REPEATS)


def test_a_hit_has_the_id_of_its_group_or_its_own() -> None:
    parties = PartyMap(1, {Member(SDN, "36"): "un_sc_sanctions:CFi.009"})
    one, other = arrange_hits([hit(SDN, "36"), hit(SDN, "37")], parties, {})
    assert (one.party_group, other.party_group) == ("un_sc_sanctions:CFi.009", "us_ofac_sdn:37")


def test_a_repeated_entry_folds_under_the_original_by_its_reference() -> None:
    (original,) = arranged(hit(CSL, "x-1", 8000, of="36"), hit(SDN, "36", 9000))
    assert original.list_id == SDN
    (repeat,) = original.republished_by
    assert (repeat.list_id, repeat.authority_ref, repeat.score) == (CSL, "x-1", 8000)


def test_a_repeated_entry_folds_where_it_is_published_under_the_same_reference() -> None:
    (original,) = arranged(hit(SDN, "36"), hit(CSL, "36"))
    assert [one.list_id for one in original.republished_by] == [CSL]


def test_a_repeated_entry_stands_alone_where_the_original_is_no_hit() -> None:
    alone = arranged(hit(CSL, "x-1", of="36"), hit(SDN, "37"))
    assert [(one.list_id, one.republished_by) for one in alone] == [(CSL, ()), (SDN, ())]


def test_folding_never_hides_the_better_match() -> None:
    assert len(arranged(hit(CSL, "x-1", 9500, of="36"), hit(SDN, "36", 9000))) == 2
    assert len(arranged(hit(SDN, "36", 9000), hit(CSL, "x-1", 9000, of="36", evidence=EXACT))) == 2


def test_a_list_that_repeats_nothing_is_never_folded() -> None:
    assert len(arranged(hit(BIS, "1", of="36"), hit(SDN, "36"))) == 2


@given(
    st.lists(
        st.builds(
            hit,
            st.sampled_from([SDN, CSL, BIS]),
            st.sampled_from("1234"),
            st.integers(5000, 10_000),
            of=st.sampled_from([None, "1", "2"]),
        ),
        max_size=10,
        unique_by=lambda one: (one.list_id, one.authority_ref),
    )
)
def test_every_hit_stands_or_is_folded_once_and_the_order_stays(hits: list[Hit]) -> None:
    standing = arranged(*hits)
    kept = [(one.list_id, one.authority_ref) for one in standing]
    folded = [(one.list_id, one.authority_ref) for each in standing for one in each.republished_by]
    given_ = [(one.list_id, one.authority_ref) for one in hits]
    assert sorted(kept + folded) == sorted(given_)
    assert kept == [key for key in given_ if key in kept]
    assert all(list_id == CSL for list_id, _ in folded)
    assert all(repeat.score <= one.score for one in standing for repeat in one.republished_by)
