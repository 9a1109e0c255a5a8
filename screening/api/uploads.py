"""Bodies that are files: let in up to a limit of their own, and written to disk as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Flask, Request, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from screening.config import Settings
from screening.domain.errors import Fault, InvalidRequest
from screening.services.uploads import Upload, Uploads, telling_no_room

FILE = "file"
"""The part of a form that holds the file."""

_ENDPOINTS = frozenset({"batches.screen_file", "web.upload_batch"})
_FOLDER = "UPLOADS_FOLDER"
_BLOCK = 1024 * 1024
_AROUND = 64 * 1024
"""What a form may hold beside its file."""


class UploadRequest(Request):
    """A request whose files lie in the folder of uploads from the first byte: elsewhere may be memory."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        folder: Path = current_app.config[_FOLDER]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stream = TemporaryFile("wb+", dir=folder)  # noqa: SIM115 -- closed with the request
        self.__dict__.setdefault("_opened", []).append(stream)
        return stream

    def close(self) -> None:
        """Let go of what was received, of a form too that turned out to be too large."""
        super().close()
        for stream in self.__dict__.get("_opened", ()):
            stream.close()


def register_uploads(app: Flask, settings: Settings) -> None:
    """Let the endpoints that take files take larger bodies than all others."""
    app.request_class = UploadRequest
    app.config[_FOLDER] = settings.uploads_folder
    most = settings.upload_megabytes * _BLOCK

    def let_in() -> None:
        if request.endpoint in _ENDPOINTS:
            request.max_content_length = most + _AROUND

    app.before_request(let_in)


def receive_file(uploads: Uploads, job_id: str, name: str | None, megabytes: int) -> Upload:
    """Receive the file of this request: the part ``file`` of a form, else the whole body.

    Raises 413 for one over the limit, ``InvalidRequest`` for none, ``DiskFull``.
    """
    most = megabytes * _BLOCK
    with telling_no_room():
        is_form = request.mimetype == "multipart/form-data"
        read, called = _part() if is_form else (request.stream.read, None)
        upload = uploads.receive(job_id, name or called, _blocks(read, most))
    if upload.bytes == 0:
        uploads.remove(job_id)
        raise InvalidRequest([Fault(FILE, "is empty")])
    return upload


def _part() -> tuple[Callable[[int], bytes], str | None]:
    part = request.files.get(FILE)
    if part is None or not part.filename:
        raise InvalidRequest([Fault(FILE, "is required")])
    return part.stream.read, part.filename


def _blocks(read: Callable[[int], bytes], most: int) -> Iterator[bytes]:
    size = 0
    while block := read(_BLOCK):
        size += len(block)
        if size > most:
            raise RequestEntityTooLarge(f"The file is larger than {most:,} bytes.")
        yield block
