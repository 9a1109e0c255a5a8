"""A proof asks for every listed name, and finds out when the index loses one."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from jellyfish import metaphone

from screening.domain.screening import Subject
from screening.matching import finding
from screening.matching.engine import screen_subject
from screening.matching.equal_names import EqualNames
from screening.matching.index import Index
from screening.matching.manipulations import MANIPULATIONS, respelled
from screening.matching.policy import default_policy
from screening.matching.proof import SAMPLE, Findings, prove
from tests.matching.conftest import MakeIndex, listed

PEOPLE = [
    listed("Ivan Petrov", "Petrov Ivan Ivanovich", weak=("Vanya",)),
    listed("Kim Jong Un", "金正恩"),
    listed("Joseph Kony"),
    listed("Ali ibn Ali al-Ali"),
]
LETTERS = "abcdefghijklmnopq"
CROWD = [listed(f"Ivan Petrov {first}{last}ov") for first in LETTERS for last in LETTERS]


def _prove(index: Index, designations: list[Any] = PEOPLE, seed: str = "seed") -> Findings:
    return prove(index, default_policy(), designations, seed=seed)


def test_every_primary_name_and_strong_alias_is_asked_and_found(make_index: MakeIndex) -> None:
    findings = _prove(make_index(PEOPLE))
    assert (findings.names, findings.manipulated, findings.misses) == (6, 6, [])


def test_a_crowd_of_namesakes_is_found_and_sampled(make_index: MakeIndex) -> None:
    findings = _prove(make_index(CROWD), CROWD)
    assert (findings.names, findings.manipulated, findings.misses) == (len(CROWD), SAMPLE, [])


def test_a_name_that_the_index_does_not_hold_is_a_miss(make_index: MakeIndex) -> None:
    misses = _prove(make_index(PEOPLE[1:])).misses
    assert misses[0].startswith("'Ivan Petrov' of xx_list")
    assert misses[0].endswith(", as it is printed")


def test_a_name_of_which_nothing_can_be_compared_is_a_miss(make_index: MakeIndex) -> None:
    people = [*PEOPLE, listed("ʔʔʔ")]
    assert _prove(make_index(people), people).misses[0].startswith("'ʔʔʔ'")


def test_a_look_up_of_equal_names_that_loses_one_is_found(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(PEOPLE)
    monkeypatch.setattr(EqualNames, "find", lambda self, asked: [[] for _ in asked])
    assert sum(miss.endswith("as it is printed") for miss in _prove(index).misses) == 6


def test_a_bound_that_loses_an_altered_name_is_found(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(PEOPLE)
    monkeypatch.setattr(finding, "candidates", lambda *asked: [[]] * len(asked[-1]))
    misses = _prove(index).misses
    assert misses
    assert all(", asked as '" in miss for miss in misses)


def test_an_equal_name_is_found_whatever_the_bound_says(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(PEOPLE)
    monkeypatch.setattr(finding, "candidates", lambda *asked: [[]] * len(asked[-1]))
    for name in ("Ivan Petrov", "PETROV, Ivan", "金正恩", "Ali al Ali ibn Ali"):
        hits = screen_subject(Subject(name=name), index, default_policy(), threshold=None)
        assert [hit.score for hit in hits] == [10_000], name


def test_the_same_seed_draws_the_same_sample(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index = make_index(CROWD)
    monkeypatch.setattr(finding, "candidates", lambda *asked: [[]] * len(asked[-1]))
    first, again, other = (_prove(index, CROWD, seed).misses for seed in ("1", "1", "2"))
    assert first == again != other


def test_a_name_is_respelled_as_it_sounds() -> None:
    texts = {respelled("Joseph Kony", Random(seed)) for seed in range(40)}
    assert {"josef kony", "joseph koni"} <= texts
    assert len(set(map(metaphone, texts))) == 1


@pytest.mark.parametrize("name", ["A", "Ali", "Ivan Petrov", "金正恩", " "])
def test_every_manipulation_can_be_done_to_any_name(name: str) -> None:

    assert all(isinstance(change(name, Random(1)), str) for change in MANIPULATIONS)
