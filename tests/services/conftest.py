from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.config import Settings
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from tests.loading import Clock, plugged_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deps(tmp_path: Path, migrated_sqlite: Path, clock: Clock) -> Iterator[Deps]:
    """An installation without any list, which knows ``xx_test_list`` beside the real ones."""
    shutil.copy(migrated_sqlite, tmp_path / "screening.db")
    opened = open_deps(Settings(database_url=f"sqlite:///{tmp_path}/screening.db"), clock=clock)
    with plugged_in():
        yield opened
    opened.close()


@pytest.fixture
def corpora(deps: Deps) -> CorpusProvider:
    return CorpusProvider(deps)
