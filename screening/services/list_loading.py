"""One publication is taken in: kept, read, guarded, added, indexed and, at last, put in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter

from screening.domain.errors import BadListFile, UsageError
from screening.domain.listing import (
    Change,
    ChangeCause,
    ChangeKind,
    ListFormat,
    ListHeader,
    ListSource,
    ListVersion,
    VersionState,
    cause_of,
    diff,
)
from screening.services.activation import put_in_force
from screening.services.collector import collector_relieved
from screening.services.deps import Deps
from screening.services.list_events import record_load
from screening.services.list_files import ListFile
from screening.services.list_formats import recognise
from screening.services.list_guard import LOAD_UNFINISHED, OWN_LIST, Arrival, doubts, is_unfinished
from screening.services.list_reading import Reading, read_list, stage_contents
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.raw_files import KeptFile, content_hash, keeping
from screening.sources.registry import is_declared
from screening.store.designations import manifest
from screening.store.events import take_events
from screening.store.lists import add_version, list_versions, mark_checked, version_in_force
from screening.store.locks import file_lock
from screening.store.raw_files import RawFile, note_raw_files, raw_files
from screening.store.version_contents import digest_staged, is_known

_LOADER = "list load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is known of the files beside their content. ``published_on`` is what an operator says,
    ``otherwise`` the day to take where neither the operator nor the file says one; ``again`` is the
    version whose files these are, where they are read once more."""

    published_on: date | None = None
    otherwise: date | None = None
    partial: bool = False
    sample: bool = False
    again: ListVersion | None = None


def raw_folder(deps: Deps, list_id: str) -> Path:
    """Where the published files of a list are kept."""
    return deps.data_folder / "raw" / list_id


@contextmanager
def list_lock(deps: Deps, list_id: str) -> Iterator[None]:
    """Held by the one process that loads this list; the system frees it when the process ends."""
    folder = raw_folder(deps, list_id)
    folder.mkdir(parents=True, exist_ok=True)
    with file_lock(folder / ".lock"):
        yield


def take_files(deps: Deps, source: ListSource, files: Sequence[ListFile], delivery: Delivery) -> LoadReport:
    """Load ``files`` as a version of ``source``; the caller holds the list's lock.

    Raises ``BadListFile``, ``UsageError``, ``DatabaseFailure``; the old version then stays in force.
    """
    started = perf_counter()
    form, chosen = recognise(source, files)
    with collector_relieved(), keeping(chosen, raw_folder(deps, source.list_id)) as kept:
        known = known_version(deps, source, content_hash(kept))
        if known is None or is_unfinished(known):
            _reread_in_force(deps, source, content_hash(kept))
            report = _Load(deps, source, form, kept, delivery).run()
        else:
            _published_on(known.published_on, delivery, kept)
            report = seen_again(deps, known)
            _note_addresses(deps, source, kept)
    return replace(report, seconds=perf_counter() - started)


def known_version(deps: Deps, source: ListSource, sha256: str) -> ListVersion | None:
    """The version of that content, if it was read as the formats of today would read it."""
    readers = {(form.name, form.parser_version) for form in source.formats}
    with deps.database.reading() as session:
        versions = list_versions(session, source.list_id)
    return next((v for v in versions if v.sha256 == sha256 and (v.format, v.parser_version) in readers), None)


def seen_again(deps: Deps, version: ListVersion) -> LoadReport:
    """The report where the content is a version that is here: nothing changes but ``checked_at``."""
    if version.state in (VersionState.SUPERSEDED, VersionState.LOADED):
        reason = f"{version.version} is here and not in force; `screening lists release` puts it in force"
        return LoadReport(version=version, outcome=LoadOutcome.OLDER, reason=reason)
    now = deps.clock()
    with deps.database.writing() as session:
        mark_checked(session, version.list_id, version.version, now)
    checked = replace(version, checked_at=max(now, version.checked_at))
    if version.state is VersionState.HELD:
        return LoadReport(version=checked, outcome=LoadOutcome.HELD, reason=version.held_reason or "")
    return LoadReport(version=checked, outcome=LoadOutcome.UNCHANGED)


def _reread_in_force(deps: Deps, source: ListSource, arriving: str) -> None:
    """Have the version in force read as its format is read today, unless it is what arrives anyway.
    Then all that the next version changes is the authority's doing. Where its files cannot be read
    so, nothing happens: ``cause_of`` then says that the next amendments may be ours."""
    with deps.database.reading() as session:
        version = version_in_force(session, source.list_id)
        files = raw_files(session, source.list_id, version.reading) if version else []
    form = next((form for form in source.formats if version and form.name == version.format), None)
    is_old = version is not None and form is not None and form.parser_version > version.parser_version
    if version is None or form is None or not is_old or version.sample or version.sha256 == arriving:
        return
    kept = [_kept_file(deps, file) for file in files]
    delivery = Delivery(otherwise=version.published_on, partial=version.partial, again=version)
    with suppress(BadListFile, UsageError, OSError):
        _Load(deps, source, form, kept, delivery).run()


def _kept_file(deps: Deps, file: RawFile) -> KeptFile:
    path = deps.data_folder / file.path
    return KeptFile(file.name, file.sha256, file.size, path, url=file.url, headers=file.headers)


