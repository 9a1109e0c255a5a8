"""A file of monitored subjects is taken in: as the whole truth, or as what has changed.

Rows that cannot be taken are told by their numbers; whoever they are about stays as known before. A whole
file that would close more than a share of the subjects is held: nothing changes until a person releases it.
The same file again changes nothing more, so that an import that was interrupted is simply made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from screening.domain.access import Principal
from screening.domain.errors import (
    Fault,
    FilesGone,
    InvalidRequest,
    SubjectsHeld,
    UnknownRescreening,
    UnlawfulAction,
)
from screening.domain.monitoring import (
    ImportMode,
    ImportState,
    RowFault,
    SubjectEntry,
    SubjectImport,
    SubjectState,
)
from screening.services.deps import Deps
from screening.services.monitoring_events import tell_import
from screening.services.portfolios import choose_portfolio
from screening.services.subject_file import SubjectFile, SubjectRow, open_subjects
from screening.services.zero_footprint import is_on
from screening.store.events import take_events
from screening.store.subject_imports import all_imports, get_import, new_import_id, write_import
from screening.store.subject_reading import count_in_portfolio, subjects_but, subjects_of
from screening.store.subjects import Writing, set_state, write_entries
from screening.store.suppressions import subject_key

CHUNK = 1_000
"""Subjects written together, so that no transaction is long."""
MOST_FAULTS = 1_000
"""Rows whose faults are kept with the import."""

NOT_KEPT = "nothing of who is screened is kept here (zero footprint), and so no subject can be monitored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """A file, what it is, and how it is read."""

    path: Path
    mode: ImportMode
    portfolio: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None

    def open(self) -> SubjectFile:
        """The file, looked through."""
        return open_subjects(
            self.path,
            portfolio=self.portfolio,
            columns=self.columns,
            encoding=self.encoding,
            sheet=self.sheet,
        )


def import_subjects(deps: Deps, order: ImportOrder, *, by: Principal) -> SubjectImport:
    """Take a file in, or hold it. Who is new or changed then waits to be screened.

    Raises ``BadInputFile``, ``UsageError``, ``UnlawfulAction`` (zero footprint), ``InvalidRequest``
    (portfolio), ``NotPermitted``, ``DatabaseFailure``.
    """
    refuse_zero_footprint(deps)
    choose_portfolio(deps.database, order.portfolio, by)
    file = order.open()
    made = SubjectImport(
        id=new_import_id(),
        mode=order.mode,
        state=ImportState.APPLIED,
        portfolio=order.portfolio,
        file_name=file.name,
        sha256=file.sha256,
        at=deps.clock(),
        by=by.name,
        rows=sum(1 for _ in file.references()),
        columns=dict(order.columns),
        encoding=order.encoding,
        sheet=order.sheet,
    )
    if order.mode is ImportMode.FULL and (doubt := _doubt(deps, order, file)):
        held = replace(made, state=ImportState.HELD, held_reason=doubt)
        _keep_file(deps, order, held)
        return _written(deps, held, by)
    return _written(deps, _apply(deps, order, file, made, by), by)


def answer_import(deps: Deps, import_id: str, *, release: bool, text: str, by: Principal) -> SubjectImport:
    """Release a file that is held, or discard it: who answers for it, and why.

    Raises ``UnknownRescreening``, ``InvalidRequest`` where no reason is given, ``UnlawfulAction`` where it is
    not held, ``FilesGone`` where its file is no longer here.
    """
    if not text.strip():
        raise InvalidRequest([Fault("text", "must say why")])
    refuse_zero_footprint(deps)
    with deps.database.reading() as session:
        held = get_import(session, import_id)
    if held.state is not ImportState.HELD:
        raise UnlawfulAction(f"import {import_id} is not held: it was {held.state}")
    path, order = _kept_file(deps, held), _kept_order(deps, held)
    answered = replace(
        held,
        state=ImportState.RELEASED if release else ImportState.DISCARDED,
        answered_by=by.name,
        answered_at=deps.clock(),
        answer=text.strip(),
    )
    done = _apply(deps, order, order.open(), answered, by) if release else answered
    written = _written(deps, done, by)
    shutil.rmtree(path.parent, ignore_errors=True)
    return written


def read_imports(deps: Deps, *, held: bool, limit: int, seen_by: Principal) -> list[SubjectImport]:
    """Files of the portfolios that ``seen_by`` sees, the last one first; ``held``: those that wait alone."""
    with deps.database.reading() as session:
        return all_imports(session, limit, portfolios=seen_by.portfolios, held=held)


def find_import(deps: Deps, import_id: str, *, seen_by: Principal) -> SubjectImport:
    """What came of a file. Raises ``UnknownRescreening``, of another's portfolio alike."""
    with deps.database.reading() as session:
        found = get_import(session, import_id)
    if not seen_by.sees(found.portfolio):
        raise UnknownRescreening(f"there is no import {import_id!r}")
    return found


