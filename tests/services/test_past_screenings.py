"""Past screenings are found by the words of a name, whatever its writing, and only by who may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from screening.domain.access import operator
from screening.domain.screening import ScreeningRequest, Subject
from screening.services import past_screenings as past
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.past_screenings import past_screenings
from screening.services.screen import Screener
from screening.store.screening_listing import ScreeningFilter
from tests.loading import Clock
from tests.screened import load_people

BY = operator("anna")
NAMES = ("José Kony", "Кони Иосиф", "Erika Mustermann")


@pytest.fixture
def filled(deps: Deps, corpora: CorpusProvider, tmp_path: Path, clock: Clock) -> Deps:
    load_people(deps, tmp_path)
    screener = Screener(deps, corpora)
    for name in NAMES:
        screener.screen(ScreeningRequest(subject=Subject(name=name)), by=BY)
        clock.move(timedelta(minutes=1))
    return deps


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", set(NAMES)),
        ("KONY jose", {"José Kony"}),
        ("koni", {"Кони Иосиф"}),
        ("muster", {"Erika Mustermann"}),
        ("nobody", set()),
    ],
)
def test_words_of_a_name_find_it(filled: Deps, words: str, expected: set[str]) -> None:
    page = past_screenings(filled, ScreeningFilter(), name=words, seen_by=BY)
    assert {one.name for one in page.screenings} == expected
    assert page.total == len(expected)
    assert not page.is_cut


def test_those_of_other_portfolios_are_not_there(filled: Deps) -> None:
    kept = replace(BY, portfolios=frozenset({"retail"}))
    assert past_screenings(filled, ScreeningFilter(), seen_by=kept).total == 0


def test_it_is_said_where_only_the_newest_were_searched(
    filled: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "MOST_SEARCHED", 2)
    page = past_screenings(filled, ScreeningFilter(), name="kony", seen_by=BY)
    assert (page.screenings, page.is_cut) == ([], True)


def test_a_page_of_names_begins_where_it_is_asked_to(filled: Deps) -> None:
    page = past_screenings(filled, ScreeningFilter(), name="kon", offset=1, limit=1, seen_by=BY)
    assert (len(page.screenings), page.total) == (1, 2)
