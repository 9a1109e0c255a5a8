"""A file is fetched whole: asked for again where a failure may pass, gone on with where it was cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import TypeAlias

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    SSLError,
)

from screening.domain.errors import FetchFailed
from screening.fetch.exchange import asking
from screening.fetch.manners import Manners
from screening.fetch.partial import PartialFile

_CHUNK = 1 << 16
_MOST_PAUSE = 30.0
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_LASTING = (LocationValueError, SSLError, NameResolutionError, ConnectTimeoutError)
"""Failures that asking again does not help against, or for which the next refresh is soon enough."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said to recognise its file by; empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file as it was served, with its sha256, what to ask with next time, and the headers
    that it came with (names in lower case, cookies left out)."""

    path: Path
    sha256: str
    validators: Validators
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the file is the one we have."""


Answer: TypeAlias = Fetched | NotModified


class _BusyError(Exception):
    """A server that could not answer now; ``pause`` is how long it asks to wait, in seconds."""

    def __init__(self, sentence: str, pause: float = 0.0) -> None:
        super().__init__(sentence)
        self.pause = pause


def download(url: str, folder: Path, *, manners: Manners, known: Validators | None = None) -> Answer:
    """Fetch ``url`` into ``folder``, unless it is still the file that ``known`` describes.

    Follows redirects, retries what may pass, goes on where a server can send the rest. A whole file
    is ``<sha256>.download``; the caller removes it. Raises ``FetchFailed`` naming the address.
    """
    folder.mkdir(parents=True, exist_ok=True)
    deadline, partial = monotonic() + manners.longest, PartialFile(folder, url)
    for tried in count():
        try:
            return _try(url, partial, manners=manners, known=known, deadline=deadline)
        except (HTTPError, _BusyError) as error:
            pause = _pause(error, tried, manners)
            if tried >= manners.retries or isinstance(error, _LASTING) or monotonic() + pause > deadline:
                raise FetchFailed(_sentence(url, error)) from error
            sleep(pause)
    raise AssertionError("count() ends nowhere")


def _try(
    url: str, partial: PartialFile, *, manners: Manners, known: Validators | None, deadline: float
) -> Answer:
    headers = {"User-Agent": manners.user_agent, "Accept": "*/*"}
    with asking(url, {**headers, **(partial.conditions() or _conditions(known))}, manners) as response:
        if response.status == 304:
            return NotModified()
        _admit(url, response, partial)
        partial.append(_chunks(url, response, partial, manners, deadline))
        path, sha256 = partial.finish()
        return Fetched(path, sha256, _validators(response), _kept(response))


def _admit(url: str, response: BaseHTTPResponse, partial: PartialFile) -> None:
    """Have ``partial`` ready for the body of this answer; raises where it brings no file."""
    said = f"{url} answered {response.status} {response.reason or ''}".rstrip()
    if response.status == 416 or (response.status == 206 and not partial.fits(response)):
        partial.remove()
        raise _BusyError(said)
    if response.status in _BUSY:
        raise _BusyError(said, _seconds(response.headers.get("Retry-After", "")))
    if response.status not in (200, 206):
        raise FetchFailed(said)
    if response.status == 200:
        partial.begin(response)


def _chunks(
    url: str, response: BaseHTTPResponse, partial: PartialFile, manners: Manners, deadline: float
) -> Iterator[bytes]:
    """The body as it comes, a piece as small as the server sends it; refused where it is too much."""
    taken = partial.size
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and taken + int(declared) > manners.most_bytes:
        raise _too_much(url, partial, manners)
    while chunk := response.read1(_CHUNK, decode_content=True):
        taken += len(chunk)
        if taken > manners.most_bytes:
            raise _too_much(url, partial, manners)
        if monotonic() > deadline:
            raise FetchFailed(
                f"{url} sent {taken:,} bytes in {manners.longest:g} seconds and not all; given up"
            )
        yield chunk


def _too_much(url: str, partial: PartialFile, manners: Manners) -> FetchFailed:
    partial.remove()
    return FetchFailed(f"{url} sends more than {manners.most_bytes:,} bytes; refused")


def _conditions(known: Validators | None) -> Mapping[str, str]:
    if known is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validators(response: BaseHTTPResponse) -> Validators:
    return Validators(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))


def _kept(response: BaseHTTPResponse) -> Mapping[str, str]:
    return {name.lower(): text for name, text in response.headers.items() if name.lower() != "set-cookie"}


def _pause(error: Exception, tried: int, manners: Manners) -> float:
    asked = error.pause if isinstance(error, _BusyError) else 0.0
    return min(max(manners.backoff * 2.0**tried, asked), _MOST_PAUSE)


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0


def _sentence(url: str, error: Exception) -> str:
    if isinstance(error, _BusyError):
        return str(error)
    reason = getattr(error, "reason", None) or error
    return f"{url} could not be fetched: {' '.join(str(reason).split())}"
