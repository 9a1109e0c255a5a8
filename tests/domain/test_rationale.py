"""The draft of a rationale says what the ledger says, each line once, and concludes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screening.domain.rationale import draft_of_hit, draft_rationale
from screening.domain.screening import Evidence
from tests.store.answers import make_hit
from tests.store.examples import make_designation, make_version

NAME = Evidence(feature="name", asked="Ivan", listed="IVAN", similarity=10_000, contribution=10_000)
BIRTH = Evidence(
    feature="birth_date",
    asked="1999",
    listed="1976",
    similarity=0,
    contribution=-2_000,
    note="birth date differs by 23 years",
)
PLACE = Evidence(feature="nationality", asked="fr", listed="ru", similarity=2_500, contribution=-300)
FLOOR = Evidence(feature="exact name floor", asked="", listed="", similarity=None, contribution=800)
HIT = make_hit(make_designation("1", "IVAN"), make_version())


def sentences(*evidence: Evidence) -> str:
    """The draft of a hit with this ledger."""
    return draft_of_hit(make_hit(make_designation("1", "IVAN"), make_version(), evidence=evidence))


def test_what_differs_is_told_with_both_sides_and_the_note() -> None:
    assert sentences(NAME, BIRTH, PLACE, FLOOR) == (
        'un_sc_sanctions 1, IVAN: Name "Ivan" is the listed "IVAN" (strong primary name). '
        "Birth date differs: 1999 against 1976 (differs by 23 years). "
        "Nationality differs: fr against ru."
    )


def test_what_agrees_and_what_resembles_is_told_so() -> None:
    name = Evidence(feature="name", asked="Iwan", listed="IVAN", similarity=8_512, contribution=8_512)
    gender = Evidence(feature="gender", asked="male", listed="male", similarity=10_000, contribution=0)
    near = Evidence(feature="birth_date", asked="1976", listed="1977", similarity=6_000, contribution=1)
    text = sentences(name, gender, near)
    assert 'resembles the listed "IVAN" (strong primary name) to 0.85.' in text
    assert "Gender agrees: male against male." in text
    assert "Birth date partly agrees: 1976 against 1977." in text


def test_a_hit_with_a_name_alone_says_that_nothing_else_was_compared() -> None:
    assert sentences(NAME).endswith("No other fact could be compared.")


def test_each_hit_has_a_paragraph() -> None:
    assert draft_rationale([HIT, HIT]).count("\n\n") == 1


@given(st.lists(st.sampled_from([BIRTH, PLACE, FLOOR]), max_size=6))
def test_every_line_that_compares_has_one_sentence(lines: list[Evidence]) -> None:
    compared = sum(line.similarity is not None for line in lines)
    assert sentences(NAME, *lines).count(" against ") == compared
