"""How a name of another script was read is shown beside it."""

from __future__ import annotations

from screening.domain.screening import Evidence
from screening.web.ledger import draw_ledger
from screening.web.search.readings import read_as
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
    assert drawn.read_as is not None
    assert [(piece.text, piece.differs) for piece in drawn.read_as.asked] == [("k", True), ("addafi", False)]


def test_a_value_that_stands_alone_differs_from_nothing() -> None:
    line = Evidence(feature="country", asked="", listed="Libya", similarity=None, contribution=0)
    (drawn,) = draw_ledger(hit_with(line)).lines
    assert [piece.differs for piece in drawn.values.listed] == [False]
