"""What became of an entry is told from version to version, field by field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from screening.domain.listing import ChangeKind
from screening.services.deps import Deps
from screening.services.entry_history import entry_history
from screening.services.refresh import load_list
from tests.loading import LIST_ID, NEW, PEOPLE, list_xml, write
from tests.screened import COMPANY, KONY, load_people

LAST = date(2026, 2, 15)


def load(deps: Deps, folder: Path, published: date, more: str) -> None:
    load_list(deps, LIST_ID, [write(folder / f"{published}.xml", list_xml(published, PEOPLE, more))])


def test_an_entry_is_followed_through_the_versions_of_its_list(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    load(deps, tmp_path, NEW, KONY.replace(">1964<", ">1965<") + COMPANY)
    load(deps, tmp_path, LAST, COMPANY)
    history = entry_history(deps, LIST_ID, "36")
    assert [step.kind for step in history.steps] == [ChangeKind.REMOVED, ChangeKind.AMENDED, None]
    (change,) = history.steps[1].fields
    assert change.field == "birth_dates"
    assert (change.before[0].text, change.after[0].text) == ("1964", "1965")
    assert history.versions == 3
    assert history.last is not None
    assert history.last.published_on == NEW


def test_an_entry_that_came_later_was_added(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    extra = COMPANY.replace("<uid>37<", "<uid>38<")
    load(deps, tmp_path, NEW, KONY + COMPANY + extra)
    assert [step.kind for step in entry_history(deps, LIST_ID, "38").steps] == [ChangeKind.ADDED]
    assert [step.kind for step in entry_history(deps, LIST_ID, "36").steps] == [None]


def test_what_no_version_ever_had_has_no_history(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    for ref in ("none", "\x00"):
        history = entry_history(deps, LIST_ID, ref)
        assert (history.steps, history.last) == ((), None)
