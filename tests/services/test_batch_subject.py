from __future__ import annotations

import pytest

from screening.domain.errors import InvalidRequest
from screening.services.batch_dates import AMBIGUOUS, EXPECTED, iso_date, why_unread
from screening.services.batch_subject import read_subject
from screening.services.subject_input import MOST_VALUES, parse_subject


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31/12/1961", "1961-12-31"),
        ("31.12.1961", "1961-12-31"),
        ("31-12-1961", "1961-12-31"),
        ("5.4.1961", "1961-04-05"),
        ("07.10.1952", "1952-10-07"),
        ("31-Dec-1961", "1961-12-31"),
        ("4 May 1961", "1961-05-04"),
        ("13/5/1961", "1961-05-13"),
        ("05/05/1961", "1961-05-05"),
    ],
)
def test_a_date_that_can_only_begin_with_its_day_is_read(written: str, read: str) -> None:
    assert iso_date(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "31/02/1961",
        "12/31/1961",
        "12.31.1961",
        "00/12/1961",
        "00/00/1961",
        "31/12/61",
        "31/12.1961",
        "32-Dec-1961",
        "31-Foo-1961",
        "circa 1961",
        "dd/12/1961",
    ],
)
def test_what_is_no_date_stays_as_it_is(written: str) -> None:
    assert (iso_date(written), why_unread(written)) == (written, EXPECTED)


@pytest.mark.parametrize("written", ["04/05/1961", "5/4/1961", "12-11-1961"])
def test_a_date_with_two_readings_is_not_guessed(written: str) -> None:
    assert (iso_date(written), why_unread(written)) == (written, AMBIGUOUS)


def test_a_request_stays_as_strict_as_it_was() -> None:
    with pytest.raises(InvalidRequest):
        parse_subject({"name": "A", "birth_dates": ["31/12/1961"]})


def test_only_the_values_that_cannot_be_read_are_left_out() -> None:
    reading = read_subject(
        {
            "name": "A",
            "type": "robot",
            "birth_date": "1956;04/05/1961;31.12.1956",
            "country": "Atlantis",
            "alias": "B;?",
            "identifier": "P 1",
        }
    )
    subject = reading.subject
    assert subject is not None
    assert (subject.type, subject.birth_dates, subject.countries) == (None, ("1956", "1956-12-31"), ())
    assert (subject.aliases, [one.value for one in subject.identifiers]) == (("B",), ["P 1"])
    assert sorted(reason.partition(":")[0] for reason in reading.left_out) == [
        "alias 2 could not be read",
        "birth_date 2 could not be read",
        "country could not be read",
        "type could not be read",
    ]
    assert f"birth_date 2 could not be read: {AMBIGUOUS}" in reading.left_out


@pytest.mark.parametrize("bad", ["", "?;", "?;?;"])
def test_a_cell_with_too_many_values_is_left_out_whole(bad: str) -> None:
    reading = read_subject({"name": "A", "alias": bad + ";".join("B" * (MOST_VALUES + 1)) + ";?"})
    assert reading.subject is not None
    assert reading.subject.aliases == ()
    assert "alias could not be read: holds too many values" in reading.left_out


def test_a_text_that_is_too_long_is_left_out() -> None:
    reading = read_subject({"name": "A", "identifier": "1" * 1001, "address": "2" * 1001})
    assert reading.subject is not None
    assert (reading.subject.identifiers, reading.subject.addresses) == ((), ())
    assert [reason.split()[0] for reason in reading.left_out] == ["identifier", "address"]


@pytest.mark.parametrize("name", ["", " ", "?", "a" * 1001])
def test_without_a_usable_name_there_is_no_party_and_every_fault_is_named(name: str) -> None:
    reading = read_subject({"name": name, "birth_date": "1956-13"})
    assert reading.subject is None
    assert [reason.split()[0] for reason in reading.left_out] == ["name", "birth_date"]
