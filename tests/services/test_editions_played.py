"""The UN's editions over monitored subjects: whoever has to be alerted is, with the cause, and nobody else.

``benchmarks.monitoring`` is the same over 50,000 subjects and with OFAC's editions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.editions import OF_UN, Change, changes, put_in_force
from benchmarks.expecting import due
from benchmarks.planting import TYPES, Planted, plant
from benchmarks.playing import check, compare_with_all, decide_some
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.monitoring import FindingKind, ImportMode
from screening.matching.policy import default_policy
from screening.services import subject_names
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.rescreen import rescreen
from screening.services.subject_import import ImportOrder, import_subjects

POLICY = default_policy()
GIVEN = ("Anna", "Maria", "John", "Ahmed", "Wei", "Olga", "Pierre", "Fatima", "Kofi", "Ingrid", "Ali", "Omar")
FAMILY = ("Schmidt", "Larsson", "Okafor", "Tanaka", "Moreau", "Rossi", "Novak", "Haddad", "Hassan", "Silva")
OTHERS = 200


@pytest.fixture
def deps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deps]:
    """An installation that keeps the names of its subjects ready, few as they are."""
    monkeypatch.setattr(subject_names, "FEWEST", 1)
    monkeypatch.setattr(subject_names, "PART", 100)
    address = f"sqlite:///{tmp_path}/screening.db"
    with closing(open_deps(Settings(database_url=address, data_dir=tmp_path))) as opened:
        yield opened


def test_whoever_an_edition_touches_is_alerted_at_its_step_and_nobody_else(
    deps: Deps, official: Path
) -> None:
    first, *steps = OF_UN
    every = list(changes(official, [first], steps))
    planted, _ = plant(every, POLICY, most=15)
    assert {one.kind for one in planted} == set(FindingKind)
    put_in_force(deps, official, first)
    _take_in(deps, planted)
    true = decide_some(deps, planted)
    assert true
    alerts = [_step(deps, official, change, planted, true) for change in every]
    assert alerts[0] > 15
    assert alerts[1] == 0


def _take_in(deps: Deps, planted: Sequence[Planted]) -> None:
    draw = random.Random(5)
    rows = [f'{one.reference},"{one.subject.name}",{TYPES[one.designation.party_type]}' for one in planted]
    rows += [f"other-{n},{draw.choice(GIVEN)} {draw.choice(FAMILY)},person" for n in range(OTHERS)]
    file = deps.data_folder / "subjects.csv"
    file.write_text("\n".join(["id,name,type", *rows]), "utf-8")
    made = import_subjects(deps, ImportOrder(path=file, mode=ImportMode.FULL), by=operator("Anna"))
    assert made.added == len(planted) + OTHERS
    rescreen(deps, CorpusProvider(deps), workers=1)


def _step(
    deps: Deps, official: Path, change: Change, planted: Sequence[Planted], true: frozenset[str]
) -> int:
    corpora = CorpusProvider(deps)
    put_in_force(deps, official, change.edition)
    (run,) = rescreen(deps, corpora, workers=1).runs
    assert run.candidates < run.subjects / 2
    checked = check(deps, run, due(planted, change, POLICY), planted, true)
    _, differences = compare_with_all(deps, corpora, run, 1)
    assert [*checked.faults, *differences] == []
    return run.alerts
