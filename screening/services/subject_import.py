"""A file of monitored subjects is taken in: as the whole truth, or as what has changed.

Rows that cannot be taken are told by their numbers; whoever they are about stays as known before. A whole
file that would close more than a share of the subjects is held: nothing changes until a person releases it.
What is taken in is written down before its first row. The same file again changes nothing more, so that an
import that was interrupted is simply made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.errors import (
    Fault,
    FilesGone,
    InvalidRequest,
    SubjectsHeld,
    UnknownRescreening,
    UnlawfulAction,
)
from screening.domain.monitoring import ImportMode, ImportState, SubjectImport
from screening.services.deps import Deps
from screening.services.monitoring_events import tell_import
from screening.services.portfolios import choose_portfolio
from screening.services.subject_file import SubjectFile, open_subjects
from screening.services.subject_import_rows import apply_rows, doubt_of
from screening.services.zero_footprint import is_on
from screening.store.events import take_events
from screening.store.subject_imports import (
    all_imports,
    begun_imports,
    get_import,
    new_import_id,
    write_import,
)
from screening.store.subjects import Writing, last_revision

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
    with deps.database.reading() as session:
        up_to = last_revision(session)
    made = SubjectImport(
        id=new_import_id(),
        mode=order.mode,
        state=ImportState.RUNNING,
        portfolio=order.portfolio,
        file_name=file.name,
        sha256=file.sha256,
        at=deps.clock(),
        by=by.name,
        rows=sum(1 for _ in file.references()),
        columns=dict(order.columns),
        encoding=order.encoding,
        sheet=order.sheet,
        up_to=up_to,
    )
    if doubt := doubt_of(deps, made, file):
        held = replace(made, state=ImportState.HELD, held_reason=doubt)
        _keep_file(deps, order, held)
        return _written(deps, held, by)
    _begin(deps, made, by)
    writing = Writing(at=deps.clock(), by=by.name, import_id=made.id)
    done = apply_rows(deps, file, made, writing)
    return _written(deps, replace(done, state=ImportState.APPLIED), by)


def answer_import(deps: Deps, import_id: str, *, release: bool, text: str, by: Principal) -> SubjectImport:
    """Release a file that is held, or discard it: who answers for it, and why. Whoever was changed after it
    was held stays as it is.

    Raises ``UnknownRescreening``, ``InvalidRequest`` where no reason is given, ``UnlawfulAction`` where it is
    not held, or its file is not the one that was, ``FilesGone`` where that is no longer here.
    """
    if not text.strip():
        raise InvalidRequest([Fault("text", "must say why")])
    refuse_zero_footprint(deps)
    with deps.database.reading() as session:
        held = get_import(session, import_id)
    _raise_unless_held(held)
    answered = replace(held, answered_by=by.name, answered_at=deps.clock(), answer=text.strip())
    if release:
        written = _release(deps, answered, by)
    else:
        written = _answered(deps, replace(answered, state=ImportState.DISCARDED), by)
    shutil.rmtree(_kept_file(deps, held).parent, ignore_errors=True)
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


def _begin(deps: Deps, made: SubjectImport, by: Principal) -> None:
    """Write down what is taken in. One of the same file that has not ended counts as interrupted from now on;
    should it be at work all the same, it says so when it ends."""
    with deps.database.writing() as session:
        take_events(session)
        for one in begun_imports(session, made):
            answer = f"made again as import {made.id}"
            ended = replace(one, state=ImportState.INTERRUPTED, answer=one.answer or answer)
            write_import(session, ended, at=made.at, actor=by.name)
        write_import(session, made, at=made.at, actor=by.name)


def _release(deps: Deps, answered: SubjectImport, by: Principal) -> SubjectImport:
    file = _kept_order(deps, answered).open()
    if file.sha256 != answered.sha256:
        raise UnlawfulAction(
            f"the file of import {answered.id} was altered since it was held: discard it and import it again"
        )
    _answered(deps, replace(answered, state=ImportState.RUNNING), by)
    writing = Writing(at=deps.clock(), by=by.name, import_id=answered.id, unless_above=answered.up_to)
    done = apply_rows(deps, file, answered, writing)
    return _written(deps, replace(done, state=ImportState.RELEASED), by)


def _answered(deps: Deps, answered: SubjectImport, by: Principal) -> SubjectImport:
    """Write an answer, unless somebody else was first."""
    with deps.database.writing() as session:
        take_events(session)
        _raise_unless_held(get_import(session, answered.id))
        _write(session, deps, answered, by)
    return answered


def _raise_unless_held(one: SubjectImport) -> None:
    if one.state is not ImportState.HELD:
        raise UnlawfulAction(f"import {one.id} is not held: it is {one.state}")


def _written(deps: Deps, made: SubjectImport, by: Principal) -> SubjectImport:
    with deps.database.writing() as session:
        take_events(session)
        _write(session, deps, made, by)
    return made


def _write(session: Session, deps: Deps, made: SubjectImport, by: Principal) -> None:
    write_import(session, made, at=deps.clock(), actor=by.name)
    tell_import(session, made, at=deps.clock())


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
