"""A set of files that says of itself that it is incomplete is loaded only where the operator knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screening.domain.errors import UsageError
from screening.services.deps import Deps
from screening.services.list_loading import raw_folder
from screening.services.refresh import load_list
from screening.store.lists import list_versions
from tests.sources.ofac_published import TABLES

_LIST_ID = "us_ofac_sdn"
_DAY = date(2024, 5, 7)
_MAIN = [path for path in TABLES if path.name == "SDN.CSV"]


def test_a_lone_main_table_is_refused_in_one_sentence_and_leaves_nothing(deps: Deps) -> None:
    with pytest.raises(UsageError) as refusal:
        load_list(deps, _LIST_ID, _MAIN, published_on=_DAY)
    sentence = str(refusal.value)
    assert sentence.startswith("SDN.CSV is an incomplete set: it lacks the addresses (ADD.CSV)")
    assert sentence.endswith("give --partial to load it all the same")
    with deps.database.reading() as session:
        assert list_versions(session, _LIST_ID) == []
    assert [path.name for path in raw_folder(deps, _LIST_ID).iterdir()] == [".lock"]


def test_it_loads_as_partial_where_that_is_known(deps: Deps) -> None:
    report = load_list(deps, _LIST_ID, _MAIN, published_on=_DAY, partial=True)
    assert report.version.partial
    assert dict(report.counts.by_type) == {"individual": 1, "entity": 1, "vessel": 1, "aircraft": 1}


@pytest.mark.parametrize("chosen", [TABLES, [TABLES[0].parent]], ids=["files", "folder"])
def test_the_whole_set_needs_no_word(deps: Deps, chosen: list[Path]) -> None:
    report = load_list(deps, _LIST_ID, chosen, published_on=_DAY)
    assert not report.version.partial
    assert (report.version.format, report.counts.strong_aliases) == ("ofac-csv", 3)
