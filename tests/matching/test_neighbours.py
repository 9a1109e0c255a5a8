"""The look-up by shortened forms loses no string within its bound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from screening.matching.arrays import ranges
from screening.matching.measures import edit_bound
from screening.matching.neighbours import Neighbours, NeighboursBuilder, Shelved

words = st.text("abcde", min_size=0, max_size=9)
SPELLINGS, SOUNDS = 1, 2


def filed(folder: Path, strings: Sequence[str]) -> Neighbours:
    """Strings on the shelf of spellings, each under its place."""
    builder = NeighboursBuilder()
    builder.add(Shelved(SPELLINGS, strings, range(len(strings)), edit_bound))
    builder.write(folder, "near")
    return Neighbours(folder, "near")


def near(table: Neighbours, text: str, bound: int, shelf: int = SPELLINGS) -> list[int]:
    """The places of what may be near one string."""
    owners, numbers = table.near([Shelved(shelf, [text], [7], lambda _: bound)])
    assert set(owners.tolist()) <= {7}
    return sorted(set(numbers.tolist()))


@given(st.lists(words, max_size=30), words)
def test_every_string_within_the_bound_is_found(strings: list[str], asked: str) -> None:
    with TemporaryDirectory() as folder:
        table = filed(Path(folder), strings)
        found = set(near(table, asked, edit_bound(len(asked))))
    within = {
        place
        for place, text in enumerate(strings)
        if OSA.distance(asked, text) <= edit_bound(max(len(asked), len(text)))
    }
    assert within <= found


def test_few_strings_are_found_that_are_not_near(tmp_path: Path) -> None:
    table = filed(tmp_path, ["kim", "putin", "kony"])
    assert near(table, "puttin", 2) == [1]


def test_what_stands_on_another_shelf_is_not_found(tmp_path: Path) -> None:
    assert near(filed(tmp_path, ["kim", "putin"]), "putin", 2, SOUNDS) == []


def test_a_string_of_any_length_is_found(tmp_path: Path) -> None:
    long = "a" * 10_000
    assert near(filed(tmp_path, ["", long]), long, 0) == [1]


def test_nothing_is_near_in_an_empty_collection(tmp_path: Path) -> None:
    assert near(filed(tmp_path, []), "putin", 2) == []


def test_many_strings_are_looked_up_at_once_each_under_its_number(tmp_path: Path) -> None:
    table = filed(tmp_path, ["kim", "putin", "kony"])
    asked = [Shelved(SPELLINGS, ["koni", "puttin", "putin"], [4, 5, 6], edit_bound)]
    owners, numbers = table.near(asked)
    assert set(zip(owners.tolist(), numbers.tolist(), strict=True)) == {(4, 2), (5, 1), (6, 1)}


def test_ranges_follow_one_another() -> None:
    assert ranges(np.array([0, 5, 9]), np.array([2, 5, 12])).tolist() == [0, 1, 9, 10, 11]
    assert ranges(np.array([], int), np.array([], int)).tolist() == []
