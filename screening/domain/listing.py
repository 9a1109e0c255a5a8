"""A list, what its authority published, and what changed between two of its versions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import BinaryIO, TypeAlias

from screening.domain.designation import Designation


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a publication: its name and how to read its (uncompressed) bytes."""

    name: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class ListHeader:
    """What a file says of itself: when it was published (None where it does not say), how many
    records it promises, and what an incomplete set lacks (``ADD.CSV and ALT.CSV``), in words."""

    published_on: date | None
    record_count: int | None = None
    lacks: str = ""

    @property
    def is_partial(self) -> bool:
        """Whether the files are only a part of the list."""
        return bool(self.lacks)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that could not be understood: set aside whole, counted, shown, never guessed."""

    locator: str
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class UnknownField:
    """An element or value that the parser does not know: the designation stands, the field is
    reported by its path so that a change of format cannot pass in silence."""

    locator: str
    path: str
    value: str


Parsed: TypeAlias = ListHeader | Designation | Quarantined | UnknownField


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A piece of a published file that a designation was read from, cut out as it stands there.
    ``line`` counts from 1; for a workbook it is the row."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ListFormat:
    """One file format of a list. ``recognises`` looks at the first bytes of each file;
    ``parse`` yields a ``ListHeader`` first and raises ``BadListFile`` for what is not the list;
    ``find_records`` cuts out what a locator of this format points to, empty where it is not there."""

    name: str
    parser_version: int
    recognises: Callable[[Mapping[str, bytes]], bool]
    parse: Callable[[tuple[PublishedFile, ...]], Iterator[Parsed]]
    find_records: Callable[[tuple[PublishedFile, ...], str], tuple[RawRecord, ...]] | None = None


@dataclass(frozen=True, slots=True)
class RetiredFormat:
    """A format that the authority no longer publishes: ``words`` complete the sentence "this
    file …"."""

    words: str
    recognises: Callable[[Mapping[str, bytes]], bool]


@dataclass(frozen=True, slots=True)
class Expectations:
    """A list's own sanity bounds. Outside them a version is held, the old one stays in force.

    Shares are of the version in force (removed) and of the records read (quarantined).
    """

    fewest: int
    most: int
    most_removed_share: float = 0.10
    most_quarantined_share: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """A list that this installation can load: who publishes it, where, in which formats.

    ``url`` is empty for a list that has no address of its own, such as a customer's.
    """

    list_id: str
    title: str
    authority: str
    url: str
    expectations: Expectations
    formats: tuple[ListFormat, ...]
    republishes: tuple[str, ...] = ()
    """Lists whose entries this one repeats: such hits fold under the authority's own entry."""
    sample_at_start: bool = False
    """Whether the service answers from this list's sample while nothing at all is loaded."""
    more_urls: tuple[str, ...] = ()
    """Further files of the same publication: a list may come as a set of several."""
    link: str | None = None
    """Where ``url`` is a page: a pattern for the address of the file that the page links to."""
    closed_on: date | None = None
    """Since when the authority publishes it no longer: archives load, nothing is fetched."""
    retired_formats: tuple[RetiredFormat, ...] = ()
    entry_url: str | None = None
    """A template with ``{authority_ref}`` for the authority's own page of an entry."""


class VersionState(StrEnum):
    """Whether a version may be screened against."""

    ACTIVE = "active"
    HELD = "held"
    SUPERSEDED = "superseded"
    """It was in force once."""
    LOADED = "loaded"
    """It was never in force; it answers for days of the past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion:
    """One published state of a list as it was taken: its id is the published date and the
    first 8 hex digits of the content hash."""

    list_id: str
    version: str
    published_on: date
    retrieved_at: datetime
    checked_at: datetime
    sha256: str
    format: str
    parser_version: int
    designations: int
    state: VersionState
    partial: bool = False
    sample: bool = False
    held_reason: str | None = None

    @property
    def reading(self) -> str:
        """Names this reading of the version, where another parser read the same file differently."""
        return f"{self.version}@{self.parser_version}"


class ChangeKind(StrEnum):
    """What became of a designation between two versions."""

    ADDED = "added"
    AMENDED = "amended"
    REMOVED = "removed"


class ChangeCause(StrEnum):
    """Who changed it: the authority, or we by reading the file in another way."""

    PUBLISHED = "published"
    REPARSED = "reparsed"


@dataclass(frozen=True, slots=True)
class Change:
    """One designation that differs between two versions of its list."""

    kind: ChangeKind
    authority_ref: str
    cause: ChangeCause = ChangeCause.PUBLISHED


def diff(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """The changes from one manifest (authority_ref -> fingerprint) to another, by reference."""
    changes = [
        Change(ChangeKind.ADDED if ref not in old else ChangeKind.AMENDED, ref)
        for ref, fingerprint in new.items()
        if old.get(ref) != fingerprint
    ]
    changes += [Change(ChangeKind.REMOVED, ref) for ref in old if ref not in new]
    return sorted(changes, key=lambda change: (change.kind, change.authority_ref))


def cause_of(kind: ChangeKind, old: ListVersion, new: ListVersion) -> ChangeCause:
    """Whose change it is from ``old`` to ``new``.

    The same bytes can only have been read differently. Other bytes, read by another parser or in
    another format, add and remove what the authority added and removed; what they amend is not
    called the authority's amendment, though one may be among it.
    """
    if old.sha256 == new.sha256:
        return ChangeCause.REPARSED
    is_same_reader = (old.format, old.parser_version) == (new.format, new.parser_version)
    is_published = is_same_reader or kind is not ChangeKind.AMENDED
    return ChangeCause.PUBLISHED if is_published else ChangeCause.REPARSED


def corpus_stamp(versions: Iterable[ListVersion], *, policy: str, engine: str, normaliser: str) -> str:
    """Names everything that an answer depends on: the files in force and how they were read,
    the policy, the engine and the normaliser. Two equal stamps give equal answers; no row id
    and no clock is in it. 64 hex digits."""
    lines = sorted(f"{v.list_id} {v.sha256} {v.parser_version}" for v in versions)
    lines += [f"policy {policy}", f"engine {engine}", f"normaliser {normaliser}"]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
