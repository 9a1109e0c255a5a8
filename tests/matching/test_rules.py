"""Rules over many words at once: no word tells on its neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.matching.arabic import spoken_of
from screening.matching.classes import classes
from screening.matching.keys import KEYS, KeyKind
from screening.matching.rules import Rules
from screening.matching.slavic import transcribed_of

_SMALL = st.text("abcdehijkorstuvwxyz", min_size=1, max_size=8)
_WORDS = st.lists(_SMALL | _SMALL.map(str.upper) | _SMALL.map(str.capitalize), max_size=6)


@given(words=_WORDS, kind=st.sampled_from(KeyKind))
def test_keys_of_many_words_are_those_of_each(words: list[str], kind: KeyKind) -> None:
    keys_of = KEYS[kind]
    assert keys_of(words) == [keys_of([word])[0] for word in words]


@given(words=st.lists(_SMALL, max_size=6))
def test_classes_of_many_words_are_those_of_each(words: list[str]) -> None:
    assert spoken_of(words) == [spoken_of([word])[0] for word in words]
    assert transcribed_of(words) == [transcribed_of([word])[0] for word in words]
    assert classes.of(words) == list(map(classes, words))


@pytest.mark.parametrize("words", [[], [""], ["", "ab", ""], ["ab"]])
def test_there_are_as_many_words_after_the_rules_as_before(words: list[str]) -> None:
    rules = Rules((("^a", "x"), ("b$", "")))
    assert rules.apply(words) == [word.replace("ab", "x") for word in words]
