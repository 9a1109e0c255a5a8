"""A whole name of an organisation and the initials of its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.matching import compare_names
from screening.matching.candidates import Sought, candidates
from screening.matching.lexicon import Lexicon, write_lexicon
from screening.matching.names import compare
from screening.matching.prepared import prepare
from screening.matching.relations import Relations
from screening.matching.section import Section, SectionBuilder
from screening.text.tokens import NameGroup

IRISL = "Islamic Republic of Iran Shipping Lines"


def test_a_name_is_abbreviated_with_and_without_particles_and_legal_forms() -> None:
    name = prepare("Zephyr Bank of Volga Trading Company", NameGroup.ORGANISATION)[0]
    assert {text for _, text in name.acronyms} == {"zbovtc", "zbvtc", "zbvt"}


def test_an_acronym_of_five_letters_is_a_hit_and_one_of_four_is_not_yet() -> None:
    assert compare_names("IRISL", IRISL, "entity") > 0.7
    assert compare_names(IRISL, "IRISL", "entity") > 0.7
    assert 0.5 < compare_names("NITC", "National Iranian Tanker Company", "entity") < 0.7


def test_other_initials_and_initials_of_persons_say_nothing() -> None:
    assert compare_names("IRISM", IRISL, "entity") < 0.3
    assert compare_names("JRRTX", "John Ronald Reuel Tolkien Xavier", "individual") < 0.3


@pytest.mark.parametrize(
    ("asked", "listed"),
    [("IRISL Europe GmbH", IRISL), (IRISL, "IRISL"), ("NITC", "National Iranian Tanker Company")],
)
def test_the_index_finds_what_initials_stand_for(tmp_path: Path, asked: str, listed: str) -> None:
    builder = SectionBuilder(NameGroup.ORGANISATION)
    builder.add("Zephyr Trading", 0, 0)
    builder.add(listed, 1, 0)
    numbers = write_lexicon(tmp_path / "lexicon", builder.words, set(builder.terms))
    builder.write(tmp_path / "section", numbers)
    section, lexicon = Section(tmp_path / "section", NameGroup.ORGANISATION), Lexicon(tmp_path / "lexicon")
    ours, theirs = prepare(asked, NameGroup.ORGANISATION), prepare(listed, NameGroup.ORGANISATION)
    score = compare(ours, theirs).score
    (found,) = candidates(section, Relations(lexicon, ours), [Sought(ours[0], score)])
    assert 1 in {owner.entry for one in found for owner in section.owners_of(one.number)}
