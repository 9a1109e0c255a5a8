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
        ("傑夫·賽辛斯", "Jief Saisins"),
        ("ดอนัลต์ ตุสก์", "Donal Tus"),
        ("உசேன் ஓன்", "Usen On"),
    ],
)
def test_a_foreign_name_is_also_read_as_it_is_heard_word_by_word(text: str, reading: str) -> None:
    assert reading in readings(text)


@pytest.mark.parametrize(
    ("text", "plain", "reading"),
    [
        ("金正恩", "jin zheng en", "kim jong un"),
        ("曾庆红", "zeng qing hong", None),
        ("欧阳修", "ou yang xiu", None),
        ("大坪", "da ping", "otsubo"),
        ("小泉 純一郎", "xiao quan chun yi lang", "koizumi junichiro"),
        ("久松真一", "jiusong zhenyi", "hisamatsu shinichi"),
        ("井上靖", "jing shang jing", "inoue yasushi"),
    ],
)
def test_a_name_in_han_is_read_as_china_korea_and_japan_read_it(
    text: str, plain: str, reading: str | None
) -> None:
    assert readings(text)[0] == plain
    assert reading is None or reading in readings(text)


@pytest.mark.parametrize("text", ["Vladimir Putin", "Łukasz Żal", "Владимир Путин", "محمد", ""])
def test_a_name_in_any_other_script_has_one_reading(text: str) -> None:
    assert readings(text) == (fold(text),)


@given(st.text())
def test_the_first_reading_is_the_folded_name_and_none_comes_twice(text: str) -> None:
    found = readings(text)
    assert found[0] == fold(text)
    assert len(set(found)) == len(found) <= MOST_READINGS
