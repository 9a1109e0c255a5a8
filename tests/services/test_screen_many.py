"""Many parties in one go: each by itself, all from one corpus, recorded in groups."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from screening.domain.access import operator
from screening.domain.errors import DatabaseFailure, InvalidRequest
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.services.corpus import CorpusProvider, InForce
from screening.services.deps import Deps
from screening.services.recorder import MOST_TOGETHER
from screening.services.screen import Screener
from screening.store.screenings import get_screening
from tests.screened import load_people, load_without_kony
from tests.store.chain import verified

BY = operator("tester")


def asked(name: str, threshold: int | None = None) -> ScreeningRequest:
    return ScreeningRequest(subject=Subject(name=name), threshold=threshold)


@pytest.fixture
def screener(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Screener:
    load_people(deps, tmp_path)
    return Screener(deps, corpora)


def test_each_is_answered_in_its_place_and_recorded(deps: Deps, screener: Screener) -> None:
    requests = [asked(f"Joseph Kony {n}") for n in range(MOST_TOGETHER + 8)]
    requests[7] = asked("Joseph Kony", threshold=1)
    outcomes = screener.screen_all(requests, by=BY)
    assert [n for n, one in enumerate(outcomes) if isinstance(one, InvalidRequest)] == [7]
    with deps.database.reading() as session:
        for request, one in zip(requests, outcomes, strict=True):
            if isinstance(one, Screening):
                assert get_screening(session, one.id) == one
                assert one.request.subject == request.subject
        assert verified(session) > len(requests)


def test_all_are_answered_from_one_corpus(
    deps: Deps, screener: Screener, corpora: CorpusProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that comes into force in between counts for the next request."""
    in_force = corpora.in_force

    def in_force_and_then_another() -> InForce:
        found = in_force()
        load_without_kony(deps, tmp_path)
        return found

    monkeypatch.setattr(corpora, "in_force", in_force_and_then_another)
    outcomes = screener.screen_all([asked("Joseph Kony"), asked("Ivanov")], by=BY)
    assert len({one.corpus for one in outcomes if isinstance(one, Screening)}) == 1
    first = outcomes[0]
    assert isinstance(first, Screening)
    assert first.hits


def test_what_cannot_be_recorded_is_not_answered(screener: Screener, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "screening.db") as raw:
        raw.execute("CREATE TRIGGER full BEFORE INSERT ON screening BEGIN SELECT RAISE(ABORT, 'full'); END")
    raw.close()
    outcomes = screener.screen_all([asked("Joseph Kony"), asked("Ivanov")], by=BY)
    assert [type(one) for one in outcomes] == [DatabaseFailure] * 2
