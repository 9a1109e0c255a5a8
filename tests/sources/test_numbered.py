from __future__ import annotations

from datetime import date

import pytest

from screening.sources.calendars import span_of_year
from screening.sources.languages import language_code
from screening.sources.numbered import side_by_side, split_numbered
from screening.sources.prose import imo_numbers, mmsi_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Syria", ["Syria"]),
        ("", [""]),
        ("(1) Syria (2) Lebanon", ["Syria", "Lebanon"]),
        ("1) Syria 2) Lebanon, 3)Iraq", ["Syria", "Lebanon", "Iraq"]),
        ("a) General, b) Minister; c) Clerk", ["General", "Minister", "Clerk"]),
        ("(1) - (2) Lebanon", ["", "Lebanon"]),
        ("Passport No a) EC1 b) EC2", ["Passport No EC1", "EC2"]),
        ("(1) Syria", ["Syria"]),
        ("Fund (2) of Syria", ["Fund (2) of Syria"]),
        ("(1) Party (5) of Peace (2) Army", ["Party (5) of Peace", "Army"]),
        ("OJSC (b) Trade", ["OJSC (b) Trade"]),
    ],
)
def test_a_cell_of_several_values_is_split_where_it_counts_from_one_or_a(
    text: str, values: list[str]
) -> None:
    assert split_numbered(text) == values


def test_cells_numbered_alike_go_together() -> None:
    assert list(side_by_side("(1) A1 (2) B2", "(1) Libya (2) -")) == [("A1", "Libya"), ("B2", "")]
    assert list(side_by_side("(1) Tripoli (2) Tunis", "Libya")) == [("Tripoli", "Libya"), ("Tunis", "Libya")]
    assert list(side_by_side("(1) A (2) B (3) C", "(1) x (2) y")) == [("A", "x"), ("B", "y"), ("C", "")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("IMO: 8937675. MMSI: 445539000.", ["8937675"]),
        ("(IMO number: 8503228) Annex XIV.", ["8503228"]),
        ("International Maritime Organization (IMO) Number: 1790183;", ["1790183"]),
        ("Company IMO No. 5434358 and IMO 5434358", ["5434358"]),
        ("owner of ships with IMO Number: (a) Chol Ryong 8606173", []),
        ("IMOs 12345678", []),
    ],
)
def test_ships_and_companies_numbers_are_found_in_prose(text: str, numbers: list[str]) -> None:
    found = list(imo_numbers(text, stated_in="remark"))
    assert [number.value for number in found] == numbers
    assert {number.note for number in found} <= {"stated in the remark"}


def test_a_ships_radio_identity_is_found_in_prose() -> None:
    (found,) = mmsi_numbers("IMO: 8937675. MMSI: 445539000.", stated_in="remark")
    assert (found.value, found.note) == ("445539000", "stated in the remark")


def test_a_year_of_another_calendar_is_all_the_days_it_may_hold() -> None:
    assert span_of_year("persian", 1343) == (date(1964, 3, 19), date(1965, 3, 22))
    islamic = span_of_year("islamic", 1402)
    assert islamic is not None
    assert islamic[0] <= date(1981, 10, 30) < date(1982, 10, 18) <= islamic[1]
    assert span_of_year("mayan", 1) is None
    assert span_of_year("islamic", 0) is None


def test_languages_are_known_by_name_and_by_code() -> None:
    assert [language_code(text) for text in ("Russian", " RUS ", "Persian/Farsi", "ger", "Klingon", "")] == [
        "ru",
        "ru",
        "fa",
        "de",
        None,
        None,
    ]
