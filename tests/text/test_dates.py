from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.text.dates import parse_date, parse_subject_date, year_span

_SPANS = {
    "1961-01-05": ("1961-01-05", "1961-01-05"),
    "1961-01-05-05:00": ("1961-01-05", "1961-01-05"),
    "1961-01-05T00:00:00Z": ("1961-01-05", "1961-01-05"),
    "19610105": ("1961-01-05", "1961-01-05"),
    "1961/01/05": ("1961-01-05", "1961-01-05"),
    "05 Jan 1961": ("1961-01-05", "1961-01-05"),
    "5 January 1961": ("1961-01-05", "1961-01-05"),
    "05-JAN-1961": ("1961-01-05", "1961-01-05"),
    "January 5, 1961": ("1961-01-05", "1961-01-05"),
    "5th of January 1961": ("1961-01-05", "1961-01-05"),
    "5 de enero de 1961": ("1961-01-05", "1961-01-05"),
    "1er février 1961": ("1961-02-01", "1961-02-01"),
    "05/01/1961": ("1961-01-05", "1961-01-05"),
    "05.01.1961": ("1961-01-05", "1961-01-05"),
    "\n 05  Jan\n1961 ": ("1961-01-05", "1961-01-05"),
    "1961-02": ("1961-02-01", "1961-02-28"),
    "Feb 1964": ("1964-02-01", "1964-02-29"),
    "02/1964": ("1964-02-01", "1964-02-29"),
    "00/02/1964": ("1964-02-01", "1964-02-29"),
    "1964-02-00": ("1964-02-01", "1964-02-29"),
    "dd/02/1964": ("1964-02-01", "1964-02-29"),
    "1961": ("1961-01-01", "1961-12-31"),
    "00/00/1961": ("1961-01-01", "1961-12-31"),
    "dd/mm/1961": ("1961-01-01", "1961-12-31"),
    "1961-00-00": ("1961-01-01", "1961-12-31"),
    "1961-XX-XX": ("1961-01-01", "1961-12-31"),
    "15/00/1961": ("1961-01-01", "1961-12-31"),
    "1961 to 1963": ("1961-01-01", "1963-12-31"),
    "1963 to 1961": ("1961-01-01", "1963-12-31"),
    "1961-1963": ("1961-01-01", "1963-12-31"),
    "1961 – 1963": ("1961-01-01", "1963-12-31"),
    "between 1961 and 1963": ("1961-01-01", "1963-12-31"),
    "from 1961 to 1963": ("1961-01-01", "1963-12-31"),
    "05 Jan 1961 to 07 Jan 1961": ("1961-01-05", "1961-01-07"),
    "Jan 1961 to Mar 1961": ("1961-01-01", "1961-03-31"),
    "1961-01-05/1961-01-07": ("1961-01-05", "1961-01-07"),
    "1961- 1963": ("1961-01-01", "1963-12-31"),
    "1961/1963": ("1961-01-01", "1963-12-31"),
    "Between 1961 to 1963": ("1961-01-01", "1963-12-31"),
    "1970年": ("1970-01-01", "1970-12-31"),
    "1961年2月": ("1961-02-01", "1961-02-28"),
    "１９６１年１月５日": ("1961-01-05", "1961-01-05"),
    "1961年から1963年": ("1961-01-01", "1963-12-31"),
    "1963年又は1964年": ("1963-01-01", "1964-12-31"),
    "1963 or 1964": ("1963-01-01", "1964-12-31"),
    "1972-08-10 or 1972-08-11": ("1972-08-10", "1972-08-11"),
    "1970s": ("1970-01-01", "1979-12-31"),
    "١٩٦١": ("1961-01-01", "1961-12-31"),
}
_ABOUT = {
    "1961年頃": ("1961-01-01", "1961-12-31"),
    "circa 1961": ("1961-01-01", "1961-12-31"),
    "Circa 05 Jan 1961": ("1961-01-05", "1961-01-05"),
    "c. 1961": ("1961-01-01", "1961-12-31"),
    "c1961": ("1961-01-01", "1961-12-31"),
    "ca. 1961": ("1961-01-01", "1961-12-31"),
    "approximately 1961": ("1961-01-01", "1961-12-31"),
    "1961 (approx.)": ("1961-01-01", "1961-12-31"),
    "1961?": ("1961-01-01", "1961-12-31"),
    "~1961": ("1961-01-01", "1961-12-31"),
    "circa 1961 to circa 1963": ("1961-01-01", "1963-12-31"),
    "born in the early 1970s": ("1970-01-01", "1979-12-31"),
}
_NOT_UNDERSTOOD = [
    "",
    "unknown",
    "0000",
    "00/00/0000",
    "1961-13-01",
    "30 Feb 1961",
    "1961-02-29",
    "05/13/1961",
    "Sep-99",
    "05/01/61",
    "5 Foo 1961",
    "1965-07-15 OR 1969-09-28",
    "1961 to",
    "1961, 1963, 1965",
    "age 45",
    "12345",
    "9999 to 99999",
    "x" * 1000,
]


@pytest.mark.parametrize(("text", "span"), _SPANS.items())
def test_a_date_is_as_precise_as_it_was_printed(text: str, span: tuple[str, str]) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.earliest.isoformat(), parsed.latest.isoformat(), parsed.circa) == (*span, False)
    assert parsed.text == text.strip()


@pytest.mark.parametrize(("text", "span"), _ABOUT.items())
def test_an_approximate_date_says_so(text: str, span: tuple[str, str]) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.earliest.isoformat(), parsed.latest.isoformat(), parsed.circa) == (*span, True)


@pytest.mark.parametrize("text", _NOT_UNDERSTOOD)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


def test_what_the_caller_knows_is_carried_over() -> None:
    parsed = parse_date("1961", circa=True, note="alternative")
    assert parsed is not None
    assert (parsed.circa, parsed.note) == (True, "alternative")


def test_a_span_of_years_is_never_inverted() -> None:
    assert year_span(1963, 1961, text="1963-1961") == year_span(1961, 1963, text="1963-1961")
    with pytest.raises(ValueError, match="year"):
        year_span(0, 1961, text="0-1961")


@pytest.mark.parametrize("text", ["1956", "1956-03", "1956-03-09"])
def test_a_client_gives_iso_dates(text: str) -> None:
    parsed = parse_subject_date(text)
    assert parsed is not None
    assert parsed.text == text


@pytest.mark.parametrize(
    "text", ["", "56", "1956-00", "1956-13", "09/03/1956", "circa 1956", "1956 ", "١٩٥٦"]
)
def test_a_client_gives_nothing_but_iso_dates(text: str) -> None:
    assert parse_subject_date(text) is None


@given(st.dates())
def test_any_iso_date_is_itself(day: date) -> None:
    for parsed in (parse_date(day.isoformat()), parse_subject_date(day.isoformat())):
        assert parsed is not None
        assert parsed.earliest == parsed.latest == day


@given(st.dates(), st.dates())
def test_any_two_dates_span_what_lies_between(one: date, other: date) -> None:
    parsed = parse_date(f"{one.isoformat()} to {other.isoformat()}")
    assert parsed is not None
    assert [parsed.earliest, parsed.latest] == sorted([one, other])


@given(st.text() | st.text("0123456789-/. tocirJanF?()", max_size=30))
def test_any_text_is_answered_and_no_span_is_inverted(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or parsed.earliest <= parsed.latest
