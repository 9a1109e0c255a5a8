"""The rules of the score, each with a case that bites."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.designation import (
    Country,
    Designation,
    Gender,
    Identifier,
    IdentifierType,
    PartialDate,
    PartyType,
)
from screening.domain.screening import POINTS, Corroboration, Hit, Subject, SubjectIdentifier
from screening.matching import compare_names
from screening.matching.index import IndexEntry
from screening.matching.policy import default_policy
from screening.matching.scoring import score
from tests.matching.conftest import listed

BORN = PartialDate(earliest=date(1952, 10, 7), latest=date(1952, 10, 7), text="07 Oct 1952")
RUSSIA = Country(text="Russia", code="ru")
PUTIN = listed(
    "PUTIN, Vladimir Vladimirovich",
    birth_dates=(BORN,),
    nationalities=(RUSSIA,),
    genders=(Gender.MALE,),
    identifiers=(Identifier(type=IdentifierType.TAX_ID, value="7707-083-893", published_type="Tax ID No."),),
)
SHIP = listed(
    "CHONG CHON GANG",
    party_type=PartyType.VESSEL,
    identifiers=(Identifier(type=IdentifierType.IMO, value="IMO 7937317", published_type="IMO"),),
)


def hit(designation: Designation, name: str, **facts: object) -> Hit:
    subject = Subject(name=name, **facts)  # type: ignore[arg-type]
    return score(subject, IndexEntry(designation, "v", None), default_policy())


def line(found: Hit, feature: str) -> int:
    return next(evidence.contribution for evidence in found.evidence if evidence.feature == feature)


def test_the_same_words_in_another_order_score_one() -> None:
    assert hit(PUTIN, "Vladimir Vladimirovich Putin").score == POINTS


def test_another_script_reaches_the_entry() -> None:
    assert hit(PUTIN, "Владимир Владимирович Путин").score == POINTS


def test_an_agreeing_birth_date_raises_and_the_cap_has_its_own_line() -> None:
    found = hit(PUTIN, "Vladimir Vladimirovich Putin", birth_dates=("1952-10-07",))
    assert found.score == POINTS
    assert found.uncapped == POINTS + 800
    assert line(found, "cap") == -800
    assert found.corroboration is Corroboration.CONFIRMED


def test_conflicts_leave_an_equal_strong_name_at_the_threshold_and_say_so() -> None:
    found = hit(
        PUTIN,
        "Putin Vladimir Vladimirovich",
        birth_dates=("1999-05-05",),
        nationalities=("br",),
        gender=Gender.FEMALE,
    )
    assert found.score == 7000
    assert line(found, "exact name floor") > 0
    assert found.corroboration is Corroboration.CONFLICTING


def test_a_conflicting_birth_date_lowers_a_similar_name() -> None:
    alone = hit(PUTIN, "Vladimir Vladimirovich Puttin")
    conflicting = hit(PUTIN, "Vladimir Vladimirovich Puttin", birth_dates=("1999-05-05",))
    assert conflicting.score == alone.score - 2000


@pytest.mark.parametrize("stored", ["1952-01-01", "1952", "1952-10"])
def test_a_less_precise_birth_date_agrees(stored: str) -> None:
    assert line(hit(PUTIN, "Vladimir Putin", birth_dates=(stored,)), "birth_date") > 0


def test_day_and_month_swapped_agree() -> None:
    assert line(hit(PUTIN, "Vladimir Putin", birth_dates=("1952-07-10",)), "birth_date") > 0


def test_the_year_1900_says_nothing() -> None:
    assert line(hit(PUTIN, "Vladimir Putin", birth_dates=("1900-01-01",)), "birth_date") == 0


def test_missing_facts_add_no_line() -> None:
    found = hit(PUTIN, "Vladimir Putin")
    assert [evidence.feature for evidence in found.evidence] == ["name"]
    assert found.corroboration is Corroboration.NOT_COMPARED


def test_a_fact_that_neither_confirms_nor_conflicts_was_compared_all_the_same() -> None:
    found = hit(PUTIN, "Vladimir Putin", birth_dates=("1952-03-09",))
    assert -0.05 * POINTS < line(found, "birth_date") < 0
    assert found.corroboration is Corroboration.PARTIAL


def test_an_equal_identifier_is_a_hit_whatever_the_name() -> None:
    found = hit(PUTIN, "Somebody Else", identifiers=(SubjectIdentifier(value="7707083893"),))
    assert found.score == 9000
    assert "the name disagrees" in found.evidence[-1].note


@pytest.mark.parametrize("value", ["00000000", "123", "7707083894"])
def test_placeholders_short_and_other_numbers_are_no_identifiers(value: str) -> None:
    assert hit(PUTIN, "Somebody Else", identifiers=(SubjectIdentifier(value=value),)).score < 7000


def test_an_identifier_of_another_type_does_not_agree() -> None:
    passport = SubjectIdentifier(value="7707083893", type=IdentifierType.PASSPORT)
    assert hit(PUTIN, "Somebody Else", identifiers=(passport,)).score < 7000


def test_the_same_imo_number_under_a_new_name_is_a_hit() -> None:
    assert hit(SHIP, "Ocean Star", type=PartyType.VESSEL, imo="7937317").score >= 9000
    assert hit(SHIP, "OCEAN STAR IMO 7937317", type=PartyType.VESSEL).score >= 9000


@pytest.mark.parametrize("party_type", [None, PartyType.VESSEL])
def test_an_imo_number_in_place_of_a_name_is_a_hit(party_type: PartyType | None) -> None:
    assert hit(SHIP, " 7937317", type=party_type).score >= 9000
    assert hit(SHIP, "７９３７３１７", type=party_type).score >= 9000, "full-width digits"


def test_seven_digits_in_place_of_a_name_are_no_imo_number_where_no_ship_is_meant() -> None:
    assert hit(SHIP, "7937317", type=PartyType.ENTITY).score < 7000
    assert hit(SHIP, "7937317 B", type=PartyType.VESSEL).score < 7000


def test_the_same_ship_name_with_another_imo_number_is_shown_with_the_conflict() -> None:
    found = hit(SHIP, "Chong Chon Gang", type=PartyType.VESSEL, imo="9116412")
    assert found.score >= 7000
    assert found.corroboration is Corroboration.CONFLICTING


def test_a_person_with_the_name_of_a_ship_stays_below_the_threshold() -> None:
    found = hit(SHIP, "Chong Chon Gang", type=PartyType.INDIVIDUAL)
    assert found.score < 7000


def test_an_entity_with_the_very_name_of_a_person_still_alerts() -> None:
    found = hit(PUTIN, "Vladimir Vladimirovich Putin", type=PartyType.ENTITY)
    assert 7000 <= found.score < POINTS


def test_a_weak_alias_on_a_confirm_list_stays_below_the_threshold_alone() -> None:
    weak = listed("HASSAN, Ali", list_id="us_ofac_sdn", weak=("The Red Fox",), birth_dates=(BORN,))
    assert hit(weak, "The Red Fox").score == 6900
    assert hit(weak, "The Red Fox", birth_dates=("1952-10-07",)).score == POINTS


def test_a_country_confirms_an_equal_weak_alias_of_two_words_but_not_of_one() -> None:
    two = listed("HASSAN, Ali", list_id="us_ofac_sdn", weak=("Red Fox",), nationalities=(RUSSIA,))
    one = listed("HASSAN, Ali", list_id="us_ofac_sdn", weak=("Foxtrotter",), nationalities=(RUSSIA,))
    assert hit(two, "Red Fox", nationalities=("ru",)).score == POINTS
    assert hit(one, "Foxtrotter", nationalities=("ru",)).score == 6900


def test_other_lists_alert_on_weak_aliases_of_two_words() -> None:
    weak = listed("HASSAN, Ali", list_id="un_sc_sanctions", weak=("Red Fox", "Foxtrotter"))
    assert hit(weak, "Red Fox").score == POINTS
    assert hit(weak, "Foxtrotter").score == 6900


def test_a_strong_name_counts_before_an_equal_weak_one() -> None:
    both = listed("HASSAN, Ali", "Red Fox", list_id="us_ofac_sdn", weak=("Red Fox",))
    assert hit(both, "Red Fox").score == POINTS


def test_a_shared_given_name_or_family_name_is_not_a_hit() -> None:
    assert hit(PUTIN, "Vladimir Ivanov").score < 7000
    assert hit(PUTIN, "Igor Putin").score < 7000


def test_another_number_is_another_ship() -> None:
    first = listed("RA NAM 2", party_type=PartyType.VESSEL)
    assert hit(first, "RA NAM 2", type=PartyType.VESSEL).score == POINTS
    assert hit(first, "RA NAM 3", type=PartyType.VESSEL).score < 7000


facts = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(PartyType),
        "gender": st.sampled_from(Gender),
        "birth_dates": st.sampled_from(
            [("1952-10-07",), ("1952",), ("1900-01-01",), ("1990-02-02", "1952-07-10")]
        ),
        "nationalities": st.sampled_from([("ru",), ("br", "ru"), ("br",)]),
        "imo": st.sampled_from(["7937317", "IMO 9116412", "1"]),
        "identifiers": st.sampled_from([(SubjectIdentifier(value="7707083893"),), ()]),
    },
)
names = st.one_of(
    st.sampled_from(
        ["Vladimir Putin", "Putin", "Chong Chon Gang 2", "V. V. Putin", "Wladimir W. Puttin", "Red Fox"]
    ),
    st.text(max_size=40),
)


@given(name=names, facts=facts, designation=st.sampled_from([PUTIN, SHIP]))
def test_the_contributions_sum_to_the_score_and_the_score_stays_in_bounds(
    name: str, facts: dict[str, object], designation: Designation
) -> None:
    found = hit(designation, name, **facts)
    assert sum(evidence.contribution for evidence in found.evidence) == found.score
    assert 0 <= found.score <= POINTS


@given(name=names, designation=st.sampled_from([PUTIN, SHIP]))
def test_compare_names_is_the_name_contribution(name: str, designation: Designation) -> None:
    found = hit(designation, name, type=designation.party_type)
    compared = compare_names(name, designation.primary_name, designation.party_type)
    assert line(found, "name") == round(compared * POINTS)
