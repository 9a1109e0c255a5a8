"""The groups' commands, in processes of their own, over the samples that ship."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.refresh import load_samples
from tests.loading import command

PAIR = ("un_sc_sanctions:CFi.009", "us_ofac_sdn:11018")
WHO = ("--by", "A. Analyst", "--reason", "another mother's name")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the samples in force, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        load_samples(deps)
    return folder


@pytest.fixture
def folder(tmp_path: Path, prepared: Path) -> Path:
    """A copy of ``prepared``."""
    return shutil.copytree(prepared, tmp_path / "data")


def _groups(folder: Path, *options: str) -> dict[str, list[str]]:
    done = command(folder, "lists", "groups", "--json", *options)
    assert done.returncode == 0, done.stderr
    return {one["id"]: [m["authority_ref"] for m in one["members"]] for one in json.loads(done.stdout)}


def test_groups_are_listed_with_their_evidence(folder: Path) -> None:
    done = command(folder, "lists", "groups", "--limit", "1")
    assert done.returncode == 0
    assert "groups: " in done.stdout
    assert "  us_ofac_sdn:11018  KONY, Joseph (individual)  probably" in done.stdout
    assert "name_and_birth_date: un_sc_sanctions: JOSEPH KONY; born 1964-09-18 = " in done.stdout
    assert "more; raise --limit" in done.stdout


def test_certain_and_probable_groups_can_be_told_apart(folder: Path) -> None:
    certain, probable = (_groups(folder, "--certainty", one) for one in ("certain", "probable"))
    assert PAIR[0] in probable
    assert certain
    assert certain.keys().isdisjoint(probable)
    assert certain | probable == _groups(folder)


def test_a_decision_is_carried_out_shown_and_can_be_undone(folder: Path) -> None:
    done = command(folder, "lists", "unlink", *PAIR, *WHO)
    assert (done.returncode, done.stderr) == (0, "")
    assert "apart by A. Analyst on " in done.stdout
    assert "another mother's name" in done.stdout
    assert PAIR[0] not in _groups(folder)
    done = command(folder, "lists", "undo-link", *PAIR, *WHO)
    assert done.returncode == 0
    assert _groups(folder)[PAIR[0]] == ["CFi.009", "11018"]
    linked = command(folder, "lists", "link", "us_ofac_sdn:11018", "us_ofac_sdn:9345", *WHO)
    assert "certain, decision: decided by A. Analyst: another mother's name" in linked.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("link", "us_ofac_sdn:11018", "nobody", *WHO), "LIST_ID:AUTHORITY_REF"),
        (("unlink", "us_ofac_sdn:11018", "us_ofac_sdn:999999", *WHO), "not in force: us_ofac_sdn:999999"),
        (("unlink", *PAIR, "--by", " ", "--reason", "x"), "needs a reason"),
        (("undo-link", *PAIR, *WHO), "no decision stands"),
    ],
)
def test_a_wrong_decision_is_refused_in_one_sentence(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = command(folder, "lists", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_hit_shows_the_group_that_it_is_in(folder: Path) -> None:
    done = command(folder, "screen", "Joseph Kony", "--birth-date", "1964-09-18")
    assert "party group    un_sc_sanctions:CFi.009" in done.stdout
    answer = json.loads(command(folder, "screen", "Joseph Kony", "--json").stdout)
    assert {hit["party_group"] for hit in answer["hits"]} == {PAIR[0]}
