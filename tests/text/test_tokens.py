"""Tokens: what each word of a name is for, by the kind of party that bears it."""

from __future__ import annotations

import pytest

from screening.text.tokens import NameGroup, TokenKind, token_readings, tokenise


def kinds(name: str, group: NameGroup) -> list[tuple[str, str]]:
    return [(token.text, token.kind.value) for token in tokenise(name, group)]


def test_a_family_name_before_the_comma_goes_to_the_end() -> None:
    assert [token.text for token in tokenise("PUTIN, Vladimir V.", NameGroup.PERSON)] == [
        "vladimir",
        "v",
        "putin",
    ]


def test_titles_particles_and_initials_of_a_person_are_told_apart() -> None:
    assert kinds("Dr. J. al Masri", NameGroup.PERSON) == [
        ("dr", "title"),
        ("j", "initial"),
        ("al", "particle"),
        ("masri", "word"),
    ]


@pytest.mark.parametrize(
    "form", ["LLC", "L.L.C.", "OOO", "Limited Liability Company", "ООО", "GmbH", "d.o.o."]
)
def test_a_legal_form_is_one_token_in_every_language(form: str) -> None:
    assert kinds(f"SIS {form}", NameGroup.ORGANISATION) == [("sis", "word"), ("llc", "legal form")]


def test_a_legal_form_is_a_word_in_the_name_of_a_person() -> None:
    assert kinds("Sa Ta", NameGroup.PERSON) == [("sa", "word"), ("ta", "word")]


def test_what_announces_a_ship_is_no_part_of_her_name() -> None:
    assert kinds("M/V Ra Nam 3", NameGroup.CRAFT) == [("ra", "word"), ("nam", "word"), ("3", "number")]


def test_a_name_of_nothing_but_minor_words_is_still_a_name() -> None:
    assert kinds("The Company", NameGroup.ORGANISATION) == [
        ("the", "common word"),
        ("company", "common word"),
    ]
    assert {token.kind for token in tokenise("General", NameGroup.PERSON)} == {TokenKind.COMMON}


def test_a_generic_word_is_one_concept_in_every_language_and_an_acronym_is_several() -> None:
    zavod = kinds("Votkinskiy Zavod", NameGroup.ORGANISATION)
    assert zavod == kinds("Votkinskiy Factory", NameGroup.ORGANISATION)
    assert [text for text, _ in kinds("NPO Vympel", NameGroup.ORGANISATION)] == [
        "science",
        "production",
        "association",
        "vympel",
    ]


@pytest.mark.parametrize(
    "name",
    ["Ra Nam 2", "RA NAM II", "Ra Nam Two", "Ra Nam 2nd", "MV Ra Nam 2", "Ra Nam 2 tanker", "Ra Nam2"],
)
def test_numbers_and_ship_words_are_written_in_many_ways(name: str) -> None:
    assert kinds(name, NameGroup.CRAFT) == [("ra", "word"), ("nam", "word"), ("2", "number")]


@pytest.mark.parametrize("line", ["BENEF: Ali Khan REF INV 4471", "ORDERING CUSTOMER ALI KHAN TEL 555 0100"])
def test_what_a_payment_line_puts_around_a_name_goes(line: str) -> None:
    assert [token.text for token in tokenise(line, NameGroup.PERSON)] == ["ali", "khan"]


def test_a_last_letter_that_is_a_roman_numeral_is_a_number_and_no_initial() -> None:
    assert kinds("Hero I", NameGroup.CRAFT) == [("hero", "word"), ("1", "number")]
    assert kinds("I Hero", NameGroup.CRAFT) != [("1", "number"), ("hero", "word")]


def test_a_roman_numeral_before_the_legal_form_is_a_number_too() -> None:
    assert kinds("Norvik Fund V, Ltd.", NameGroup.ORGANISATION)[2] == ("5", "number")
    assert kinds("Norvik X Foundation Ltd", NameGroup.ORGANISATION)[1] == ("x", "initial")
    assert kinds("J. V. Ltd", NameGroup.ORGANISATION)[1] == ("v", "initial")
    assert kinds("V Ltd", NameGroup.ORGANISATION)[0] == ("v", "initial")


def test_ben_before_a_family_name_is_read_as_a_given_name_too() -> None:
    readings = token_readings("Ben Ostergaard", NameGroup.PERSON)
    assert [tokens[0].kind for tokens in readings] == [TokenKind.PARTICLE, TokenKind.WORD]
    assert len(token_readings("Salah ben Ostergaard", NameGroup.PERSON)) == 1
    assert len(token_readings("El Ostergaard", NameGroup.PERSON)) == 1
