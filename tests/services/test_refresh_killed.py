"""A load that is killed, wherever it is, leaves the old version in force and can be repeated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.load_report import LoadOutcome
from screening.services.refresh import load_list
from screening.store.lists import version_in_force
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, list_xml, write

ROOT = Path(__file__).parent.parent.parent
LOADING, ACTIVATION = "screening.services.list_loading", "screening.services.activation"
POINTS = [
    ("screening.services.raw_files", "_copy"),
    (LOADING, "read_list"),
    ("screening.services.list_reading", "stage_states"),
    ("screening.services.list_reading", "stage_manifest"),
    (LOADING, "add_version"),
    (LOADING, "put_in_force"),
    ("screening.services.index_store", "build_index"),
    ("screening.services.index_store", "_sync"),
    (ACTIVATION, "activate"),
]


@pytest.mark.parametrize(("module", "function"), POINTS, ids=[function for _, function in POINTS])
def test_a_killed_load_leaves_the_old_version_in_force(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, module: str, function: str
) -> None:
    old = load_list(deps, LIST_ID, [write(tmp_path / "old.xml", list_xml(OLD))]).version
    before = corpora.current()
    new = write(tmp_path / "new.xml", list_xml(NEW, {**PEOPLE, 5: "POPOV"}))
    _kill_load(deps.settings.database_url, new, module, function)
    with deps.database.reading() as session:
        assert version_in_force(session, LIST_ID) == old
    assert corpora.current().stamp == before.stamp
    assert not _finds(corpora.current(), "POPOV")

    report = load_list(deps, LIST_ID, [new])
    assert (report.outcome, report.added) == (LoadOutcome.ACTIVATED, 1)
    assert _finds(corpora.current(), "POPOV")
    assert _left_over(deps.data_folder) == []


def test_a_load_killed_after_the_switch_is_whole(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> None:
    load_list(deps, LIST_ID, [write(tmp_path / "old.xml", list_xml(OLD))])
    new = write(tmp_path / "new.xml", list_xml(NEW, {**PEOPLE, 5: "POPOV"}))
    _kill_load(deps.settings.database_url, new, ACTIVATION, "CorpusProvider.remove_unused")
    assert _finds(corpora.current(), "POPOV")
    assert load_list(deps, LIST_ID, [new]).outcome is LoadOutcome.UNCHANGED


def _kill_load(url: str, file: Path, module: str, function: str) -> None:
    """Load ``file`` in another process and kill it there."""
    program = (sys.executable, "-m", "tests.services.stopping_load", url, str(file), module, function)
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stopped\n"
        process.kill()
    assert process.returncode == -9


def _finds(corpus: Corpus, name: str) -> bool:
    hits = screen_subject(Subject(name=name), corpus.index, corpus.policy, threshold=7_000)
    return any(hit.primary_name == name for hit in hits)


def _left_over(folder: Path) -> list[Path]:
    return [*folder.rglob(".part-*"), *folder.rglob(".building-*"), *folder.rglob("*.download")]
