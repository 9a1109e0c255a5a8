"""A list's files from where they are published: over HTTP, or from a mirror on disk.

A publication may be a set of several files. Only what changed is fetched; what did not is read
from the copy that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from screening.config import Settings, proxy_for
from screening.domain.errors import FetchFailed, UsageError
from screening.domain.listing import ListSource
from screening.fetch import Fetched, Manners, Validators, download
from screening.services.deps import Deps
from screening.services.list_files import ListFile, find_downloaded_files, find_list_files, kept_list_file
from screening.store.raw_files import RawFile

_MOST_PAGE = 8 << 20
_LINK = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.I)


def addresses_of(settings: Settings, source: ListSource) -> tuple[str, ...]:
    """Where a list is fetched from: what the settings say, else the official addresses.

    Raises ``UsageError`` for a list that is published no longer or nowhere.
    """
    given = settings.list_urls.get(source.list_id)
    if given:
        return (given,) if isinstance(given, str) else tuple(given)
    if source.closed_on:
        raise UsageError(
            f"{source.list_id} is published no longer (since {source.closed_on}): load what is archived"
        )
    if not source.url:
        raise UsageError(
            f"{source.list_id} has no address: load its file, or name one in SCREENING_LIST_URLS"
        )
    return (source.url, *source.more_urls)


def is_refreshable(settings: Settings, source: ListSource) -> bool:
    """Whether the list can be fetched at all."""
    return bool(settings.list_urls.get(source.list_id) or (source.url and not source.closed_on))


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches the files of one list into ``folder``; ``known`` are the files that were fetched last,
    by their addresses, of the version that may still be the one published."""

    deps: Deps
    source: ListSource
    folder: Path
    known: Mapping[str, Sequence[RawFile]]

    @contextmanager
    def files(self, addresses: Sequence[str]) -> Iterator[list[ListFile] | None]:
        """The files at ``addresses``; None where all of them are the known ones. What was fetched
        is removed at the end. Raises ``FetchFailed``, ``BadListFile``."""
        fetched: list[Path] = []
        try:
            found = [self._at(address, fetched) for address in addresses]
            if all(one is None for one in found):
                yield None
            else:
                pairs = zip(addresses, found, strict=True)
                yield [file for address, one in pairs for file in one or self._kept(address)]
        finally:
            for path in fetched:
                path.unlink(missing_ok=True)

    def _at(self, address: str, fetched: list[Path]) -> list[ListFile] | None:
        if path := local_path(address):
            return _mirrored(path, address)
        files = self.known.get(address)
        known = _validators(files[0].headers) if files else None
        answer = download(address, self.folder, manners=self._manners(), known=known)
        if isinstance(answer, Fetched):
            fetched.append(answer.path)
            return find_downloaded_files(answer.path, address, answer.headers)
        if not files:
            raise FetchFailed(f"{address} answered that its file is unchanged, and none of it is here")
        return None

    def _kept(self, address: str) -> list[ListFile]:
        folder = self.deps.data_folder
        return [
            kept_list_file(folder / raw.path, raw.name, address, raw.headers) for raw in self.known[address]
        ]

    def linked(self, page: str, pattern: str) -> str:
        """The address that the page links to first whose text matches ``pattern``."""
        answer = download(page, self.folder, manners=replace(self._manners(), most_bytes=_MOST_PAGE))
        if not isinstance(answer, Fetched):
            raise FetchFailed(f"{page} answered that it is unchanged, and was not asked that")
        try:
            text = answer.path.read_text("utf-8", "replace")
        finally:
            answer.path.unlink(missing_ok=True)
        for link in map(unescape, _LINK.findall(text)):
            if re.search(pattern, link):
                return urljoin(page, link)
        raise FetchFailed(f"{page} links to no file of {self.source.list_id} any more")

    def _manners(self) -> Manners:
        settings = self.deps.settings
        return Manners(
            timeout=settings.fetch_timeout,
            longest=settings.fetch_longest,
            user_agent=settings.user_agent,
            proxy_for=proxy_for,
        )


def local_path(address: str) -> Path | None:
    """The path of an address on this machine (``file:///…`` or a plain path), else None."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    return None if parts.scheme else Path(address)


def published_by(files: Sequence[ListFile], today: date) -> date:
    """The day by which files were published that do not say it: that of the server's
    ``Last-Modified``, else ``today``."""
    said = [file.headers["last-modified"] for file in files if "last-modified" in file.headers]
    try:
        return min(max(parsedate_to_datetime(text).date() for text in said), today)
    except ValueError:
        return today


def _mirrored(path: Path, address: str) -> list[ListFile]:
    if not path.exists():
        raise FetchFailed(f"{address} could not be fetched: there is no such file")
    return [replace(file, url=address) for file in find_list_files([path])]


def _validators(headers: Mapping[str, str]) -> Validators:
    return Validators(headers.get("etag", ""), headers.get("last-modified", ""))
