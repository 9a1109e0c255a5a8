"""What a programme imposes stands on every hit, whether or not the list itself says it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from screening.domain.designation import Designation, Name, PartyType
from screening.domain.programme import MeasureClass
from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services import programmes
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.programmes import (
    describe_programmes,
    measure_classes_of,
    measures_of,
    tables_digest,
    unknown_programmes,
)
from screening.services.refresh import load_list
from screening.store.lists import version_report
from tests.loading import LIST_ID, list_xml, write

TABLE = """code,title,legal_basis,measure_class,measures
TEST,Tests,Act 1,full_block,asset freeze|travel ban
OTHER,Others,Act 2,sectoral,asset freeze|no new debt
"""
ENTRY = Designation(
    list_id=LIST_ID,
    authority_ref="1",
    party_type=PartyType.INDIVIDUAL,
    names=(Name(text="IVANOV"),),
    locator="sdnEntry[uid=1]",
    programmes=("OTHER", " test", "NEW"),
)


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of lists that describes the programmes of the test list; its path."""
    folder = tmp_path / "lists" / LIST_ID
    folder.mkdir(parents=True)
    write(folder / "programmes.csv", TABLE.encode())
    monkeypatch.setattr(programmes, "lists_dir", lambda: tmp_path / "lists")
    _forget(monkeypatch)
    return folder


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programmes, "programmes_of", programmes.programmes_of.__wrapped__)
    monkeypatch.setattr(programmes, "tables_digest", programmes.tables_digest.__wrapped__)


def test_an_entry_is_under_the_measures_of_all_its_programmes(described: Path) -> None:
    assert measures_of(ENTRY) == ("asset freeze", "no new debt", "travel ban")
    assert measure_classes_of(ENTRY) == (MeasureClass.FULL_BLOCK, MeasureClass.SECTORAL)
    assert [one.title for one in describe_programmes(LIST_ID, ENTRY.programmes)] == ["Others", "Tests"]


def test_what_the_list_itself_says_counts(described: Path) -> None:
    stated = replace(ENTRY, measures=("Asset freeze",))
    assert measures_of(stated) == ("Asset freeze",)
    assert measure_classes_of(stated) == measure_classes_of(ENTRY)


def test_an_unknown_programme_is_named(described: Path) -> None:
    assert unknown_programmes(ENTRY) == ("NEW",)


def test_a_list_without_a_table_has_no_unknown_programmes() -> None:
    assert unknown_programmes(ENTRY) == ()
    assert measures_of(ENTRY) == ()


def test_a_load_counts_the_programmes_that_are_not_described(
    deps: Deps, described: Path, tmp_path: Path
) -> None:
    write(described / "programmes.csv", TABLE.replace("TEST", "TEXT").encode())
    report = load_list(deps, LIST_ID, [write(tmp_path / "list.xml", list_xml())])
    assert dict(report.counts.unknown_programmes) == {"TEST": 4}
    with deps.database.reading() as session:
        kept = version_report(session, LIST_ID, report.version.version)
    assert kept["unknown_programmes"] == {"TEST": 4}


def test_a_hit_says_what_its_programme_imposes(
    deps: Deps, corpora: CorpusProvider, described: Path, tmp_path: Path
) -> None:
    load_list(deps, LIST_ID, [write(tmp_path / "list.xml", list_xml())])
    corpus = corpora.current()
    (hit,) = screen_subject(Subject(name="IVANOV"), corpus.index, corpus.policy, threshold=9_000)
    assert hit.measures == ("asset freeze", "travel ban")
    assert hit.measure_classes == ("full_block",)


def test_another_table_makes_another_index(described: Path) -> None:
    before = programmes.tables_digest()
    write(described / "programmes.csv", TABLE.replace("Tests", "Trials").encode())
    assert programmes.tables_digest() != before
    assert len(tables_digest()) == 8