def raise_if_held(made: SubjectImport) -> None:
    """Raise ``SubjectsHeld`` for a file that was not applied."""
    if made.state is ImportState.HELD:
        raise SubjectsHeld(
            f"import {made.id} is held and not applied: {made.held_reason}. Once somebody has looked at it, "
            f"`screening subjects release {made.id} --reason WHY` applies it, and `discard` throws it away"
        )


def refuse_zero_footprint(deps: Deps) -> None:
    """Raise ``UnlawfulAction`` where nothing of subjects may be kept."""
    if is_on(deps):
        raise UnlawfulAction(NOT_KEPT)


def _doubt(deps: Deps, order: ImportOrder, file: SubjectFile) -> str:
    """Why a whole file is not to be applied by itself; empty where nothing stands against it."""
    keys = _keys(order, file)
    with deps.database.reading() as session:
        known = count_in_portfolio(session, order.portfolio)
        missing = len(subjects_but(session, order.portfolio, keys))
    most = deps.settings.subjects_may_close
    if missing <= most * known:
        return ""
    return (
        f"it names {len(keys):,} subjects and would close {missing:,} of {known:,}, "
        f"more than {most:.0%}; nothing was changed"
    )


def _keys(order: ImportOrder, file: SubjectFile) -> set[str]:
    """Of all that a file names, rows that cannot be taken included."""
    return {subject_key(order.portfolio, one) for one in file.references() if one}


def _apply(
    deps: Deps, order: ImportOrder, file: SubjectFile, made: SubjectImport, by: Principal
) -> SubjectImport:
    """Write all rows, then close who is missing from a whole file."""
    count = _Count()
    writing = Writing(at=deps.clock(), by=by.name, import_id=made.id)
    rows = count.taken(file.read())
    while chunk := list(islice(rows, CHUNK)):
        with deps.database.writing() as session:
            written = write_entries(session, chunk, writing)
        count.added += len(written.added)
        count.changed += len(written.changed)
        count.unchanged += len(written.unchanged)
    closed = _close(deps, order, file, writing) if order.mode is ImportMode.FULL else 0
    return replace(
        made,
        rows=count.rows,
        added=count.added,
        changed=count.changed,
        unchanged=count.unchanged,
        closed=closed,
        invalid=count.invalid,
        unread=count.unread,
        faults=tuple(count.faults),
    )


@dataclass(slots=True)
class _Count:
    """What came of the rows so far."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    invalid: int = 0
    unread: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def taken(self, rows: Iterator[SubjectRow]) -> Iterator[SubjectEntry]:
        """The rows that are taken; of several with one id the first."""
        seen: dict[str, int] = {}
        for row in rows:
            self.rows += 1
            first = seen.setdefault(row.reference, row.number) if row.reference else row.number
            if row.entry is not None and first == row.number:
                self.unread += bool(row.entry.unread)
                yield row.entry
                continue
            self.invalid += 1
            fault = (
                row
                if row.entry is None
                else replace(row, fault=f"has the id of row {first}, which was taken")
            )
            self.faults += [fault.told] * (len(self.faults) < MOST_FAULTS)


def _close(deps: Deps, order: ImportOrder, file: SubjectFile, writing: Writing) -> int:
    keys = _keys(order, file)
    with deps.database.reading() as session:
        missing = subjects_but(session, order.portfolio, keys)
    for start in range(0, len(missing), CHUNK):
        with deps.database.writing() as session:
            gone = subjects_of(session, missing[start : start + CHUNK])
            set_state(session, [(one.id, one.entry) for one in gone], SubjectState.REMOVED, writing)
    return len(missing)


def _written(deps: Deps, made: SubjectImport, by: Principal) -> SubjectImport:
    with deps.database.writing() as session:
        take_events(session)
        write_import(session, made, at=deps.clock(), actor=by.name)
        tell_import(session, made, at=deps.clock())
    return made


def _keep_file(deps: Deps, order: ImportOrder, held: SubjectImport) -> None:
    kept = _kept_file(deps, held)
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(order.path, kept)


def _kept_file(deps: Deps, held: SubjectImport) -> Path:
    return deps.data_folder / "imports" / held.id / Path(held.file_name).name


def _kept_order(deps: Deps, held: SubjectImport) -> ImportOrder:
    path = _kept_file(deps, held)
    if not path.is_file():
        raise FilesGone(f"the file of import {held.id} is no longer here: import it again")
    reading = {name: getattr(held, name) for name in ("columns", "encoding", "sheet")}
    return ImportOrder(path=path, mode=held.mode, portfolio=held.portfolio, **reading)
