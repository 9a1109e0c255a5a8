"""The rows of a file of monitored subjects are written, and who is missing from a whole file is closed.

A row without an id may be about anybody: where a whole file has one, nobody is closed. Who was changed after
a file was held is left alone when it is released.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from screening.domain.monitoring import ImportMode, RowFault, SubjectEntry, SubjectImport, SubjectState
from screening.services.deps import Deps
from screening.services.subject_file import SubjectFile, SubjectRow
from screening.store.subject_reading import count_in_portfolio, subjects_but, subjects_of
from screening.store.subjects import Writing, Written, set_state, take_subjects, write_entries
from screening.store.suppressions import subject_key

CHUNK = 1_000
"""Subjects written together, so that no transaction is long."""
MOST_FAULTS = 1_000
"""Rows whose faults are kept with the import."""


def doubt_of(deps: Deps, made: SubjectImport, file: SubjectFile) -> str:
    """Why a whole file is not to be applied by itself; empty where nothing stands against it."""
    if made.mode is not ImportMode.FULL:
        return ""
    references = set(file.references())
    if None in references:
        return ""
    keys = _keys(made, references)
    with deps.database.reading() as session:
        known = count_in_portfolio(session, made.portfolio)
        missing = len(subjects_but(session, made.portfolio, keys))
    most = deps.settings.subjects_may_close
    if missing <= most * known:
        return ""
    return (
        f"it names {len(keys):,} subjects and would close {missing:,} of {known:,}, "
        f"more than {most:.0%}; nothing was changed"
    )


def apply_rows(deps: Deps, file: SubjectFile, made: SubjectImport, writing: Writing) -> SubjectImport:
    """Write all rows, then close who is missing from a whole file."""
    count = _Count()
    rows = count.taken(file.read())
    while chunk := list(islice(rows, CHUNK)):
        with deps.database.writing() as session:
            count.add(write_entries(session, chunk, writing))
    if made.mode is ImportMode.FULL:
        _close(deps, file, made, writing, count)
    names = ("rows", "added", "changed", "unchanged", "closed", "kept", "invalid", "unread")
    counts = {name: getattr(count, name) for name in names}
    return replace(made, faults=tuple(count.faults), **counts)


@dataclass(slots=True)
class _Count:
    """What came of the rows so far."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    kept: int = 0
    invalid: int = 0
    unread: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def taken(self, rows: Iterator[SubjectRow]) -> Iterator[SubjectEntry]:
        """The rows that are taken; of several with one id the first that can be."""
        seen: dict[str, int] = {}
        for row in rows:
            self.rows += 1
            if row.entry is None:
                self._refuse(row)
            elif (first := seen.setdefault(row.entry.reference, row.number)) != row.number:
                self._refuse(replace(row, fault=f"has the id of row {first}, which was taken"))
            else:
                self.unread += bool(row.entry.unread)
                yield row.entry

    def add(self, written: Written) -> None:
        """Count what was written."""
        for name in ("added", "changed", "unchanged", "kept"):
            setattr(self, name, getattr(self, name) + len(getattr(written, name)))

    def _refuse(self, row: SubjectRow) -> None:
        self.invalid += 1
        self.faults += [row.told] * (len(self.faults) < MOST_FAULTS)


def _close(deps: Deps, file: SubjectFile, made: SubjectImport, writing: Writing, count: _Count) -> None:
    references = set(file.references())
    with deps.database.reading() as session:
        missing = subjects_but(session, made.portfolio, _keys(made, references))
    if None in references:
        count.kept += len(missing)
        return
    for start in range(0, len(missing), CHUNK):
        with deps.database.writing() as session:
            take_subjects(session)
            found = subjects_of(session, missing[start : start + CHUNK])
            gone = [one for one in found if not writing.leaves(one.revision)]
            set_state(session, [(one.id, one.entry) for one in gone], SubjectState.REMOVED, writing)
        count.closed += len(gone)
        count.kept += len(found) - len(gone)


def _keys(made: SubjectImport, references: Collection[str | None]) -> set[str]:
    """Of all that a file names, rows that cannot be taken included."""
    return {subject_key(made.portfolio, one) for one in references if one}
