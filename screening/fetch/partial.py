"""What has come of a file so far, under a temporary name, so that a cut download can go on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from urllib3 import BaseHTTPResponse

_CHUNK = 1 << 20


class PartialFile:
    """The beginning of the file at an address, in ``folder``. It is kept only where the server has
    named the file (a strong ETag or a date) and can send the rest of it."""

    def __init__(self, folder: Path, url: str) -> None:
        name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._path = folder / f".fetch-{name}"
        self._note = folder / f".fetch-{name}.validator"

    @property
    def size(self) -> int:
        """Bytes that are here; 0 where nothing of it can be used."""
        return self._path.stat().st_size if self._note.is_file() and self._path.is_file() else 0

    def conditions(self) -> Mapping[str, str]:
        """Headers that ask for the rest, or for all where the file is another by now."""
        if not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._note.read_text("utf-8")}

    def fits(self, response: BaseHTTPResponse) -> bool:
        """Whether a 206 goes on just where the bytes end that are here."""
        return response.headers.get("Content-Range", "").startswith(f"bytes {self.size}-")

    def begin(self, response: BaseHTTPResponse) -> None:
        """Start anew with the file that ``response`` brings, noting how to ask for its rest."""
        self.remove()
        validator = _validator(response)
        if validator:
            self._note.write_text(validator, "utf-8")

    def append(self, chunks: Iterable[bytes]) -> None:
        """Write what comes; where it ends with an error and the rest could not be asked for, what
        has come is removed."""
        try:
            with self._path.open("ab") as file:
                for chunk in chunks:
                    file.write(chunk)
        except BaseException:
            if not self._note.is_file():
                self.remove()
            raise

    def finish(self) -> tuple[Path, str]:
        """The whole file under its own name, ``<sha256>.download``, and that sha256."""
        digest = hashlib.sha256()
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        sha256 = digest.hexdigest()
        path = self._path.rename(self._path.with_name(f"{sha256}.download"))
        self.remove()
        return path, sha256

    def remove(self) -> None:
        """Forget what has come."""
        self._path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


def _validator(response: BaseHTTPResponse) -> str:
    """What names the very bytes of a file; empty where a rest could not be told to belong to it."""
    headers = response.headers
    if headers.get("Accept-Ranges", "").lower() != "bytes" or "Content-Encoding" in headers:
        return ""
    etag = headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
