"""Monitored subjects on the small test list: files of them, and editions of the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from screening.domain.access import operator
from screening.domain.alert import Alert, AlertState
from screening.domain.monitoring import ImportMode, KnownHit, SubjectImport
from screening.services.alert_catalogue import read_queue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.refresh import load_list
from screening.services.rescreen import Rescreened, rescreen
from screening.services.subject_import import ImportOrder, import_subjects
from screening.store.alert_queue import AlertFilter, AlertOrder
from screening.store.subject_hits import hits_of, remove_hits
from screening.store.subject_reading import SubjectFilter, subjects_page
from tests.loading import LIST_ID, OLD, list_xml, write

ANNA = operator("Anna")
NAMES = {"1": "Ivanov", "2": "Joseph Kony", "3": "Angela Merkel", "4": "Petrov"}


class Monitoring:
    """An installation with the test list, whose subjects and editions are told one after the other."""

    def __init__(self, deps: Deps, corpora: CorpusProvider, folder: Path) -> None:
        self.deps, self.corpora, self._folder = deps, corpora, folder
        self._editions = 0

    def publish(self, people: Mapping[int, str], more: str = "", *, on: date | None = None) -> None:
        """Put an edition in force."""
        self._editions += 1
        day = on or OLD + timedelta(days=self._editions)
        file = write(self._folder / f"list-{self._editions}.xml", list_xml(day, people, more))
        load_list(self.deps, LIST_ID, [file])

    def take_in(self, names: Mapping[str, str], *, full: bool = True, **more: Any) -> SubjectImport:
        """Import a file of subjects, by their ids."""
        rows = ["id,name", *(f"{reference},{name}" for reference, name in names.items())]
        return self.take_in_text("\n".join(rows), full=full, **more)

    def take_in_text(
        self, text: str, *, full: bool = True, suffix: str = ".csv", **more: Any
    ) -> SubjectImport:
        """Import a file with that content."""
        file = write(self._folder / f"subjects{suffix}", text.encode())
        mode = ImportMode.FULL if full else ImportMode.CHANGES
        return import_subjects(self.deps, ImportOrder(path=file, mode=mode, **more), by=ANNA)

    def rescreen(self, *, daily: bool = False) -> Rescreened:
        """Rescreen in this process."""
        return rescreen(self.deps, self.corpora, daily=daily, workers=1)

    def alerts(self) -> list[Alert]:
        """All alerts, the oldest first."""
        asked = AlertFilter(states=list(AlertState))
        return list(read_queue(self.deps, asked, AlertOrder.OLDEST, offset=0, limit=200, seen_by=ANNA).alerts)

    def alerted(self) -> list[str]:
        """The references of all alerts, in order."""
        return sorted(one.reference or "" for one in self.alerts())

    def known(self) -> dict[str, list[KnownHit]]:
        """What is known of each subject, by its reference."""
        with self.deps.database.reading() as session:
            subjects = subjects_page(session, SubjectFilter(), 1_000)
            found = hits_of(session, [one.id for one in subjects])
        return {one.entry.reference: found[one.id] for one in subjects if one.id in found}


def forget_hits(deps: Deps, subject: int) -> None:
    """Have a subject's hits known no longer, as if they had been missed."""
    with deps.database.writing() as session:
        remove_hits(session, hits_of(session, [subject])[subject])
