from __future__ import annotations

import pytest

from screening.sources.places import parse_place


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Lima, Peru", "pe"),
        ("Peru", "pe"),
        ("Pyongyang, Korea, North", "kp"),
        ("Korea, North", "kp"),
        ("Tortola, Virgin Islands, British", "vg"),
        ("Kinshasa, Congo, Democratic Republic of the", "cd"),
        ("Santa Agueda,Baja California Sur,Mexico", "mx"),
        ("Benin City, Nigeria", "ng"),
        ("Invented Village", None),
        ("", None),
    ],
)
def test_the_country_of_a_place_is_what_its_end_names(text: str, country: str | None) -> None:
    place = parse_place(text)
    assert place.text == text
    assert (place.country and place.country.code) == country
