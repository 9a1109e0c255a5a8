"""One line of text may hold several names."""

from __future__ import annotations

import pytest

from screening.text.fold import fold
from screening.text.name_parts import name_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1/EDDIE ALEONG 2/STREET 12 3/XX/CITY", ("EDDIE ALEONG",)),
        ("1/EDDIE 1/ALEONG 2/STREET 12", ("EDDIE ALEONG",)),
        ("Unternehmen „TSENTRKURORT“ Minsk", ("Unternehmen „TSENTRKURORT“ Minsk", "TSENTRKURORT")),
        ("ОАО «Завод»", ("ОАО «Завод»", "Завод")),
        ("Foo Bar Ltd aka Baz Corp", ("Foo Bar Ltd aka Baz Corp", "Foo Bar Ltd", "Baz Corp")),
        ("Bank Sepah / Sepah Bank", ("Bank Sepah / Sepah Bank", "Bank Sepah", "Sepah Bank")),
        ("O'Brien's Trading", ("O'Brien's Trading",)),
        ("AO «КБ»", ("AO «КБ»",)),
        ("S/A Trading", ("S/A Trading",)),
        ("FOO TRADING 2/STREET 12 3/XX/CITY", ("FOO TRADING",)),
        ("ARTAVIL IMO 9187629", ("ARTAVIL",)),
        ("M/V ARTAVIL (IMO No. 9187629)", ("M/V ARTAVIL",)),
        ("IMO 9187629", ("IMO 9187629",)),
    ],
)
def test_an_organisation_is_also_known_by_what_punctuation_sets_apart(
    text: str, parts: tuple[str, ...]
) -> None:
    assert name_parts(text, person=False) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('Ivan "Grozny" Petrov', ('Ivan "Grozny" Petrov', "Ivan   Petrov")),
        ("Ali Khan / sole owner", ("Ali Khan / sole owner", "Ali Khan", "sole owner")),
        ("PUTIN, Vladimir", ("PUTIN, Vladimir",)),
    ],
)
def test_a_person_is_also_known_without_the_nickname(text: str, parts: tuple[str, ...]) -> None:
    assert name_parts(text, person=True) == parts


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("Muh@mmad @min", "muhammad amin"),
        ("Say3d W@zir $h4h", "sayed wazir shah"),
        ("H!l4l", "hilal"),
        ("Yahoo! Inc", "yahoo inc"),
        ("100% @ home", "100 percent home"),
    ],
)
def test_signs_that_stand_for_letters_are_read_as_letters(disguised: str, plain: str) -> None:
    assert fold(disguised) == plain
