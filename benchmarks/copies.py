"""A database backed up while it is written, and restored beside: what is in the copy, and does it verify."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url, select

from screening.store.database import open_database
from screening.store.tables_screening import ScreeningRow
from tests.postgresql import fresh_database, programs
from tests.serving import run_command


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps its things."""

    folder: Path
    database_url: str
    server: URL | None = None
    """The PostgreSQL server of its database."""

    @property
    def environment(self) -> dict[str, str]:
        """What its commands are told."""
        return {"SCREENING_DATABASE_URL": self.database_url, "SCREENING_DATA_DIR": str(self.folder)}

    def command(self, *arguments: str) -> str:
        """Run ``screening …``; what it printed. Raises ``SystemExit`` where it failed."""
        done = run_command(self.folder, *arguments, **self.environment)
        if done.returncode not in {0, 4, 6}:
            raise SystemExit(f"screening {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def screenings(self) -> set[str]:
        """Ids of all recorded screenings."""
        with closing(open_database(self.database_url)) as database, database.reading() as session:
            return set(session.scalars(select(ScreeningRow.id)))


def back_up(one: Installation, file: Path) -> None:
    """Copy the database to ``file`` while it is in use, by the means that the documentation names."""
    if one.server is None:
        one.command("db", "backup", str(file))
        return
    _postgres("pg_dump", one.server, make_url(one.database_url).database or "", "-Fc", "-f", str(file))


@contextmanager
def restored(one: Installation, file: Path) -> Iterator[Installation]:
    """The copy in ``file`` as an installation of its own, with the audit's key and seals; its chain is
    said to be restored."""
    folder = one.folder / "restored"
    shutil.copytree(one.folder / "audit", folder / "audit")
    with _database(one, file, folder) as url:
        copy = Installation(folder, url, one.server)
        copy.command("audit", "seal", "--restored", "--by", "load", "--reason", "drill")
        yield copy


@contextmanager
def _database(one: Installation, file: Path, folder: Path) -> Iterator[str]:
    if one.server is None:
        copy = Installation(folder, f"sqlite:///{folder}/screening.db")
        copy.command("db", "restore", str(file))
        yield copy.database_url
        return
    with fresh_database(one.server) as url:
        _postgres("pg_restore", one.server, make_url(url).database or "", str(file))
        yield url


def _postgres(program: str, server: URL, database: str, *arguments: str) -> None:
    folder = programs()
    if folder is None:
        raise SystemExit("there is no PostgreSQL here")
    where = ("-h", str(server.query["host"]), "-U", server.username or "postgres", "-d", database)
    subprocess.run([str(folder / program), *where, *arguments], check=True)
