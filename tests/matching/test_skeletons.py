"""Skeletons: a word in Latin and in a script without vowels have one in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.matching.skeletons import skeletons
from screening.text.fold import fold
from screening.text.readings import readings


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("محمد", "mohamed"),
        ("پرویز", "parviz"),
        ("داوودی", "davoudi"),
        ("فالنتينا", "valentina"),
        ("قراش", "guerrache"),
        ("جمال", "gamal"),
        ("قذافي", "gaddafi"),
        ("رضا", "reza"),
        ("رضا", "rida"),
        ("عثمان", "osman"),
        ("عثمان", "othman"),
        ("غورباتشوف", "gorbachov"),
        ("פיליפ", "philip"),
        ("דבורה", "devorah"),
        ("ג'רמי", "jeremy"),
        ("פרץ", "peretz"),
    ],
)
def test_a_word_shares_a_skeleton_with_its_transcription(written: str, latin: str) -> None:
    assert set(skeletons(fold(written))) & set(skeletons(latin))


@pytest.mark.parametrize(
    ("written", "latin"),
    [("كمال", "jamal"), ("سمير", "sabir"), ("وليد", "khalid"), ("حسن", "hussam"), ("דוד", "gad")],
)
def test_other_words_share_none(written: str, latin: str) -> None:
    assert not set(skeletons(fold(written))) & set(skeletons(latin))


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("عبد الرحمن الهاشمي", "BD al RHMN al HACMY"),
        ("عبد الرحمن الهاشمي", "BDAL RHMN al HACMY"),
        ("عبد الرحمن الهاشمي", "BDALRHMN ALHACMY"),
        ("عبدالرحمن", "BDALRHMN"),
        ("شمس الدين", "CMS ALDYN"),
    ],
)
def test_an_article_is_read_apart_and_as_part_of_a_word(name: str, reading: str) -> None:
    assert reading in readings(name)


def test_the_l_of_an_article_is_silent_before_a_sun_letter() -> None:
    assert set(skeletons("ALDYN")) & set(skeletons("eddine"))
    assert set(skeletons("BDALRHMN")) & set(skeletons("abdurrahman"))
    assert not set(skeletons("ALHACMY")) & set(skeletons("hashemi"))


@given(
    st.one_of(
        st.text("abcdefghijklmnopqrstuvwxyz0", min_size=1), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1)
    )
)
def test_every_word_has_some_skeleton_and_not_many(word: str) -> None:
    found = skeletons(word)
    assert all(found)
    assert 1 <= len(set(found)) == len(found) <= 32
