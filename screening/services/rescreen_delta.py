"""What has changed on the lists since the last rescreening: the designations that are screened against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.orm import Session

from screening.domain.changes import FieldChange, compare_designations
from screening.domain.designation import Designation
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, cause_of, diff
from screening.domain.material import material_changes
from screening.domain.monitoring import ListStep
from screening.domain.party_group import Member
from screening.grouping.re_references import re_references
from screening.matching.index import IndexEntry
from screening.services.corpus import index_entries, is_listed
from screening.store.designations import designations, designations_of, manifest
from screening.store.lists import get_version
from screening.store.states import designation_state
from screening.store.subject_hits import refs_hit

ADDED, AMENDED, REMOVED, REPARSED = "added", "amended", "removed", "reparsed"


@dataclass(frozen=True)
class ListDelta:
    """What one list changed: the references that are to be screened against, each with what happened to it;
    those that are no longer listed; and of those that are new, under which they stood before."""

    before: ListVersion | None
    after: ListVersion | None
    listed: Mapping[str, str]
    removed: frozenset[str]
    moved: Mapping[str, str] = field(default_factory=dict)

    @property
    def list_id(self) -> str:
        """The list."""
        version = self.after or self.before
        return version.list_id if version else ""

    @cached_property
    def step(self) -> ListStep:
        """The same in numbers."""
        kinds = list(self.listed.values())
        return ListStep(
            list_id=self.list_id,
            before=self.before.reading if self.before else None,
            after=self.after.reading if self.after else None,
            added=kinds.count(ADDED),
            amended=len(kinds) - kinds.count(ADDED),
            removed=len(self.removed),
        )

    @property
    def touched(self) -> set[str]:
        """All references whose hits are judged anew."""
        return {*self.listed, *self.removed, *self.moved.values()}


@dataclass(frozen=True)
class Delta:
    """What all lists changed."""

    lists: tuple[ListDelta, ...]

    def of(self, list_id: str) -> ListDelta | None:
        """What a list changed; None for nothing."""
        return next((one for one in self.lists if one.list_id == list_id), None)

    def touches(self, member: Member) -> bool:
        """Whether a hit on that designation is judged anew."""
        return member in self._touched

    @cached_property
    def _touched(self) -> frozenset[Member]:
        return frozenset(Member(one.list_id, ref) for one in self.lists for ref in one.touched)

    @property
    def steps(self) -> tuple[ListStep, ...]:
        """The same in numbers."""
        return tuple(one.step for one in self.lists)

    def entries(self, session: Session) -> Iterable[IndexEntry]:
        """The designations that are screened against, for a small index."""
        for one in self.lists:
            if one.after is not None and one.listed:
                yield from index_entries(session, one.after, sorted(one.listed))


def find_delta(session: Session, before: Mapping[str, str], now: Sequence[ListVersion]) -> Delta:
    """From the readings that were screened against (by list) to the versions in force."""
    versions = {version.list_id: version for version in now}
    changed = [one for one in {**before, **versions} if before.get(one) != _reading(versions.get(one))]
    return Delta(tuple(_of_list(session, one, before.get(one), versions.get(one)) for one in sorted(changed)))


def _reading(version: ListVersion | None) -> str | None:
    return version.reading if version else None


def _of_list(session: Session, list_id: str, reading: str | None, after: ListVersion | None) -> ListDelta:
    before = get_version(session, list_id, reading) if reading else None
    old = manifest(session, list_id, before.reading) if before else {}
    if after is None:
        return ListDelta(before, None, {}, frozenset(old))
    changes = diff(old, manifest(session, list_id, after.reading))
    kinds = {one.authority_ref: one.kind for one in changes}
    kinds |= dict.fromkeys(_relisted(session, before, after) - kinds.keys(), ChangeKind.AMENDED)
    removed = {ref for ref, kind in kinds.items() if kind is ChangeKind.REMOVED}
    there = sorted(kinds.keys() - removed)
    listed = {entry.designation.authority_ref for entry in index_entries(session, after, there)}
    removed |= {*there} - listed | _expired(session, list_id, after, kinds.keys())
    words = {ref: _word(kinds[ref], before, after) for ref in sorted(listed)}
    return ListDelta(before, after, words, frozenset(removed), _moved(session, before, after, words, removed))


def _word(kind: ChangeKind, before: ListVersion | None, after: ListVersion) -> str:
    if before is None or kind is ChangeKind.ADDED:
        return ADDED
    return REPARSED if cause_of(kind, before, after) is ChangeCause.REPARSED else AMENDED


def _relisted(session: Session, before: ListVersion | None, after: ListVersion) -> set[str]:
    """What an earlier edition lists that a later one no longer did, though it says the same of it."""
    if before is None or after.published_on >= before.published_on:
        return set()
    every = designations(session, after.list_id, after.version, parser_version=after.parser_version)
    return {one.authority_ref for one in every if one.delisted_on is not None}


def _expired(session: Session, list_id: str, after: ListVersion, changed: Iterable[str]) -> set[str]:
    """What subjects have hits on, reads as before, and is listed no longer because its day has come."""
    refs = sorted(refs_hit(session, list_id).difference(changed))
    found = designations_of(session, list_id, after.reading, refs)
    return {ref for ref, one in found.items() if not is_listed(one, after)}


def _moved(
    session: Session,
    before: ListVersion | None,
    after: ListVersion,
    listed: Mapping[str, str],
    removed: set[str],
) -> dict[str, str]:
    """New reference: the old one, of parties that stand under another reference now."""
    gone = sorted(removed & refs_hit(session, after.list_id)) if before else []
    added = sorted(ref for ref, kind in listed.items() if kind == ADDED)
    if before is None or not gone or not added:
        return {}
    old = designations_of(session, before.list_id, before.reading, gone)
    new = designations_of(session, after.list_id, after.reading, added)
    return {now.authority_ref: was for was, now in re_references(old.values(), new.values()).items()}


class States:
    """Designations in their states, each compared once."""

    def __init__(self) -> None:
        self._compared: dict[tuple[Member, str, Member, str], Compared] = {}

    def compared(self, session: Session, old: tuple[Member, str], new: tuple[Member, str]) -> Compared:
        """How one state of a designation differs from another, each given with its fingerprint."""
        key = (*old, *new)
        if key not in self._compared:
            self._compared[key] = _compared(
                designation_state(session, *old), designation_state(session, *new)
            )
        return self._compared[key]


@dataclass(frozen=True, slots=True)
class Compared:
    """In which fields two states differ, and whether something material does."""

    fields: tuple[FieldChange, ...]
    is_material: bool


def _compared(old: Designation | None, new: Designation | None) -> Compared:
    if old is None or new is None:
        return Compared((), True)
    return Compared(compare_designations(old, new), bool(material_changes(old, new)))
