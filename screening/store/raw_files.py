"""Published files as rows: which version was read from which, and where each came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.listing import ListVersion
from screening.store.inserts import insert_missing, insert_or_replace
from screening.store.tables_lists import RawFileRow, VersionFileRow, VersionRow
from screening.store.versions import STAGED, find_row, read_versions

_IS_ITS_FILE = (VersionFileRow.list_id == RawFileRow.list_id) & (VersionFileRow.sha256 == RawFileRow.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A published file that is kept. ``sha256`` and ``size`` (bytes) are of the content as
    published; ``path`` is relative to the data folder; ``headers`` are those
    of the server's answer, empty for a file that was already here."""

    sha256: str
    list_id: str
    name: str
    path: str
    size: int
    retrieved_at: datetime
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def raw_files(session: Session, list_id: str, version: str) -> list[RawFile]:
    """The files that a version was read from, in their order. Raises ``UnknownVersion``."""
    row = find_row(session, list_id, version)
    query = (
        select(RawFileRow)
        .join(VersionFileRow, _IS_ITS_FILE)
        .where(VersionFileRow.version_id == row.id)
        .order_by(VersionFileRow.position)
    )
    return [_raw_file(found) for found in session.scalars(query)]


def is_fetched(session: Session, version: ListVersion) -> bool:
    """Whether the files of ``version`` ever came from an address; else they were loaded by hand."""
    files = raw_files(session, version.list_id, version.reading)
    return any(file.url for file in files)


def version_fetched_from(session: Session, list_id: str, urls: Collection[str]) -> ListVersion | None:
    """The version whose files were last fetched from just these addresses; None at first."""
    query = (
        select(VersionRow)
        .join(VersionFileRow, VersionFileRow.version_id == VersionRow.id)
        .join(RawFileRow, _IS_ITS_FILE)
        .where(VersionRow.list_id == list_id, VersionRow.status != STAGED, RawFileRow.url.in_(urls))
        .order_by(RawFileRow.retrieved_at.desc(), VersionRow.parser_version.desc(), VersionRow.id.desc())
        .limit(1)
    )
    for version in read_versions(session, query):
        files = raw_files(session, list_id, version.version)
        if {file.url for file in files} == set(urls):
            return version
    return None


_FILE_FIELDS = ("sha256", "list_id", "name", "path", "size", "retrieved_at", "url", "headers")


def note_raw_files(session: Session, files: Sequence[RawFile]) -> None:
    """Write what is known of files: anew, or in place of what was known of the same content."""
    kept = [{name: getattr(file, name) for name in _FILE_FIELDS} for file in files]
    insert_or_replace(session, RawFileRow, kept, key=("list_id", "sha256"))


def link_files(session: Session, row: VersionRow, files: Sequence[RawFile]) -> None:
    """Note the files that a version's row was read from, in their order."""
    note_raw_files(session, files)
    links = [
        {"version_id": row.id, "position": position, "list_id": file.list_id, "sha256": file.sha256}
        for position, file in enumerate(files)
    ]
    insert_missing(session, VersionFileRow, links)


def _raw_file(row: RawFileRow) -> RawFile:
    return RawFile(**{name: getattr(row, name) for name in _FILE_FIELDS})
