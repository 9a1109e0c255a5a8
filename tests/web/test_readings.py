"""How a name of another script was read is shown beside it."""

from __future__ import annotations

import pytest

from screening.domain.screening import Evidence
from screening.web.ledger import draw_ledger
from screening.web.search.readings import read_as, read_dates
from tests.web.test_ledger import hit_with


def test_the_readings_that_the_ledger_compared_are_shown() -> None:
    assert read_as("Каддафи", "QADDAFI", "kaddafi~qaddafi 0.90 x 12.9") == ("kaddafi", "qaddafi")


def test_names_in_latin_letters_are_read_as_they_stand() -> None:
    assert read_as("José", "JOSE", "") is None


def test_of_several_readings_that_is_shown_which_is_alike() -> None:
    read = read_as("김정은", "KIM, Jong Un", "")
    assert read is not None
    assert read[1] == "kim jong un"


def test_where_a_name_was_read_the_readings_are_marked_and_the_letters_are_not() -> None:
    line = Evidence(
        feature="name",
        asked="Каддафи",
        listed="QADDAFI",
        similarity=9_000,
        contribution=9_000,
        note="kaddafi~qaddafi",
    )
    (drawn,) = draw_ledger(hit_with(line)).lines
    assert [piece.differs for piece in drawn.values.asked] == [False]
    assert [(piece.text, piece.differs) for piece in drawn.read_as.asked] == [("k", True), ("addafi", False)]


def test_a_value_that_stands_alone_differs_from_nothing() -> None:
    line = Evidence(feature="country", asked="", listed="Libya", similarity=None, contribution=0)
    (drawn,) = draw_ledger(hit_with(line)).lines
    assert [piece.differs for piece in drawn.values.listed] == [False]


@pytest.mark.parametrize(
    ("asked", "listed", "read"),
    [
        ("1984-01-09", "08 Jan 1984", ("1984-01-09", "1984-01-08")),
        ("1984-01", "Feb 1984", ("1984-01", "1984-02")),
        ("1984", "circa 1985", ("1984", "1985")),
        ("1984", "1985", None),
        ("1984", "1961 to 1963", None),
        ("1984", "long ago", None),
    ],
)
def test_dates_in_words_are_shown_in_the_form_in_which_they_are_asked(
    asked: str, listed: str, read: tuple[str, str] | None
) -> None:
    assert read_dates(asked, listed) == read


def test_nothing_is_marked_where_the_ledger_finds_the_values_equal() -> None:
    line = Evidence(feature="imo", asked="9187629", listed="IMO 9187629", similarity=10_000, contribution=0)
    (drawn,) = draw_ledger(hit_with(line)).lines
    assert not any(piece.differs for piece in drawn.values.listed)


def test_a_day_and_a_month_that_were_changed_for_each_other_differ() -> None:
    line = Evidence(
        feature="birth_date", asked="1984-01-08", listed="1984-08-01", similarity=0, contribution=0
    )
    (drawn,) = draw_ledger(hit_with(line)).lines
    assert any(piece.differs for piece in drawn.values.asked)


def test_a_date_that_is_written_as_it_is_read_is_said_once_and_marked() -> None:
    line = Evidence(
        feature="birth_date", asked="1960-09-07", listed="08 Sep 1960", similarity=5_000, contribution=0
    )
    (drawn,) = draw_ledger(hit_with(line)).lines
    assert [(piece.text, piece.differs) for piece in drawn.values.asked] == [
        ("1960-09-0", False),
        ("7", True),
    ]
    assert not drawn.read_as.asked
    assert "".join(piece.text for piece in drawn.read_as.listed) == "1960-09-08"
