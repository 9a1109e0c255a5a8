"""Chinese and Korean names as Cyrillic transcribes them: letter by letter nobody would find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.matching import compare_names
from screening.text.kontsevich import MOST_WAYS, korean_in_cyrillic
from screening.text.palladius import chinese_in_cyrillic
from screening.text.readings import MOST_READINGS, readings


@pytest.mark.parametrize(
    ("cyrillic", "pinyin"),
    [
        ("си цзиньпин", "xi jinping"),
        ("сі цзіньпін", "xi jinping"),
        ("чжан ли", "zhang li"),
        ("цянь сюэсэнь", "qian xuesen"),
        ("люй вэй", "lu wei"),
        ("ван хуэй", "wang hui"),
        ("чжан чанъань", "zhang changan"),
        ("завод шэньян", "завод shenyang"),
    ],
)
def test_chinese_is_read_by_its_sounds(cyrillic: str, pinyin: str) -> None:
    assert chinese_in_cyrillic(cyrillic) == pinyin


@pytest.mark.parametrize(
    "text", ["иван петров", "анна ванина", "лина дань", "нина ли", "wang li", "", "кубань", "танк"]
)
def test_what_only_might_be_chinese_is_left_alone(text: str) -> None:
    assert chinese_in_cyrillic(text) == ""


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("ким чен ын", "kim jong un"),
        ("ким чен-ын", "kim jong un"),
        ("ким чонын", "kim jong un"),
        ("ким ир сен", "kim il song"),
        ("чхве рён хэ", "choe ryong hae"),
        ("о гык рёль", "oh kuk ryol"),
        ("ли ыль соль", "ri ul sol"),
        ("кім чен ин", "kim jong un"),
        ("кім йо чжон", "kim yo jong"),
    ],
)
def test_korean_is_read_in_each_way_that_it_may_be_meant(cyrillic: str, latin: str) -> None:
    assert latin in korean_in_cyrillic(cyrillic)


@pytest.mark.parametrize("text", ["иван ким", "ким", "ким чен ын и другие", "пётр пак сон", "ким, ltd"])
def test_what_is_no_korean_name_with_its_family_name_first_is_left_alone(text: str) -> None:
    assert korean_in_cyrillic(text) == []


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Ким Чен Ын", "KIM, Jong Un"),
        ("Пак Чон Чхон", "PAK, Jong Chon"),
        ("Чжао Вэйдун", "ZHAO, Weidong"),
        ("Цзян Мэнчжэнь", "Jiang Mengzhen"),
        ("ДАЛЯНЬ ХАЙТЯНЬ", "Dalian Haitian"),
    ],
)
def test_a_name_in_cyrillic_is_the_listed_one_in_latin(asked: str, listed: str) -> None:
    assert compare_names(asked, listed, "individual") == 1.0


def test_other_people_are_still_other_people() -> None:
    assert compare_names("Ким Чен Ын", "KIM, Yong Nam", "individual") < 0.5
    assert compare_names("Чжан Вэй", "ZHANG, Hui", "individual") < 0.7


@given(st.lists(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", min_size=1, max_size=12), max_size=6))
def test_whatever_is_written_in_cyrillic_is_read_plainly_first_and_in_few_ways(words: list[str]) -> None:
    text = " ".join(words)
    assert len(korean_in_cyrillic(text)) <= MOST_WAYS
    found = readings(text)
    assert len(found) <= MOST_READINGS
    assert found[0] == readings(text.upper().lower())[0]
