from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from screening.domain.errors import Fault
from screening.services.subject_input import parse_screening_request
from screening.web.form import MOST_SHOWN, SearchForm, form_of, read_form, say_fault, to_payload

FILLED = SearchForm("Kim Jong Un", "individual", "1984", "kp", "X123", ("us_ofac_sdn",), "0.65")


def test_an_empty_form_asks_for_a_name_only() -> None:
    expected = {"subject": {"name": ""}, "lists": [], "limit": MOST_SHOWN}
    assert to_payload(SearchForm()) == expected


def test_a_request_leads_back_to_the_form_it_came_from() -> None:
    assert form_of(parse_screening_request(to_payload(FILLED))) == FILLED


def test_blanks_around_facts_are_dropped_and_the_name_stays_as_typed() -> None:
    sent = MultiDict([("name", " Kim "), ("country", " kp "), ("lists", "a"), ("lists", "b")])
    assert read_form(sent) == SearchForm(name=" Kim ", country="kp", lists=("a", "b"))


@pytest.mark.parametrize(("typed", "asked"), [("0.65", 0.65), ("0,65", 0.65), ("much", "much")])
def test_a_threshold_is_a_number_where_it_is_one(typed: str, asked: object) -> None:
    assert to_payload(SearchForm(threshold=typed))["threshold"] == asked


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("subject.birth_dates[0]", "Birth date"),
        ("subject.identifiers[0].value", "Identifier"),
        ("threshold", "Threshold"),
        ("lists[3]", "Lists"),
        ("reference", "reference"),
    ],
)
def test_a_fault_is_said_with_the_label_of_its_field(field: str, label: str) -> None:
    assert say_fault(Fault(field, "is wrong")) == (label, "is wrong")
