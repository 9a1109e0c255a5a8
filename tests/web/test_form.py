from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from screening.domain.errors import Fault
from screening.services.subject_input import parse_screening_request
from screening.web.form import (
    FEWEST_IDENTIFIERS,
    MOST_SHOWN,
    IdentifierRow,
    SearchForm,
    beyond_form,
    form_of,
    read_form,
    to_payload,
)
from screening.web.form_fields import FIELDS, TERMS, say_fault

FILLED = SearchForm(
    values={
        "name": "Kim Jong Un",
        "type": "individual",
        "birth_date": "1984-01-08; 1984",
        "country": "kp; ru",
        "aliases": "Kim, Jong-un\n金正恩",
        "gender": "male",
        "birth_place": "Pyongyang",
        "nationality": "kp",
        "residence": "kp",
        "incorporation": "kp",
        "addresses": "1, Main Street\n2, Main Street",
        "imo": "9074729",
        "mmsi": "366999712",
        "call_sign": "HMYS",
        "flag": "kp",
        "reference": "C-1",
        "threshold": "0.65",
        "as_of": "2024-05-07",
        "portfolio": "retail",
    },
    lists=("us_ofac_sdn",),
    identifiers=(IdentifierRow("X123", "passport", "kp"), IdentifierRow("Y4")),
)


def test_an_empty_form_asks_for_a_name_only() -> None:
    expected = {"subject": {"name": ""}, "lists": [], "limit": MOST_SHOWN}
    assert to_payload(SearchForm()) == expected


def test_a_request_leads_back_to_the_form_it_came_from() -> None:
    assert set(FILLED.values) == {one.name for one in (*FIELDS, *TERMS)}
    assert form_of(parse_screening_request(to_payload(FILLED))) == FILLED


def test_what_the_form_has_no_field_for_is_named() -> None:
    payload = to_payload(FILLED) | {"as_of": None, "in_force_at": "2024-05-07T12:00:00Z"}
    payload["subject"]["context"] = {"officer": "7"}
    assert len(beyond_form(parse_screening_request(payload))) == 2
    assert beyond_form(parse_screening_request(to_payload(SearchForm(values={"name": "Kim"})))) == []


def test_blanks_around_facts_are_dropped_and_the_name_stays_as_typed() -> None:
    sent = MultiDict([("name", " Kim "), ("country", " kp "), ("lists", "a"), ("lists", "b")])
    assert read_form(sent) == SearchForm(values={"name": " Kim ", "country": "kp"}, lists=("a", "b"))


def test_identifiers_are_read_row_by_row_and_empty_rows_are_none() -> None:
    rows = [("X1", "passport", "kp"), ("", "imo", ""), ("Z3", "", "")]
    names = ("identifier", "identifier_type", "identifier_country")
    sent = MultiDict([(name, value) for row in rows for name, value in zip(names, row, strict=True)])
    form = read_form(sent)
    assert form.identifiers == (IdentifierRow("X1", "passport", "kp"), IdentifierRow("Z3"))
    assert len(form.rows) == FEWEST_IDENTIFIERS


@pytest.mark.parametrize(("typed", "asked"), [("0.65", 0.65), ("0,65", 0.65), ("much", "much")])
def test_a_threshold_is_a_number_where_it_is_one(typed: str, asked: object) -> None:
    assert to_payload(SearchForm(values={"threshold": typed}))["threshold"] == asked


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("subject.birth_dates[0]", "Birth date"),
        ("subject.identifiers[0].value", "Identifier"),
        ("subject.incorporation_country", "Incorporated in"),
        ("threshold", "Threshold"),
        ("as_of", "As published by"),
        ("lists[3]", "Lists"),
        ("alert", "alert"),
    ],
)
def test_a_fault_is_said_with_the_label_of_its_field(field: str, label: str) -> None:
    assert say_fault(Fault(field, "is wrong")) == (label, "is wrong")
