"""What tests that load lists need: a small list, files of it, and an installation to load into."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import screening.sources
from screening.sources.registry import all_sources

LIST_ID = "xx_test_list"
PLUGGED = Path(__file__).parent / "lists"
OLD, NEW = date(2026, 1, 1), date(2026, 2, 1)
PEOPLE = {1: "IVANOV", 2: "PETROV", 3: "SIDOROV", 4: "KUZNETSOV"}

_PROGRAM = (
    "import sys, screening.sources; screening.sources.__path__.append(sys.argv.pop(1)); "
    "from screening.cli import main; main()"
)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default=datetime(2026, 3, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@contextmanager
def plugged_in() -> Iterator[None]:
    """The registry knows ``xx_test_list`` too."""
    screening.sources.__path__.append(str(PLUGGED))
    all_sources.cache_clear()
    yield
    screening.sources.__path__.remove(str(PLUGGED))
    all_sources.cache_clear()


def list_xml(published: date = OLD, people: Mapping[int, str] = PEOPLE, more: str = "") -> bytes:
    """A file of the list: ``people`` by uid, and ``more`` entries as they are."""
    entries = "".join(
        f"<sdnEntry><uid>{uid}</uid><lastName>{escape(name)}</lastName><sdnType>Individual</sdnType>"
        "<programList><program>TEST</program></programList></sdnEntry>"
        for uid, name in people.items()
    )
    count = len(people) + more.count("<sdnEntry>")
    return (
        '<?xml version="1.0" standalone="yes"?><sdnList xmlns="http://tempuri.org/sdnList.xsd">'
        f"<publshInformation><Publish_Date>{published:%m/%d/%Y}</Publish_Date>"
        f"<Record_Count>{count}</Record_Count></publshInformation>{entries}{more}</sdnList>"
    ).encode()


def write(path: Path, content: bytes) -> Path:
    """A file with that content; its path."""
    path.write_bytes(content)
    return path


def command(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """``screening …`` in a process of its own, with the test list and its database in ``folder``;
    ``more`` are further environment variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCREENING_")}
    env = {**kept, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db", **more}
    program = (sys.executable, "-c", _PROGRAM, str(PLUGGED), *arguments)
    return subprocess.run(program, env=env, capture_output=True, text=True, timeout=300)
