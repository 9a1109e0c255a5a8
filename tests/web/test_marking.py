"""What is marked where an asked and a listed value are shown side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.web.marking import MOST_CHARACTERS, Piece, mark_differences, split_characters


def marked(pieces: list[Piece]) -> str:
    """A value with what differs in brackets."""
    return "".join(f"[{one.text}]" if one.differs else one.text for one in pieces)


@pytest.mark.parametrize(
    ("asked", "listed", "first", "second"),
    [
        ("Jozef Kony", "KONY, Joseph", "Jo[z]e[f] Kony", "KONY, Jo[s]e[ph]"),
        ("Moamar Gadafi", "GADHAFI, Muammar", "M[o]amar Gadafi", "GAD[H]AFI, M[u]a[m]mar"),
        ("1984-01-08", "1984", "1984-[01]-[08]", "1984"),
        ("AB 123-4", "AB1234", "AB 123-4", "AB1234"),
        ("Müller", "MULLER", "M[ü]ller", "M[U]LLER"),
        ("Лукашенко", "ЛУКАШЭНКО", "Лукаш[е]нко", "ЛУКАШ[Э]НКО"),
        ("محمد علی", "محمد علي", "محمد عل[ی]", "محمد عل[ي]"),
        ("習近平", "习近平", "[習]近平", "[习]近平"),
        ("Anna", "Борис", "[Anna]", "[Борис]"),
        ("", "x", "", "[x]"),
    ],
)
def test_only_what_differs_is_marked(asked: str, listed: str, first: str, second: str) -> None:
    ours, theirs = mark_differences(asked, listed)
    assert (marked(ours), marked(theirs)) == (first, second)


def test_a_letter_and_its_marks_are_one_character() -> None:
    assert split_characters("e\u0301a") == ["e\u0301", "a"]
    assert split_characters("किम") == ["कि", "म"]
    assert split_characters("\u1112\u1161\u11ab") == ["\u1112\u1161\u11ab"]
    ours, _ = mark_differences("Jose\u0301", "Jose")
    assert marked(ours) == "Jos[e\u0301]"


def test_the_two_ways_to_write_an_accent_are_no_difference() -> None:
    ours, theirs = mark_differences("Jose\u0301", "José")
    assert not any(one.differs for one in ours + theirs)


def test_nothing_is_marked_in_values_too_long_to_be_read() -> None:
    ours, _ = mark_differences("x" * (MOST_CHARACTERS + 1), "y")
    assert [one.differs for one in ours] == [False]


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_pieces_of_a_value_are_the_value(asked: str, listed: str) -> None:
    ours, theirs = mark_differences(asked, listed)
    assert "".join(one.text for one in ours) == asked
    assert "".join(one.text for one in theirs) == listed


@given(st.text(max_size=40))
def test_a_value_does_not_differ_from_itself(text: str) -> None:
    ours, theirs = mark_differences(text, text)
    assert not any(one.differs for one in ours + theirs)
