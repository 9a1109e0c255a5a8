"""The names of all monitored subjects, kept prepared on disk, so that a list change is met in seconds.

They are kept in parts, a folder for a range of revisions, written once. A change of a subject is a new
revision, in a later part; of a part only what still is the last revision of its subject counts.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.domain.screening import Subject
from screening.matching.engine import ENGINE_VERSION
from screening.matching.kept_names import KEPT_FORMAT
from screening.matching.policy import Policy
from screening.services.rescreen_workers import Workers
from screening.store.database import Database
from screening.store.locks import file_lock
from screening.store.subject_reading import revisions_between
from screening.text.fold import NORMALISER_VERSION

PART = 20_000
"""Revisions in a part."""
FEWEST = 2_000
"""Revisions that are worth a part; fewer are screened without."""
_MOST_PARTS = 60
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """The names of the revisions above one number and up to another."""

    above: int
    up_to: int
    folder: Path


class SubjectNames:
    """The parts on disk; processes may share them."""

    def __init__(self, data_folder: Path, policy: Policy, threshold: int) -> None:
        """``threshold`` (points): the lowest that names are sought at."""
        self.policy, self.threshold = policy, threshold
        self._folder = data_folder / "subjects"
        said = (KEPT_FORMAT, ENGINE_VERSION, NORMALISER_VERSION, policy.id, str(threshold))
        self._edition = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def parts(self) -> list[Part]:
        """The parts that are whole, the earliest first; none twice."""
        if not self._folder.is_dir():
            return []
        found: list[Part] = []
        for part in sorted(filter(None, map(self._part, self._folder.iterdir()))):
            if part.above == (found[-1].up_to if found else 0):
                found.append(part)
        return found

    def prepare(self, database: Database, workers: Workers, up_to: int) -> None:
        """Prepare the names of all revisions up to ``up_to`` that are worth a part."""
        if up_to - self._last() < FEWEST:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with file_lock(self._folder / ".lock"):
            self._remove_leftovers()
            waiting = []
            for above in range(self._last(), up_to, PART):
                last = min(above + PART, up_to)
                if last - above < FEWEST:
                    break
                waiting.append(self._build(database, workers, above, last))
                if len(waiting) > workers.count:
                    self._publish(*waiting.pop(0))
            for part, done in waiting:
                self._publish(part, done)

    def _build(
        self, database: Database, workers: Workers, above: int, up_to: int
    ) -> tuple[Part, Workers.Done]:
        part = Part(above, up_to, self._folder / f"{above}-{up_to}.{self._edition}")
        with database.reading() as session:
            subjects: Sequence[tuple[int, Subject]] = list(revisions_between(session, above, up_to))
        building = self._folder / f"{_BUILDING}{part.folder.name}"
        return part, workers.keep(building, subjects, self.policy, self.threshold)

    def _publish(self, part: Part, done: Workers.Done) -> None:
        done.result().rename(part.folder)

    def _remove_leftovers(self) -> None:
        """Parts of another edition, unfinished ones, and all where there are too many to be of use."""
        parts = self.parts()
        is_full = len(parts) > _MOST_PARTS and sum(p.up_to - p.above < PART for p in parts) > _MOST_PARTS // 2
        kept = set() if is_full else {part.folder for part in parts}
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _last(self) -> int:
        parts = self.parts()
        return parts[-1].up_to if parts else 0

    def _part(self, folder: Path) -> Part | None:
        span, _, edition = folder.name.partition(".")
        above, _, up_to = span.partition("-")
        if edition != self._edition or not (above.isdigit() and up_to.isdigit()):
            return None
        return Part(int(above), int(up_to), folder)
