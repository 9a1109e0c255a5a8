"""Resemblance: what are other words, and the order of names that are no hit."""

from __future__ import annotations

import pytest

from screening.matching import compare_names
from screening.matching.names import MOST_LOOSE
from screening.matching.resembling import abbreviates
from screening.matching.spelled_as_names import is_spelled_as_a_name


@pytest.mark.parametrize(
    ("short", "whole", "is_short"),
    [
        ("mfg", "manufacturing", True),
        ("pwr", "power", True),
        ("res", "resources", True),
        ("power", "pwr", True),
        ("m", "manufacturing", False),
        ("gfm", "manufacturing", False),
        ("mxg", "manufacturing", False),
        ("power", "power", False),
    ],
)
def test_a_short_form_begins_alike_and_keeps_the_order_of_letters(
    short: str, whole: str, is_short: bool
) -> None:
    assert abbreviates(short, whole) is is_short


@pytest.mark.parametrize(
    ("same", "other", "party_type"),
    [
        (
            ("Ludmila Vaschenko", "Ludmila Wastschenko"),
            ("Ludmila Gurtschenko", "Ludmila Wastschenko"),
            "individual",
        ),
        (("Robert Harison", "Robert Harrisson"), ("Robert Harrison", "Robert Harris"), "individual"),
        (("Nora Andresw", "Nora Andrews"), ("Nora Andrea", "Nora Andrews"), "individual"),
        (("Nora Wliasmil", "Nora Williams"), ("Nora Wilbers", "Nora Williams"), "individual"),
        (("Wilson Be Ck", "Wilson Beck"), ("Wilson Be Na", "Wilson Beck"), "individual"),
        (("Norvik Mtl Wrks", "Norvik Metal Works"), ("Norvik Fish Farms", "Norvik Metal Works"), "entity"),
        (("Polarstern", "Polar Stern"), ("Polarstern", "Morgen Stern"), "entity"),
    ],
)
def test_a_spelling_that_went_too_far_is_nearer_than_another_word(
    same: tuple[str, str], other: tuple[str, str], party_type: str
) -> None:
    assert compare_names(*same, party_type) > compare_names(*other, party_type)


@pytest.mark.parametrize(
    ("asked", "listed", "party_type"),
    [
        ("Charles Quickfall", "Charlotte Quickfall", "individual"),
        ("Samuel Vantongeren", "Peter Vantongeren", "individual"),
        ("Triton Chemicals Ltd", "Triton Fishing Company", "entity"),
    ],
)
def test_names_that_share_one_word_and_differ_in_the_rest_are_far_apart(
    asked: str, listed: str, party_type: str
) -> None:
    assert compare_names(asked, listed, party_type) < 0.45


def test_names_without_a_related_word_are_ordered_below_every_threshold() -> None:
    near = compare_names("Zhaklin Uolkot", "Jacqueline Walcott", "individual")
    far = compare_names("Peter Bartok", "Jacqueline Walcott", "individual")
    assert far < near < MOST_LOOSE


def test_two_words_spelled_as_names_are_further_apart_than_a_name_and_a_slip() -> None:
    names, slip = ("Jayde Norquist", "Jared Norquist"), ("Jayde Norquist", "Jyqde Norquist")
    assert compare_names(*names, "individual") < compare_names(*slip, "individual")


@pytest.mark.parametrize(
    ("word", "is_one"), [("andrews", True), ("andrea", True), ("andresw", False), ("rqznan", False)]
)
def test_a_word_is_spelled_as_a_name_if_names_have_its_letters_in_a_row(word: str, is_one: bool) -> None:
    assert is_spelled_as_a_name(word) is is_one
