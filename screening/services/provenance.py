"""Where a fact comes from: the entry of a version, and the published record that it was read from."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy.orm import Session

from screening.domain.designation import Designation
from screening.domain.errors import (
    BadListFile,
    Fault,
    InvalidRequest,
    ScreeningError,
    UnknownDesignation,
)
from screening.domain.listing import ListFormat, ListVersion, PublishedFile, RawRecord
from screening.services.corpus import published_by
from screening.services.deps import Deps
from screening.sources.registry import find_source
from screening.store.designations import designation
from screening.store.lists import get_version, list_versions, version_in_force
from screening.store.raw_files import RawFile, raw_files

NOT_KEPT = "the published file is no longer kept here"
NOT_SHOWN = "records of this format cannot be shown"
NOT_FOUND = "the locator leads nowhere in the file"

_REMEMBERED = 256
"""Records that a process keeps: to find one takes as long as to read the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Which version is asked for: what was published by ``as_of``, or the one of that id; the one
    in force where neither is given."""

    as_of: date | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a version says under a reference, with the records that it was read from; ``note`` says
    why there are none."""

    version: ListVersion
    designation: Designation
    raw_records: tuple[RawRecord, ...] = ()
    note: str = ""


def find_entry(
    deps: Deps, list_id: str, authority_ref: str, *, at: Moment | None = None, with_raw: bool = True
) -> Entry:
    """The entry with its raw records (cut out of the kept file now; ``with_raw`` False leaves them
    out). Raises ``UnknownList``, ``UnknownVersion``, ``UnknownDesignation``, ``InvalidRequest``."""
    find_source(list_id)
    moment = at or Moment()
    _check(moment, deps.clock().date())
    with deps.database.reading() as session:
        version = _version(session, list_id, moment)
        found = version and designation(session, list_id, version.reading, authority_ref)
        files = raw_files(session, list_id, version.reading) if version and with_raw else []
    if not version or not found:
        where = (
            f"in version {version.version}" if version and (moment.as_of or moment.version) else "in force"
        )
        raise UnknownDesignation(f"no designation with this reference is {where} on {list_id}")
    if not with_raw:
        return Entry(version, found)
    return Entry(version, found, *_raw_records(deps, version, found, files))


def _check(moment: Moment, today: date) -> None:
    if moment.as_of and moment.version:
        raise InvalidRequest([Fault("version", "cannot be asked together with as_of")])
    if moment.as_of and moment.as_of > today:
        raise InvalidRequest([Fault("as_of", "is in the future")])


def _version(session: Session, list_id: str, moment: Moment) -> ListVersion | None:
    if moment.version is not None:
        return get_version(session, list_id, moment.version)
    if moment.as_of:
        return published_by(moment.as_of, list_id, list_versions(session, list_id))
    return version_in_force(session, list_id)


def _raw_records(
    deps: Deps, version: ListVersion, found: Designation, files: Sequence[RawFile]
) -> tuple[tuple[RawRecord, ...], str]:
    form = _format(version)
    if form is None or form.find_records is None:
        return (), NOT_SHOWN
    paths = [deps.data_folder / file.path for file in files]
    if not paths or not all(path.is_file() for path in paths):
        return (), NOT_KEPT
    kept = tuple((file.name, path, _touched(path)) for file, path in zip(files, paths, strict=True))
    try:
        records = _cut_out(form, kept, found.locator)
    except (BadListFile, OSError, EOFError) as error:
        return (), _damaged(error)
    return records, "" if records else NOT_FOUND


@lru_cache(maxsize=_REMEMBERED)
def _cut_out(
    form: ListFormat, kept: tuple[tuple[str, Path, int], ...], locator: str
) -> tuple[RawRecord, ...]:
    """What was cut out once is remembered as long as nobody touches the files."""
    published = tuple(
        PublishedFile(name, cast("partial[BinaryIO]", partial(gzip.open, path))) for name, path, _ in kept
    )
    return form.find_records(published, locator) if form.find_records else ()


def _touched(path: Path) -> int:
    return path.stat().st_mtime_ns


def _format(version: ListVersion) -> ListFormat | None:
    formats = find_source(version.list_id).formats
    return next((form for form in formats if form.name == version.format), None)


def _damaged(error: Exception) -> str:
    reason = str(error) if isinstance(error, ScreeningError) else f"it is damaged ({error})"
    return f"the kept file cannot be read: {reason}"
