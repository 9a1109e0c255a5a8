"""Files are parsed and their designations staged in the database, where nobody sees them yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from screening.domain.codec import fingerprint
from screening.domain.designation import Designation
from screening.domain.errors import BadListFile, UsageError
from screening.domain.listing import (
    ListFormat,
    ListHeader,
    ListVersion,
    PublishedFile,
    Quarantined,
    UnknownField,
)
from screening.services.load_report import LoadCounts
from screening.services.programmes import unknown_programmes
from screening.store.database import Database
from screening.store.staging import (
    MANIFEST_CHUNK,
    STATES_CHUNK,
    stage_manifest,
    stage_quarantined,
    stage_states,
)


@dataclass(slots=True)
class Reading:
    """What the files held: the header, reference -> fingerprint, and the counts."""

    header: ListHeader | None = None
    manifest: dict[str, str] = field(default_factory=dict)
    counts: LoadCounts = field(default_factory=LoadCounts)


class _Stager:
    """Takes what a parser yields, each kind in its own way, and stages designations in chunks."""

    def __init__(self, database: Database, list_id: str) -> None:
        self.reading = Reading()
        self._database = database
        self._list_id = list_id
        self._waiting: list[tuple[str, Designation]] = []
        self.takes: dict[type, Callable[[Any], None]] = {
            ListHeader: self._header,
            Designation: self._designation,
            Quarantined: self.reading.counts.quarantined.append,
            UnknownField: self.reading.counts.add_unknown_field,
        }

    def _header(self, header: ListHeader) -> None:
        self.reading.header = header

    def _designation(self, designation: Designation) -> None:
        ref = designation.authority_ref
        if ref in self.reading.manifest:
            reason = f"another record of the file has the reference {ref} too"
            excerpt = designation.primary_name
            self.reading.counts.quarantined.append(Quarantined(designation.locator, reason, excerpt))
            return
        state = fingerprint(designation)
        self.reading.manifest[ref] = state
        self.reading.counts.add_designation(designation)
        self.reading.counts.unknown_programmes.update(unknown_programmes(designation))
        self._waiting.append((state, designation))
        if len(self._waiting) >= STATES_CHUNK:
            self.flush()

    def flush(self) -> None:
        with self._database.writing() as session:
            stage_states(session, self._list_id, self._waiting)
        self._waiting.clear()


def read_list(
    database: Database,
    list_id: str,
    form: ListFormat,
    *,
    files: tuple[PublishedFile, ...],
    partial: bool = False,
) -> Reading:
    """Parse ``files`` to the end and stage every designation, in short transactions.

    Raises ``BadListFile`` for files that are not the list, are cut short or hold nothing, and
    ``UsageError`` for an incomplete set that was not said to be one (``partial``).
    """
    stager = _Stager(database, list_id)
    for item in form.parse(files):
        if isinstance(item, ListHeader) and item.is_partial and not partial:
            raise UsageError(_incomplete(item, files))
        stager.takes[type(item)](item)
    stager.flush()
    if not stager.reading.manifest:
        names = ", ".join(file.name for file in files)
        raise BadListFile(f"{names} holds no designation; expected {form.name} of {list_id}")
    return stager.reading


def _incomplete(header: ListHeader, files: tuple[PublishedFile, ...]) -> str:
    names = ", ".join(file.name for file in files)
    return f"{names} is an incomplete set: it lacks {header.lacks}; give --partial to load it all the same"


def stage_contents(database: Database, version: ListVersion, reading: Reading) -> None:
    """Stage the manifest and the quarantined records of a version that is yet to be added."""
    entries, records = list(reading.manifest.items()), reading.counts.quarantined
    for start in range(0, len(entries), MANIFEST_CHUNK):
        with database.writing() as session:
            stage_manifest(session, version, entries[start : start + MANIFEST_CHUNK])
    for start in range(0, len(records), MANIFEST_CHUNK):
        with database.writing() as session:
            stage_quarantined(session, version, start, records[start : start + MANIFEST_CHUNK])
