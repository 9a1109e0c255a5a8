"""Download a published file: conditional, retried, bounded, hashed, kept under a temporary name
until it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TypeAlias

import urllib3
from urllib3.exceptions import HTTPError

from screening.domain.errors import FetchFailed

MOST_BYTES = 512 << 20
_CHUNK = 1 << 16
_BUSY = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How to ask: seconds to wait for an answer, how often again after a failure (the wait
    doubles from ``backoff`` seconds), under which name, and the most bytes to take."""

    timeout: float = 60.0
    retries: int = 3
    backoff: float = 1.0
    user_agent: str = "screening"
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said to recognise its file by; empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file as it was served, with its sha256 and what to ask with next time."""

    path: Path
    sha256: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the file is the one we have."""


Answer: TypeAlias = Fetched | NotModified


def download(url: str, folder: Path, *, manners: Manners, known: Validators | None = None) -> Answer:
    """Fetch ``url`` into ``folder``, unless it is still the file that ``known`` describes.

    Follows redirects; retries connections and busy servers. A whole file is renamed to
    ``<sha256>.download``; the caller removes it. Raises ``FetchFailed`` naming the address.
    """
    try:
        with _answer(url, manners, known) as response:
            if response.status == 304:
                return NotModified()
            if response.status != 200:
                raise FetchFailed(f"{url} answered {response.status} {response.reason or ''}".rstrip())
            path, sha256 = _keep(response, folder, url, manners.most_bytes)
            return Fetched(path, sha256, _validators(response))
    except HTTPError as error:
        raise FetchFailed(f"{url} could not be fetched: {_cause(error)}") from error


@contextmanager
def _answer(url: str, manners: Manners, known: Validators | None) -> Iterator[urllib3.BaseHTTPResponse]:
    retries = urllib3.Retry(
        total=None,
        connect=manners.retries,
        read=manners.retries,
        status=manners.retries,
        redirect=5,
        backoff_factor=manners.backoff,
        backoff_max=30,
        status_forcelist=_BUSY,
        raise_on_status=False,
    )
    with urllib3.PoolManager(retries=retries, timeout=urllib3.Timeout(manners.timeout)) as pool:
        headers = {"User-Agent": manners.user_agent, "Accept": "*/*", **_conditions(known)}
        response = pool.request("GET", url, headers=headers, preload_content=False)
        try:
            yield response
        finally:
            response.close()


def _conditions(known: Validators | None) -> dict[str, str]:
    if known is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validators(response: urllib3.BaseHTTPResponse) -> Validators:
    return Validators(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))


def _keep(response: urllib3.BaseHTTPResponse, folder: Path, url: str, most: int) -> tuple[Path, str]:
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        path = Path(part.name)
        try:
            sha256 = _copy(response, part, url, most)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path.rename(folder / f"{sha256}.download"), sha256


def _copy(response: urllib3.BaseHTTPResponse, part: IO[bytes], url: str, most: int) -> str:
    digest, taken = hashlib.sha256(), 0
    for chunk in response.stream(_CHUNK):
        taken += len(chunk)
        if taken > most:
            raise FetchFailed(f"{url} sends more than {most:,} bytes; refused")
        digest.update(chunk)
        part.write(chunk)
    part.flush()
    return digest.hexdigest()


def _cause(error: HTTPError) -> str:
    reason = getattr(error, "reason", None) or error
    return " ".join(str(reason).split())
