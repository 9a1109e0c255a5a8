"""Names that must be found, and names that must not: cases from enforcement and from peers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from screening.matching import compare_names
from screening.matching.classes import are_distinct, class_similarity
from screening.matching.pairs import Pairs, Spelled, spelled_alike
from screening.matching.spelling import similarity


@pytest.mark.parametrize(
    ("asked", "listed", "party_type"),
    [
        ("SIS DOO", "SIS d.o.o.", "entity"),  # OFAC enforcement, Apple 2019
        ("Almaz Antey Telecommunications", "Almaz-Antey Telecommunications LLC", "entity"),
        ("Wladimir Putin", "PUTIN, Vladimir", "individual"),
        ("Moammar Qadhafi", "Muammar Gaddafi", "individual"),
        ("ADRIAN DARIA 1", "ADRIAN DARYA 1", "vessel"),
        ("V. Putin", "PUTIN, Vladimir", "individual"),
        ("Vladimir Putin", "PUTIN, Vladimir Vladimirovich", "individual"),
        ("Milanivanovic", "IVANOVIC, Milan", "individual"),
        ("KimJong Un", "KIM, Jong Un", "individual"),
        ("Maka Rovich Nazarov", "NAZAROV, Makarovich", "individual"),
        ("A8ZAR BORE5HI TOWLID", "TOWLID ABZAR BORESHI", "entity"),
        ("M/V Abba", "ABBA", "vessel"),
        ("김정은", "KIM, Jong Un", "individual"),
        ("金正恩", "KIM, Jong Un", "individual"),
        ("小泉純一郎", "KOIZUMI, Junichiro", "individual"),
        ("이우진", "Lee Woo-jin", "individual"),
        ("Gim Jeongeun", "KIM, Jong Un", "individual"),
        ("Teng Hsiao-p'ing", "Deng Xiaoping", "individual"),
        ("빌 클린턴", "CLINTON, Bill", "individual"),
        ("ドナルド・トランプ", "TRUMP, Donald", "individual"),
        ("பியங்கரா ஜயரத்ன", "Piyankara Jayaratne", "individual"),
        ("नरेन्द्र मोदी", "Narendra Modi", "individual"),
        ("محمد حسین خسروی", "KHOSRAVI, Mohammad Hossein", "individual"),
        ("Акционерное общество Росбанк", "PJSC ROSBANK", "entity"),
        ("កឹម សុខា", "KEM, Sokha", "individual"),
        ("Vladimir Durin", "DUBIN, Vladimir", "individual"),
        ("International Labor Organization", "International Labour Organisation", "entity"),
        ("Ben Ostergaard", "OSTERGAARD, Benjamin", "individual"),
        ("Norvik Growth Fund 1 LP", "NORVIK GROWTH FUND I, LP", "entity"),
    ],
)
def test_the_same_party_under_another_spelling_reaches_the_threshold(
    asked: str, listed: str, party_type: str
) -> None:
    assert compare_names(asked, listed, party_type) >= 0.7


@pytest.mark.parametrize(
    ("asked", "listed", "party_type"),
    [
        ("Saad Ali", "Suad Amin", "individual"),
        ("Obaid Al-Wasmi", "وسيم بديع الأسد", "individual"),
        ("Omar Slimi", "عمرو سالم", "individual"),
        ("Vladimir", "PUTIN, Vladimir", "individual"),
        ("Mohammed Khan", "Mohammed Hassan", "individual"),
        ("Deutsche Bank AG", "Bank Mellat", "entity"),
        ("CHONG CHON GANG 2", "CHONG CHON GANG 3", "vessel"),
        ("Angela Merkel", "Angela Davis", "individual"),
        ("Thomas A. Brightwater", "Thomas K. Brightwater", "individual"),
        ("Norvik Growth Fund, Ltd.", "Norvik Growth Fund I, Ltd.", "entity"),
        ("Norvik Growth Partners III", "Norvik Growth Partners", "entity"),
        ("Pak Song-nam", "Pak Song-nok", "entity"),
    ],
)
def test_parties_that_share_a_part_stay_below_the_threshold(asked: str, listed: str, party_type: str) -> None:
    assert compare_names(asked, listed, party_type) < 0.7


def test_a_misspelling_is_nearer_than_another_usual_name() -> None:
    misspelt, other = ("Karim Hosseini", "Karmi Hosseini"), ("Karim Hosseini", "Karam Hosseini")
    assert compare_names(*misspelt, "individual") > compare_names(*other, "individual")


def test_a_number_on_one_side_alone_is_no_other_party_where_parties_are_not_numbered() -> None:
    assert compare_names("Norvik Shipping 2 Ltd", "Norvik Shipping Ltd", "entity") >= 0.7


def test_a_family_name_that_begins_with_another_consonant_and_differs_further_is_another_one() -> None:
    assert compare_names("Ole Gunnar Nordin", "Ole Gunnar Mordan", "individual") < 0.7
    assert compare_names("Ole Gunnar Nordin", "Ole Gunnar Mordin", "individual") > 0.7, "one letter"
    assert compare_names("Ole Gunnar Nordin", "Ole Gunnar Nardan", "individual") > 0.7, "the same first"
    assert compare_names("Ole Gunnar Nordin", "Ole Gunnar Mxordin", "individual") > 0.7, "a slip"


def test_a_letter_of_two_sounds_is_one_difference() -> None:
    assert similarity("clarxe", "clarke") == similarity("clarpe", "clarke") > 0
    assert similarity("jaxk", "jack") > 0


def test_only_the_same_name_scores_one() -> None:
    assert compare_names("PUTIN, Vladimir", "Vladimir Putin", "individual") == 1.0
    assert compare_names("Vladimir Vladimir Putin", "Vladimir Putin", "individual") < 1.0


words = st.one_of(
    st.text("abcdehijkmnorstuyz0", min_size=1, max_size=12),
    st.text("ABDHKMNRSTWYZ", min_size=1, max_size=8),
    st.text("aehiknorstu", min_size=2, max_size=9).map(str.capitalize),
)


@given(words, words)
@example("r", "Rr")  # nothing is left to hear of either
def test_tokens_are_alike_in_both_directions(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert (similarity(a, b) == 1) == (a == b)


@given(words, st.lists(words, min_size=1, max_size=5))
def test_many_tokens_at_once_are_as_alike_as_one_by_one(asked: str, others: list[str]) -> None:
    every = np.arange(len(others))
    at_once = spelled_alike(Pairs(Spelled([asked]), every * 0, Spelled(others), every)).tolist()
    compared = zip(at_once, others, strict=True)
    told_apart = [0.0 if are_distinct(asked, other) else alike for alike, other in compared]
    by_class = [class_similarity(asked, other) for other in others]
    assert list(map(max, told_apart, by_class)) == [similarity(asked, other) for other in others]


@example("1", "0X", None)  # a sound longer than its letters
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([None, "individual", "entity", "vessel"]))
def test_any_two_texts_compare_to_a_score_in_ten_thousandths(a: str, b: str, party_type: str | None) -> None:
    score = compare_names(a, b, party_type)
    assert 0 <= score <= 1
    assert score == round(score, 4)
