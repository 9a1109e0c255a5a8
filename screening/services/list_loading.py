"""One publication is taken in: kept, read, guarded, added, indexed and, at last, put in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import perf_counter

from screening.domain.errors import UsageError
from screening.domain.listing import (
    ChangeKind,
    ListFormat,
    ListHeader,
    ListSource,
    ListVersion,
    VersionState,
    diff,
)
from screening.services.activation import put_in_force
from screening.services.deps import Deps
from screening.services.list_files import ListFile
from screening.services.list_formats import recognise
from screening.services.list_guard import LOAD_UNFINISHED, Arrival, doubts, is_unfinished
from screening.services.list_reading import Reading, read_list, stage_contents
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.raw_files import KeptFile, content_hash, keeping
from screening.store.designations import manifest
from screening.store.lists import RawFile, add_version, list_versions, mark_checked, version_in_force
from screening.store.locks import file_lock

_LOADER = "list load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is known of the files beside their content; ``headers`` are the server's."""

    published_on: date | None = None
    partial: bool = False
    sample: bool = False
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


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
    with keeping(chosen, raw_folder(deps, source.list_id)) as kept:
        known = known_version(deps, source, content_hash(kept))
        if known is None or is_unfinished(known):
            report = _Load(deps, source, form, kept, delivery).run()
        else:
            _published_on(known.published_on, delivery, kept)
            report = seen_again(deps, known)
    return replace(report, seconds=perf_counter() - started)


def known_version(deps: Deps, source: ListSource, sha256: str) -> ListVersion | None:
    """The version of that content, if it was read as the formats of today would read it."""
    readers = {(form.name, form.parser_version) for form in source.formats}
    with deps.database.reading() as session:
        versions = list_versions(session, source.list_id)
    return next((v for v in versions if v.sha256 == sha256 and (v.format, v.parser_version) in readers), None)


def seen_again(deps: Deps, version: ListVersion) -> LoadReport:
    """The report where the content is a version that is here: nothing changes but ``checked_at``."""
    if version.state is VersionState.SUPERSEDED:
        reason = f"{version.version} is here and not in force; `screening lists release` puts it in force"
        return LoadReport(version=version, outcome=LoadOutcome.OLDER, reason=reason)
    now = deps.clock()
    with deps.database.writing() as session:
        mark_checked(session, version.list_id, version.version, now)
    checked = replace(version, checked_at=max(now, version.checked_at))
    if version.state is VersionState.HELD:
        return LoadReport(version=checked, outcome=LoadOutcome.HELD, reason=version.held_reason or "")
    return LoadReport(version=checked, outcome=LoadOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class _Load:
    deps: Deps
    source: ListSource
    form: ListFormat
    kept: list[KeptFile]
    delivery: Delivery

    def run(self) -> LoadReport:
        files = tuple(file.published() for file in self.kept)
        reading = read_list(self.deps.database, self.source.list_id, self.form, files)
        before, changed = self._compare(reading)
        version = self._version(reading)
        outcome, reason = self._judge(reading, version, before, changed[ChangeKind.REMOVED])
        report = LoadReport(
            version=version,
            outcome=outcome,
            reason=reason,
            counts=reading.counts,
            added=changed[ChangeKind.ADDED],
            amended=changed[ChangeKind.AMENDED],
            removed=changed[ChangeKind.REMOVED],
        )
        return replace(report, version=self._add(report, reading))

    def _compare(self, reading: Reading) -> tuple[ListVersion | None, Counter[ChangeKind]]:
        """The real version in force, if any, and what the new one changes against it."""
        with self.deps.database.reading() as session:
            before = version_in_force(session, self.source.list_id)
            if before is None or before.sample:
                return None, Counter({ChangeKind.ADDED: len(reading.manifest)})
            old = manifest(session, before.list_id, before.version)
        return before, Counter(change.kind for change in diff(old, reading.manifest))

    def _version(self, reading: Reading) -> ListVersion:
        said = reading.header.published_on if reading.header else None
        published_on, sha256 = _published_on(said, self.delivery, self.kept), content_hash(self.kept)
        now = self.deps.clock()
        return ListVersion(
            list_id=self.source.list_id,
            version=f"{published_on.isoformat()}.{sha256[:8]}",
            published_on=published_on,
            retrieved_at=now,
            checked_at=now,
            sha256=sha256,
            format=self.form.name,
            parser_version=self.form.parser_version,
            designations=len(reading.manifest),
            state=VersionState.SUPERSEDED,
            partial=self.delivery.partial,
            sample=self.delivery.sample,
        )

    def _judge(
        self, reading: Reading, version: ListVersion, before: ListVersion | None, removed: int
    ) -> tuple[LoadOutcome, str]:
        """What is to become of the version; one that replaces nothing removes nothing."""
        if self.delivery.sample:
            return LoadOutcome.ACTIVATED, ""
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
        """Make the version visible and, if it is to be, put it in force."""
        held_reason = {LoadOutcome.ACTIVATED: LOAD_UNFINISHED, LoadOutcome.HELD: report.reason}
        reason = held_reason.get(report.outcome)
        state = VersionState.HELD if reason else VersionState.SUPERSEDED
        version = replace(report.version, state=state, held_reason=reason)
        stage_contents(self.deps.database, version, reading)
        with self.deps.database.writing() as session:
            added = add_version(
                session,
                version,
                manifest=reading.manifest,
                raw_files=[self._raw_file(file) for file in self.kept],
                report=report.as_dict(),
                activation=None,
            )
        if report.outcome is LoadOutcome.ACTIVATED:
            return put_in_force(self.deps, added, actor=_LOADER, reason=f"published {added.published_on}")
        return added

    def _raw_file(self, file: KeptFile) -> RawFile:
        return RawFile(
            sha256=file.sha256,
            list_id=self.source.list_id,
            name=file.name,
            path=file.path.relative_to(self.deps.data_folder).as_posix(),
            size=file.size,
            retrieved_at=self.deps.clock(),
            url=self.delivery.url,
            headers=self.delivery.headers,
        )


def _published_on(said: date | None, delivery: Delivery, kept: Sequence[KeptFile]) -> date:
    names, given = ", ".join(file.name for file in kept), delivery.published_on
    if said and given and said != given:
        raise UsageError(f"{names} was published on {said}, not on {given}: leave out --published")
    published_on = said or given
    if published_on is None:
        raise UsageError(f"{names} does not say when it was published: give --published YYYY-MM-DD")
    return published_on
