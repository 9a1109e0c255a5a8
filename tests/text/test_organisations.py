"""The words of an organisation's name that have a meaning, in many languages and spellings."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from screening.text.fold import fold
from screening.text.organisations import meaning_of
from screening.text.tokens import NameGroup, TokenKind, tokenise


def texts(name: str) -> list[str]:
    return [token.text for token in tokenise(name, NameGroup.ORGANISATION)]


@pytest.mark.parametrize(
    "bank", ["Bank", "Banka", "Banque", "Bankas", "Trapeza", "банк", "بنك", "بانک", "银行", "은행", "Bk"]
)
def test_a_generic_word_is_known_in_many_languages_and_scripts(bank: str) -> None:
    assert texts(f"{bank} Zephyr") == ["bank", "zephyr"]


@pytest.mark.parametrize("ending", ["ое", "ый", "ая", "ого"])
def test_a_stem_stands_for_a_word_with_any_ending(ending: str) -> None:
    assert texts(f"Государственн{ending} Zephyr") == ["state", "zephyr"]


@pytest.mark.parametrize(
    ("short", "whole"),
    [("Intl", "International"), ("Mfg", "Manufacturing"), ("Hldgs", "Holdings"), ("Natl", "National")],
)
def test_an_abbreviation_is_the_word_it_stands_for(short: str, whole: str) -> None:
    assert texts(f"Zephyr {short}") == texts(f"Zephyr {whole}")


@pytest.mark.parametrize("misspelt", ["Intrenational", "Internationl", "Internatianal", "Inter national"])
def test_a_misspelt_or_split_generic_word_is_still_that_word(misspelt: str) -> None:
    assert texts(f"Zephyr {misspelt}") == ["zephyr", "international"]


def test_a_word_that_names_are_known_to_carry_is_no_misspelling() -> None:
    assert texts("Rational Zephyr") == ["rational", "zephyr"]


def test_a_generic_word_written_onto_a_name_is_taken_off() -> None:
    assert texts("Zephyrtrading Company") == ["zephyr", "trade", "company"]
    assert texts("Yaroslavl Radiozavod") == texts("Yaroslavl Radio Factory")


def test_a_translated_word_tells_one_name_from_another() -> None:
    assert meaning_of(fold("Революционная")) == meaning_of("revolutionary")
    assert {token.kind for token in meaning_of("revolutionary")} == {TokenKind.WORD}


@pytest.mark.parametrize(
    "form",
    [
        "Public Joint Stock Company",
        "ПАО",
        "Публичное акционерное общество",
        "Відкрите акціонерне товариство",
        "Aktiengesellschaft",
        "Uzavřená akciová společnost",
        "Anonim Şirketi",
        "株式会社",
        "주식회사",
        "شركة مساهمة",
    ],
)
def test_a_legal_form_of_shares_is_one_in_every_language(form: str) -> None:
    assert "jsc" in texts(f"Zephyr {form}")


def test_what_a_word_stands_for_remembers_how_it_is_written() -> None:
    written = [token.written for token in tokenise("NPO Zephyr Zavod", NameGroup.ORGANISATION)]
    assert written == ["npo", "", "", "zephyr", "zavod"]


@pytest.mark.parametrize(
    "name", ["1/ZEPHYR TRADING LLC 2/STREET 12 3/XX/CITY", "/ACC123456 ZEPHYR TRADING LLC"]
)
def test_a_structured_payment_line_is_read_for_the_name_in_it(name: str) -> None:
    assert texts(name) == ["zephyr", "trade", "llc"]


@pytest.mark.parametrize("first", ["1st Zephyr", "First Zephyr", "1 Zephyr"])
def test_an_ordinal_is_a_number_however_it_is_written(first: str) -> None:
    assert texts(first) == ["1", "zephyr"]


@pytest.mark.parametrize("table", ["generic_words", "legal_forms", "translated_words"])
def test_a_table_says_one_thing_of_a_spelling(table: str) -> None:
    text = files("screening.text").joinpath(f"data/{table}.csv").read_text("utf-8")
    spellings = [row["spelling"] for row in csv.DictReader(text.splitlines())]
    assert len(set(spellings)) == len(spellings)
    assert all(fold(spelling.rstrip("*")) for spelling in spellings)
