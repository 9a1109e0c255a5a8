"""Readings: one for most names, several where a script leaves it open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.text.fold import fold
from screening.text.readings import MOST_READINGS, readings


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("알도 패리소", "Alto Paeriso"),
        ("ノーマン・ミネタ", "Noman Mineta"),
        ("傑夫·賽辛斯", "Jiefu Saisinsi"),
        ("ดอนัลต์ ตุสก์", "Donal Tus"),
        ("உசேன் ஓன்", "Usen On"),
    ],
)
def test_a_foreign_name_is_also_read_as_it_is_heard_word_by_word(text: str, reading: str) -> None:
    assert reading in readings(text)


@pytest.mark.parametrize("text", ["Vladimir Putin", "Łukasz Żal", "Владимир Путин", "محمد", ""])
def test_a_name_in_any_other_script_has_one_reading(text: str) -> None:
    assert readings(text) == (fold(text),)


@given(st.text())
def test_the_first_reading_is_the_folded_name_and_none_comes_twice(text: str) -> None:
    found = readings(text)
    assert found[0] == fold(text)
    assert len(set(found)) == len(found) <= MOST_READINGS
