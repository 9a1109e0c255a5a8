"""A list comes in: from a file, from its authority or as a sample; a held one is released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from screening.domain.errors import ListHeld, UsageError
from screening.domain.listing import ListSource, ListVersion, VersionState
from screening.resources import lists_dir
from screening.services.activation import put_in_force
from screening.services.deps import Deps
from screening.services.fetching import Fetcher, addresses_of, is_refreshable, published_by
from screening.services.list_files import find_list_files
from screening.services.list_guard import is_unfinished
from screening.services.list_loading import Delivery, list_lock, raw_folder, seen_again, take_files
from screening.services.load_report import LoadReport
from screening.sources.registry import all_sources, find_source
from screening.store.lists import get_version, list_versions
from screening.store.raw_files import RawFile, raw_files, version_fetched_from


def load_list(
    deps: Deps,
    list_id: str,
    paths: Iterable[Path],
    *,
    published_on: date | None = None,
    partial: bool = False,
) -> LoadReport:
    """Load a publication that is already here: files (plain, .gz, .xz, .zip) or a folder of them.

    ``published_on`` where the file does not say; ``partial`` for a set known to be incomplete.
    The report's ``outcome`` says whether it was put in force; until then the old version stays.
    Raises ``UnknownList``, ``BadListFile``, ``UsageError``, ``DatabaseFailure``.
    """
    source = find_source(list_id)
    if published_on and published_on > deps.clock().date():
        raise UsageError(f"--published {published_on} is yet to come")
    files = find_list_files(paths)
    with list_lock(deps, list_id):
        return take_files(deps, source, files, Delivery(published_on=published_on, partial=partial))


def refresh_list(deps: Deps, list_id: str) -> LoadReport:
    """Fetch the list from its authority, unless it is unchanged there, and load it.

    Raises ``FetchFailed`` beside what ``load_list`` raises; the old version then stays in force.
    """
    source = find_source(list_id)
    addresses = addresses_of(deps.settings, source)
    with list_lock(deps, list_id):
        fetcher = Fetcher(deps, source, raw_folder(deps, list_id), {})
        if source.link and addresses == (source.url,):
            addresses = (fetcher.linked(source.url, source.link),)
        last = _last_fetched(deps, source, addresses)
        known = _by_address(last.files if last else [])
        with replace(fetcher, known=known).files(addresses) as files:
            if files is None and last:
                return seen_again(deps, last.version)
            chosen = files or []
            return take_files(
                deps, source, chosen, Delivery(otherwise=published_by(chosen, deps.clock().date()))
            )


def refreshable_lists(deps: Deps) -> tuple[str, ...]:
    """Ids of the lists that can be fetched: not those that are closed or have no address."""
    return tuple(s.list_id for s in all_sources() if is_refreshable(deps.settings, s))


def load_samples(deps: Deps) -> list[LoadReport]:
    """Load ``lists/<list_id>/sample.*`` of the lists that a service starts with and that have no
    version at all, marked as samples."""
    reports = [_load_sample(deps, source) for source in all_sources() if source.sample_at_start]
    return [report for report in reports if report]


def release_version(deps: Deps, list_id: str, version: str, *, reason: str, by: str) -> ListVersion:
    """Put a version in force that is not: a held one that a person (``by``) has looked at, or an
    earlier one to go back to. Who and why (``reason``) go into the audit.

    Raises ``UnknownList``, ``UnknownVersion``, ``UsageError`` where it is in force or a sample, and
    ``ListHeld`` where its proof misses a name that the person has not been told of.
    """
    find_source(list_id)
    if not reason.strip() or not by.strip():
        raise UsageError("a release needs a reason and the name of who answers for it")
    with list_lock(deps, list_id):
        with deps.database.reading() as session:
            found = get_version(session, list_id, version)
        if found.state is VersionState.ACTIVE:
            raise UsageError(f"{list_id} {version} is in force already")
        if found.sample:
            raise UsageError(f"{list_id} {version} is a sample and cannot replace a real version")
        done = put_in_force(deps, found, actor=by.strip(), reason=reason.strip()).version
    if done.state is VersionState.HELD:
        raise ListHeld(f"{list_id} {version} is held and not in force: {done.held_reason}")
    return done


class _LastFetched(NamedTuple):
    version: ListVersion
    files: list[RawFile]


def _last_fetched(deps: Deps, source: ListSource, addresses: Sequence[str]) -> _LastFetched | None:
    """What was last fetched from these addresses; None where its files have to be read again, by a
    newer parser or after a load that did not end, or are no longer here."""
    readers = {(form.name, form.parser_version) for form in source.formats}
    with deps.database.reading() as session:
        version = version_fetched_from(session, source.list_id, addresses)
        files = raw_files(session, source.list_id, version.version) if version else []
    if version is None or (version.format, version.parser_version) not in readers or is_unfinished(version):
        return None
    are_here = all((deps.data_folder / file.path).is_file() for file in files)
    return _LastFetched(version, files) if are_here else None


def _by_address(files: Iterable[RawFile]) -> dict[str, list[RawFile]]:
    known: dict[str, list[RawFile]] = {}
    for file in files:
        known.setdefault(file.url or "", []).append(file)
    return known


def _load_sample(deps: Deps, source: ListSource) -> LoadReport | None:
    paths = sorted((lists_dir() / source.list_id).glob("sample.*"))
    with list_lock(deps, source.list_id):
        with deps.database.reading() as session:
            is_known = bool(list_versions(session, source.list_id))
        if is_known or not paths:
            return None
        return take_files(deps, source, find_list_files(paths), Delivery(sample=True))
