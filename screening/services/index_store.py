"""Indexes on disk: a folder a corpus stamp, built beside the others and renamed when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from screening.matching.index import FORMAT_VERSION, Index, IndexEntry, build_index, open_index
from screening.services.collector import collector_paused
from screening.store.locks import file_lock

GRACE = timedelta(hours=26)
"""How long an index that is no longer in force is kept after its last use: running batches and
workers may still open it."""

_BUILDING = ".building-"


class IndexStore:
    """The folder of all indexes; processes may share it."""

    def __init__(self, folder: Path, edition: str = "") -> None:
        """``edition`` names what goes into an index beside the corpus: it is built anew for another."""
        self._folder = folder
        self._edition = ".".join(filter(None, (FORMAT_VERSION, edition)))

    def open(self, stamp: str, entries: Callable[[], Iterable[IndexEntry]]) -> Index:
        """The index of ``stamp``, built from ``entries()`` where it is not there."""
        self.build(stamp, entries)
        with suppress(OSError):  # a folder that may only be read serves too
            os.utime(self._path(stamp))
        return open_index(self._path(stamp))

    def build(self, stamp: str, entries: Callable[[], Iterable[IndexEntry]]) -> None:
        """Build the index of ``stamp`` unless it is there: one process does it, others wait."""
        target = self._path(stamp)
        if target.is_dir():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with file_lock(self._folder / ".lock"):
            self._remove_unfinished()
            if target.is_dir():
                return
            building = self._folder / f"{_BUILDING}{stamp}"
            with collector_paused():
                build_index(building, entries())
            _sync(building)
            building.rename(target)
            _sync_entry(self._folder)

    def _path(self, stamp: str) -> Path:
        return self._folder / f"{stamp}.{self._edition}"

    def remove_unused(self, used: frozenset[str], now: datetime) -> None:
        """Remove indexes whose stamps are not in ``used``, last opened longer than ``GRACE`` ago."""
        if not self._folder.is_dir():
            return
        kept = {self._path(stamp).name for stamp in used}
        with file_lock(self._folder / ".lock"):
            for folder in self._folder.iterdir():
                last_use = datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo)
                if folder.is_dir() and folder.name not in kept and now - last_use > GRACE:
                    shutil.rmtree(folder, ignore_errors=True)

    def _remove_unfinished(self) -> None:
        for left_behind in self._folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(left_behind)


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync_entry(path)


def _sync_entry(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
