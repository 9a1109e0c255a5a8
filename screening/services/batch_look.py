"""What is recognised in an uploaded file, before it is screened; and what is wrong with it, in our words."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter

from screening.domain.batch_job import BatchJob
from screening.domain.errors import BadInputFile, Fault, FilesGone, InvalidRequest, ScreeningError, UsageError
from screening.services.batch_columns import read_columns
from screening.services.batch_preview import BatchPreview, preview
from screening.services.uploads import Uploads
from screening.store.types import json_bytes

_LOOK = TypeAdapter(BatchPreview)
_OPTION = re.compile(r"--(?=[a-z])")


def look_at(uploads: Uploads, job: BatchJob) -> BatchPreview:
    """What is recognised in the file of a batch.

    Raises ``InvalidRequest`` where it cannot be read as it is asked for, ``FilesGone``.
    """
    if job.options is None or job.files_gone_at is not None:
        raise FilesGone("The file of this batch is not here.")
    kept = _place(uploads, job)
    if kept.is_file():
        return _LOOK.validate_json(kept.read_bytes())
    try:
        look = preview(uploads.request(job, workers=1))
    except (BadInputFile, UsageError) as error:
        raise InvalidRequest([Fault("file", sentence(uploads, job, error))]) from None
    _keep(kept, _LOOK.dump_json(look))
    return look


def check_columns(uploads: Uploads, job: BatchJob, columns: Mapping[str, str]) -> None:
    """Raises ``InvalidRequest`` where columns are chosen that the file has not, as far as it was looked at
    already: it is not read through for that."""
    kept = _place(uploads, job)
    if not kept.is_file():
        return
    header = [column.name for column in _LOOK.validate_json(kept.read_bytes()).columns]
    try:
        read_columns(header, columns)
    except (BadInputFile, UsageError) as error:
        raise InvalidRequest([Fault("map", sentence(uploads, job, error))]) from None


def _place(uploads: Uploads, job: BatchJob) -> Path:
    """Where what was recognised is kept: a large file is read through once, not each time it is looked at."""
    asked = json_bytes(asdict(job.options) if job.options else {})
    return uploads.of(job.id) / f"look-{hashlib.sha256(asked).hexdigest()[:16]}.json"


def _keep(place: Path, content: bytes) -> None:
    fresh = place.with_suffix(f".{uuid.uuid4().hex}")
    with suppress(OSError):  # Where there is no room it is read through again.
        fresh.write_bytes(content)
        fresh.replace(place)


def sentence(uploads: Uploads, job: BatchJob, error: ScreeningError) -> str:
    """What is said of an error: without our folders, and with options named as requests have them."""
    plain = str(error)
    for folder in ("in", "out"):
        plain = plain.replace(f"{uploads.of(job.id) / folder}{os.sep}", "")
    return _OPTION.sub("", " ".join(plain.split()))
