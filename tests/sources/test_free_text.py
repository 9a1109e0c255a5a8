"""Dates, names and party types that an authority typed as text."""

from __future__ import annotations

import pytest

from screening.domain.designation import AliasStrength, PartyType
from screening.sources.ca_names import entity_names, individual_names
from screening.sources.free_dates import read_dates
from screening.sources.untyped import party_type_of


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("1972-08-10 or 1972-08-11", ["1972-08-10/1972-08-11"]),
        ("1965-07-15 OR 1969-09-28", ["1965-07-15/1965-07-15", "1969-09-28/1969-09-28"]),
        ("born in the early 1970s", ["~1970-01-01/1979-12-31"]),
        ("Sep-99", ["1999-09-01/1999-09-30"]),
        ("a) 1 Jan. 1964 b) 1959", ["1964-01-01/1964-01-01", "1959-01-01/1959-12-31"]),
        (
            "a) Approximately 1955- 1958 b) Approximately 1945-1950",
            ["~1955-01-01/1958-12-31", "~1945-01-01/1950-12-31"],
        ),
        ("21/09/1964; alt DOB: 1962", ["1964-09-21/1964-09-21", "1962-01-01/1962-12-31"]),
        ("14 Mar 1974 >> 13 Apr 1974", ["1974-03-14/1974-03-14", "1974-04-13/1974-04-13"]),
        ("5/06/1953   15/06/1953", ["1953-06-05/1953-06-05", "1953-06-15/1953-06-15"]),
        ("24 Jan.1973", ["1973-01-24/1973-01-24"]),
        ("1967-01-08  ", ["1967-01-08/1967-01-08"]),
        ("na", []),
        ("", []),
    ],
)
def test_every_date_in_a_text_is_read(text: str, spans: list[str]) -> None:
    found = read_dates(text)
    assert [f"{'~' * d.circa}{d.earliest}/{d.latest}" for d in found.dates] == spans
    assert found.unread == ()


def test_what_stands_in_brackets_beside_a_date_is_its_note() -> None:
    found = read_dates("25/10/1983 (as Orla)  1977 (as Tavish)")
    assert [(date.earliest.year, date.note) for date in found.dates] == [
        (1983, "as Orla"),
        (1977, "as Tavish"),
    ]


@pytest.mark.parametrize("text", ["24/06/1402 (Hijri Calendar)", "30-35 years old", "10/061962", "Sep-24"])
def test_what_is_not_understood_is_said_and_not_guessed(text: str) -> None:
    assert read_dates(text) == ((), (text,))


def _texts(aliases: str) -> list[str]:
    return [name.text for name in individual_names("DOE", "Orla", aliases)[1:]]


@pytest.mark.parametrize(
    ("aliases", "names"),
    [
        ("Андрей Воробей / Андрiй Горобець", ["Андрей Воробей", "Андрiй Горобець"]),
        ("Orla Roe, Orla Poe and Orla Loe", ["Orla Roe", "Orla Poe", "Orla Loe"]),
        ("Orla Roe or Orla Poe; Орла Роу", ["Orla Roe", "Orla Poe", "Орла Роу"]),
        ("(Орла Роу / Орла Поу", ["Орла Роу", "Орла Поу"]),
        ("", []),
    ],
)
def test_the_aliases_of_a_person_are_told_apart(aliases: str, names: list[str]) -> None:
    assert _texts(aliases) == names


def test_the_language_named_before_an_alias_is_its_language() -> None:
    aliases = individual_names("DOE", None, "Belarusian: Орла Ро, Russian: Орла Роу")[1:]
    assert [(name.text, name.language) for name in aliases] == [("Орла Ро", "be"), ("Орла Роу", "ru")]


def test_one_word_alone_is_a_weak_alias_of_a_person_only() -> None:
    assert individual_names("DOE", "Orla", "Quill")[1].strength is AliasStrength.WEAK
    assert entity_names("Lamp Works", "Lampa")[1].strength is AliasStrength.STRONG


@pytest.mark.parametrize(
    ("text", "aliases", "names"),
    [
        ("Lamp Bureau/Bureau des lampes", None, ["Lamp Bureau", "Bureau des lampes"]),
        ("Mills (Hmaw/Pyi)", None, ["Mills (Hmaw/Pyi)"]),
        ("Lamp JSC (also known as\nLP JSC and Joint Stock Company Lampa)", None,
         ["Lamp JSC", "LP JSC", "Joint Stock Company Lampa"]),
        ("Lamp", "Лампа, АО; Lampa and Wick Works", ["Lamp", "Лампа, АО", "Lampa and Wick Works"]),
        ("Fund", "Фонд помощи людям, попавшим в беду", ["Fund", "Фонд помощи людям, попавшим в беду"]),
        ("Lamp", "Lampa Ltd., Lampada", ["Lamp", "Lampa Ltd.", "Lampada"]),
    ],
)  # fmt: skip
def test_the_names_of_a_company_are_told_apart(text: str, aliases: str | None, names: list[str]) -> None:
    assert [name.text for name in entity_names(text, aliases)] == names


@pytest.mark.parametrize(
    "name",
    ["LAMPWRIGHT CO., LTD.", "Global Wick Trading", "Lampada", "L&M Wicks", "27th Lamp Works", "OOO Fitil"],
)
def test_a_name_with_a_word_of_business_is_an_entity(name: str) -> None:
    assert party_type_of(name) is PartyType.ENTITY


@pytest.mark.parametrize(
    "name", ["ORLA QUILLFEATHER, JR.", "Wong Yuh Lan", "PROF. TAVISH FENNIMORE", "Nguessan Yao"]
)
def test_a_name_without_one_is_an_individual(name: str) -> None:
    assert party_type_of(name) is PartyType.INDIVIDUAL
