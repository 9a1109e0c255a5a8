"""Names of two words that others write as one, titles of many languages, and what stands around a name."""

from __future__ import annotations

import pytest

from screening.matching import compare_names


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Siraj al-Din Haqqani", "Sirajuddin Haqqani"),
        ("Abd al-Rahman Hasan", "Abdurrahman Hasan"),
        ("Gulbuddin Hekmatyar", "HEKMATYAR, Gulb al-Din"),
        ("Shams el Din Akhund", "Shamsuddin Akhund"),
        ("سيف الدين حسن", "Saifuddin Hassan"),
        ("حسن نصر الله", "NASRALLAH, Hasan"),
        ("عبد الملك الحوثي", "Abdulmalik Al-Houthi"),
        ("عبد الرحمن حسن", "Abdurrahman Hasan"),
        ("حبيب الله خان", "Habibullah Khan"),
    ],
)
def test_an_arabic_name_of_two_words_is_the_one_that_it_is_said_as(asked: str, listed: str) -> None:
    assert compare_names(asked, listed, "individual") >= 0.7
    assert compare_names(listed, asked, "individual") >= 0.7


@pytest.mark.parametrize(
    ("asked", "listed"),
    [("Siraj al-Din Haqqani", "Salahuddin Haqqani"), ("سيف الدين حسن", "Nuruddin Hassan")],
)
def test_another_first_word_is_another_name(asked: str, listed: str) -> None:
    assert compare_names(asked, listed, "individual") < 0.7


@pytest.mark.parametrize(
    "asked",
    [
        "Seyed Ali Karimov",
        "Gospodin Ali Karimov",
        "Senhor Ali Karimov",
        "Shri Ali Karimov",
        "Dott. Ali Karimov",
        "Ali Karimov 2/STREET 5",
        "Ivo alias Ali Karimov",
    ],
)
def test_a_title_of_any_language_and_what_stands_around_a_name_take_little_from_it(asked: str) -> None:
    assert compare_names(asked, "Ali Karimov", "individual") >= 0.85


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("김정은위원장", "김정은"),
        ("金正恩委員長", "金正恩"),
        ("習近平主席", "習近平"),
        ("安倍晋三様", "安倍晋三"),
    ],
)
def test_what_is_written_onto_a_name_in_east_asia_is_no_part_of_it(asked: str, plain: str) -> None:
    assert compare_names(asked, plain, "individual") == 1.0


@pytest.mark.parametrize("asked", ["金与正", "崔龙海", "张成泽"])
def test_a_korean_name_in_simplified_characters_is_read_as_koreans_do(asked: str) -> None:
    listed = {"金与正": "KIM, Yo Jong", "崔龙海": "CHOE, Ryong Hae", "张成泽": "JANG, Song Thaek"}[asked]
    assert compare_names(asked, listed, "individual") >= 0.9


def test_an_ampersand_is_an_and() -> None:
    assert compare_names("Johnson & Johnson", "Johnson and Johnson", "entity") == 1.0
    assert compare_names("Q & R Trading Co", "QR Trading Company", "entity") == 1.0


def test_a_syllable_is_no_legal_form() -> None:
    assert compare_names("Chang Sha Trading", "Chang JSC Trading", "entity") < 0.9
