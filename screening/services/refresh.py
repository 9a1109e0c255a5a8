"""A list comes in: from a file, from its authority or as a sample; a held one is released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from screening.domain.errors import FetchFailed, UsageError
from screening.domain.listing import ListSource, ListVersion, VersionState
from screening.fetch import Fetched, Manners, Validators, download
from screening.resources import lists_dir
from screening.services.activation import put_in_force
from screening.services.deps import Deps
from screening.services.list_files import find_downloaded_files, find_list_files
from screening.services.list_guard import is_unfinished
from screening.services.list_loading import (
    Delivery,
    known_version,
    list_lock,
    raw_folder,
    seen_again,
    take_files,
)
from screening.services.load_report import LoadReport
from screening.sources.registry import all_sources, find_source
from screening.store.lists import RawFile, get_version, latest_raw_file, list_versions


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
    url = deps.settings.list_urls.get(list_id, source.url)
    manners = Manners(timeout=deps.settings.fetch_timeout, user_agent=deps.settings.user_agent)
    with list_lock(deps, list_id):
        last = _last_fetched(deps, source, url)
        known = _validators(last.raw.headers) if last else None
        answer = download(url, raw_folder(deps, list_id), manners=manners, known=known)
        if isinstance(answer, Fetched):
            return _take_fetched(deps, source, answer, url)
        if last is None:
            raise FetchFailed(f"{url} answered that its file is unchanged, and none of it is here")
        return seen_again(deps, last.version)


def load_samples(deps: Deps) -> list[LoadReport]:
    """Load ``lists/<list_id>/sample.*`` of the lists that a service starts with and that have no
    version at all, marked as samples."""
    reports = [_load_sample(deps, source) for source in all_sources() if source.sample_at_start]
    return [report for report in reports if report]


def release_version(deps: Deps, list_id: str, version: str, *, reason: str, by: str) -> ListVersion:
    """Put a version in force that is not: a held one that a person (``by``) has looked at, or an
    earlier one to go back to. Who and why (``reason``) go into the audit.

    Raises ``UnknownList``, ``UnknownVersion``, ``UsageError`` where it is in force or a sample.
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
        return put_in_force(deps, found, actor=by.strip(), reason=reason.strip())


class _LastFetched(NamedTuple):
    raw: RawFile
    version: ListVersion


def _last_fetched(deps: Deps, source: ListSource, url: str) -> _LastFetched | None:
    """What was last fetched from ``url``; None where its file has to be read again, by a newer
    parser or after a load that did not end."""
    with deps.database.reading() as session:
        raw = latest_raw_file(session, source.list_id, url)
    version = known_version(deps, source, raw.sha256) if raw else None
    if raw is None or version is None or is_unfinished(version):
        return None
    return _LastFetched(raw, version)


def _validators(headers: Mapping[str, str]) -> Validators:
    return Validators(headers.get("ETag", ""), headers.get("Last-Modified", ""))


def _headers(validators: Validators) -> dict[str, str]:
    headers = {"ETag": validators.etag, "Last-Modified": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _take_fetched(deps: Deps, source: ListSource, fetched: Fetched, url: str) -> LoadReport:
    try:
        files = find_downloaded_files(fetched.path, url)
        delivery = Delivery(url=url, headers=_headers(fetched.validators))
        return take_files(deps, source, files, delivery)
    finally:
        fetched.path.unlink(missing_ok=True)


def _load_sample(deps: Deps, source: ListSource) -> LoadReport | None:
    paths = sorted((lists_dir() / source.list_id).glob("sample.*"))
    with list_lock(deps, source.list_id):
        with deps.database.reading() as session:
            is_known = bool(list_versions(session, source.list_id))
        if is_known or not paths:
            return None
        return take_files(deps, source, find_list_files(paths), Delivery(sample=True))
