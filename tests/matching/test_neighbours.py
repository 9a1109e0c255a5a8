"""The look-up by shortened forms loses no string within its bound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from screening.matching.arrays import ranges
from screening.matching.neighbours import Neighbours
from screening.matching.spelling import edit_bound

words = st.text("abcde", min_size=0, max_size=9)


@given(st.lists(words, max_size=30), words)
def test_every_string_within_the_bound_is_found(strings: list[str], asked: str) -> None:
    near = set(Neighbours.build(strings, edit_bound).near(asked, edit_bound(len(asked))).tolist())
    within = {
        place
        for place, text in enumerate(strings)
        if OSA.distance(asked, text) <= edit_bound(max(len(asked), len(text)))
    }
    assert within <= near


def test_what_was_saved_is_found_again(tmp_path: Path) -> None:
    Neighbours.build(["kim", "putin", "kony"], edit_bound).save(tmp_path, "words")
    assert Neighbours.open(tmp_path, "words").near("puttin", 2).tolist() == [1]


def test_nothing_is_near_in_an_empty_collection(tmp_path: Path) -> None:
    Neighbours.build([], edit_bound).save(tmp_path, "words")
    assert Neighbours.open(tmp_path, "words").near("putin", 2).tolist() == []


def test_ranges_follow_one_another() -> None:
    assert ranges(np.array([0, 5, 9]), np.array([2, 5, 12])).tolist() == [0, 1, 9, 10, 11]
    assert ranges(np.array([], int), np.array([], int)).tolist() == []