@dataclass(frozen=True, slots=True)
class _Load:
    deps: Deps
    source: ListSource
    form: ListFormat
    kept: list[KeptFile]
    delivery: Delivery

    def run(self) -> LoadReport:
        files = tuple(file.published() for file in self.kept)
        reading = read_list(
            self.deps.database,
            self.source.list_id,
            self.form,
            files=files,
            partial=self.delivery.partial or self.delivery.sample,
        )
        version = self._version(reading)
        before, changes = self._compare(reading, version)
        kinds = Counter(change.kind for change in changes)
        outcome, reason = self._judge(reading, version, before, kinds[ChangeKind.REMOVED])
        report = LoadReport(
            version=version,
            outcome=outcome,
            reason=reason,
            counts=reading.counts,
            added=kinds[ChangeKind.ADDED],
            amended=kinds[ChangeKind.AMENDED],
            removed=kinds[ChangeKind.REMOVED],
            reparsed=sum(change.cause is ChangeCause.REPARSED for change in changes),
        )
        added = replace(report, version=self._add(report, reading))
        return self._put_in_force(added) if added.outcome is LoadOutcome.ACTIVATED else added

    def _compare(self, reading: Reading, version: ListVersion) -> tuple[ListVersion | None, list[Change]]:
        """The real version in force, if any, and what the new one changes against it."""
        with self.deps.database.reading() as session:
            before = version_in_force(session, self.source.list_id)
            if before is None or before.sample:
                return None, diff({}, reading.manifest)
            old = manifest(session, before.list_id, before.reading)
        changes = diff(old, reading.manifest)
        return before, [replace(one, cause=cause_of(one.kind, before, version)) for one in changes]

    def _version(self, reading: Reading) -> ListVersion:
        said = reading.header.published_on if reading.header else None
        published_on, sha256 = _published_on(said, self.delivery, self.kept), content_hash(self.kept)
        now, again = self.deps.clock(), self.delivery.again
        return ListVersion(
            list_id=self.source.list_id,
            version=f"{published_on.isoformat()}.{sha256[:8]}",
            published_on=published_on,
            retrieved_at=again.retrieved_at if again else now,
            checked_at=again.checked_at if again else now,
            sha256=sha256,
            format=self.form.name,
            parser_version=self.form.parser_version,
            designations=len(reading.manifest),
            state=VersionState.LOADED,
            partial=self.delivery.partial,
            sample=self.delivery.sample,
        )

    def _judge(
        self, reading: Reading, version: ListVersion, before: ListVersion | None, removed: int
    ) -> tuple[LoadOutcome, str]:
        """What is to become of the version; one that replaces nothing removes nothing."""
        if self.delivery.sample:
            return LoadOutcome.ACTIVATED, ""
        if self.deps.settings.four_eyes and is_declared(self.source.list_id):
            return LoadOutcome.HELD, OWN_LIST
        is_older = before is not None and version.published_on < before.published_on
        arrival = Arrival(
            header=reading.header or ListHeader(None),
            designations=len(reading.manifest),
            quarantined=len(reading.counts.quarantined),
            removed=removed,
            partial=self.delivery.partial,
            before=None if is_older else before,
        )
        if doubt := doubts(arrival, self.source.expectations):
            return LoadOutcome.HELD, doubt
        if is_older and before is not None:
            return LoadOutcome.OLDER, f"{before.version} in force was published later and stays in force"
        return LoadOutcome.ACTIVATED, ""

    def _add(self, report: LoadReport, reading: Reading) -> ListVersion:
        """Make the version visible, held as long as it is not put in force."""
        held_reason = {LoadOutcome.ACTIVATED: LOAD_UNFINISHED, LoadOutcome.HELD: report.reason}
        reason = held_reason.get(report.outcome)
        state = VersionState.HELD if reason else VersionState.LOADED
        version = replace(report.version, state=state, held_reason=reason)
        stage_contents(self.deps.database, version, reading)
        with self.deps.database.reading() as session:
            contents = digest_staged(session, version, reading.manifest)
        with self.deps.database.writing() as session:
            take_events(session)
            known = is_known(session, version)
            added = add_version(
                session,
                version,
                manifest=reading.manifest,
                raw_files=[_raw_file(self.deps, self.source, file) for file in self.kept],
                report=report.as_dict(),
                activation=None,
            )
            if not known:
                record_load(session, replace(report, version=added), contents, at=self.deps.clock())
        return added

    def _put_in_force(self, report: LoadReport) -> LoadReport:
        """Put the version in force; where its proof misses a name, it is held instead."""
        reason = f"published {report.version.published_on}"
        version, proof = put_in_force(self.deps, report.version, actor=_LOADER, reason=reason)
        done = replace(report, version=version, proof=proof)
        if version.state is VersionState.HELD:
            return replace(done, outcome=LoadOutcome.HELD, reason=version.held_reason or "")
        return done


def _raw_file(deps: Deps, source: ListSource, file: KeptFile) -> RawFile:
    return RawFile(
        sha256=file.sha256,
        list_id=source.list_id,
        name=file.name,
        path=file.path.relative_to(deps.data_folder).as_posix(),
        size=file.size,
        retrieved_at=deps.clock(),
        url=file.url,
        headers=file.headers,
    )


def _note_addresses(deps: Deps, source: ListSource, kept: Sequence[KeptFile]) -> None:
    """Remember where files were fetched from that are here already, to ask next time whether they
    are unchanged."""
    fetched = [_raw_file(deps, source, file) for file in kept if file.url]
    if fetched:
        with deps.database.writing() as session:
            note_raw_files(session, fetched)


def _published_on(said: date | None, delivery: Delivery, kept: Sequence[KeptFile]) -> date:
    names, given = ", ".join(file.name for file in kept), delivery.published_on
    if said and given and said != given:
        raise UsageError(f"{names} was published on {said}, not on {given}: leave out --published")
    published_on = said or given or delivery.otherwise
    if published_on is None:
        raise UsageError(f"{names} does not say when it was published: give --published YYYY-MM-DD")
    return published_on
