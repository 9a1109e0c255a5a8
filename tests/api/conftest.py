from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screening.app import create_app
from screening.config import Settings
from screening.services.deps import Deps, open_deps
from screening.services.refresh import load_samples


def open_in(folder: Path) -> Deps:
    """The installation whose database is in ``folder``."""
    return open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with the samples in force; copied, never opened again."""
    folder = tmp_path_factory.mktemp("prepared")
    with closing(open_in(folder)) as deps:
        load_samples(deps)
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Deps]:
    """An installation without any list."""
    with closing(open_in(tmp_path / "empty")) as deps:
        yield deps


@pytest.fixture
def deps(tmp_path: Path, prepared: Path) -> Iterator[Deps]:
    """An installation with the samples in force."""
    shutil.copytree(prepared, tmp_path / "data")
    with closing(open_in(tmp_path / "data")) as deps:
        yield deps


@pytest.fixture
def app(deps: Deps) -> Flask:
    return create_app(deps)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def reader(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of one installation for all tests of a module that change nothing which others look at."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    shutil.copytree(prepared, folder)
    with closing(open_in(folder)) as deps:
        yield create_app(deps).test_client()
