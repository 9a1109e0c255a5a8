"""What can be looked up follows the list in force, and of a new version only what it changed is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.domain.designation import Designation
from screening.domain.errors import ListNotReady
from screening.domain.listing import ListVersion
from screening.services import lookup_table
from screening.services.ahead import make_ready
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.lookup_table import LookupEntry, LookupTables
from screening.services.refresh import load_list
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, list_xml, write

CHANGED = {1: "IVANOFF", 2: "PETROV", 3: "SIDOROV", 5: "POPOV"}


def _load(deps: Deps, folder: Path, content: bytes) -> ListVersion:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)]).version


def _names(entries: list[LookupEntry]) -> list[str]:
    return [one.primary_name for one in entries]


def test_a_new_version_is_looked_up_as_if_all_of_it_had_been_read(deps: Deps, tmp_path: Path) -> None:
    tables = LookupTables(deps.database)
    _load(deps, tmp_path, list_xml(OLD))
    assert _names(tables.entries()) == list(PEOPLE.values())
    _load(deps, tmp_path, list_xml(NEW, CHANGED))
    assert tables.entries() == LookupTables(deps.database).entries()
    assert _names(tables.entries()) == list(CHANGED.values())
    assert {one.version[:10] for one in tables.entries()} == {NEW.isoformat()}


def test_only_what_a_version_changed_is_read(
    deps: Deps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    entry = lookup_table._entry

    def noting(one: Designation, version: ListVersion) -> LookupEntry:
        read.append(one.primary_name)
        return entry(one, version)

    monkeypatch.setattr(lookup_table, "_entry", noting)
    tables = LookupTables(deps.database)
    _load(deps, tmp_path, list_xml(OLD))
    tables.entries()
    assert read == list(PEOPLE.values())
    read.clear()
    _load(deps, tmp_path, list_xml(NEW, CHANGED))
    tables.entries()
    tables.entries()
    assert read == ["IVANOFF", "POPOV"]


def test_what_is_made_ready_is_not_read_again(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    tables = LookupTables(deps.database)
    make_ready(corpora, tables)
    monkeypatch.delattr(lookup_table, "_read_states")
    assert _names(tables.entries()) == list(PEOPLE.values())


def test_without_a_list_nothing_is_made_ready(deps: Deps, corpora: CorpusProvider) -> None:
    with pytest.raises(ListNotReady):
        make_ready(corpora, LookupTables(deps.database))
