"""The lists that an answer is given from: versions, index and policy under one stamp."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from screening.domain.listing import ListVersion
from screening.matching.index import Index
from screening.matching.policy import Policy
from screening.store.database import Database


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything an answer depends on; never changes once it is handed out."""

    stamp: str
    versions: tuple[ListVersion, ...]
    index: Index
    policy: Policy

    def stale(self, version: ListVersion, now: datetime) -> bool:
        """True where ``version`` was last checked longer ago than the policy allows."""
        return now - version.checked_at > self.policy.max_age


class CorpusProvider:
    """Hands out the corpus of a moment; safe to share between threads and processes."""

    def __init__(
        self, database: Database, data_folder: Path, policy: Policy, clock: Callable[[], datetime]
    ) -> None:
        """``data_folder`` holds the indexes, a folder a stamp, under ``indexes/``."""

    def current(self) -> Corpus:
        """The corpus of the versions in force now; cheap to call for every request.

        Raises ``ListNotReady`` where no list has a version in force.
        """
        raise RuntimeError("under construction")

    def at(self, as_of: date, lists: Iterable[str] = ()) -> Corpus:
        """The corpus of what the authorities had published by ``as_of``: the latest real version
        of each of ``lists`` (empty: of every list in force).

        Raises ``UnknownVersion`` naming a list whose first version held is later.
        """
        raise RuntimeError("under construction")

    def in_force_at(self, instant: datetime, lists: Iterable[str] = ()) -> Corpus:
        """The corpus that this installation screened against at ``instant`` (aware).

        Raises ``UnknownVersion`` where none of ``lists`` (empty: no list at all) was in force then.
        """
        raise RuntimeError("under construction")

    def build(self, versions: Iterable[ListVersion]) -> str:
        """Build the index of these versions beside the others, synced, and return its stamp;
        nothing to do where it is there already."""
        raise RuntimeError("under construction")
