"""The lists that an answer is given from: versions, index and policy under one stamp."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock

from sqlalchemy.orm import Session

from screening.domain.designation import Designation
from screening.domain.errors import ListNotReady, UnknownList, UnknownVersion
from screening.domain.listing import ListVersion, VersionState, corpus_stamp
from screening.matching.engine import ENGINE_VERSION
from screening.matching.index import Index, IndexEntry
from screening.matching.policy import Policy, default_policy
from screening.services.deps import Deps
from screening.services.index_store import IndexStore
from screening.services.policy_book import current_policy, policy_at
from screening.services.programmes import measure_classes_of, measures_of, tables_digest
from screening.sources.registry import find_source
from screening.store.designations import designations, designations_of
from screening.store.lists import list_versions, versions_in_force, versions_in_force_at
from screening.store.standing import Standing, read_standing
from screening.text.fold import NORMALISER_VERSION

_OPENED = 4
"""Indexes that a provider keeps open: the one in force and a few past ones."""

_NOTHING_LOADED = "no list has a version in force: run `screening lists refresh` or `screening lists load`"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything an answer depends on; never changes once it is handed out."""

    stamp: str
    versions: tuple[ListVersion, ...]
    index: Index
    policy: Policy

    def stale(self, version: ListVersion, now: datetime) -> bool:
        """True where ``version`` was last checked longer ago than the policy allows."""
        return now - version.checked_at > self.policy.max_age_of(version.list_id)


@dataclass(frozen=True, slots=True)
class InForce:
    """The versions and the policy in force, and by what it is told that they still are."""

    standing: Standing
    versions: tuple[ListVersion, ...]
    policy: Policy


class CorpusProvider:
    """Hands out the corpus of a moment; safe to share between threads and processes."""

    def __init__(self, deps: Deps) -> None:
        """The data folder of ``deps`` holds the indexes, a folder a stamp, under ``indexes/``."""
        self._database = deps.database
        self._clock = deps.clock
        self._indexes = IndexStore(deps.data_folder / "indexes", tables_digest())
        self._opened: dict[str, Index] = {}
        self._lock, self._opening = Lock(), Lock()
        self._known = InForce(Standing((), None, 0), (), default_policy())

    def current(self) -> Corpus:
        """The corpus of the versions and the policy in force now; cheap to call for every request.

        Raises ``ListNotReady`` where no list has a version in force.
        """
        known = self.in_force()
        return self.of(known.versions, known.policy)

    def in_force(self) -> InForce:
        """What is in force; read whole only where it is no longer what was read before.

        Raises ``ListNotReady`` where no list has a version in force.
        """
        with self._database.glancing() as connection:
            standing = read_standing(connection)
        known = self._known
        if known.standing != standing:
            known = self._known = self._read_in_force()
        if not known.versions:
            raise ListNotReady(_NOTHING_LOADED)
        return known

    def _read_in_force(self) -> InForce:
        with self._database.reading() as session:
            standing = read_standing(session.connection())
            return InForce(standing, tuple(versions_in_force(session)), current_policy(session))

    def at(self, as_of: date, lists: Iterable[str] = ()) -> Corpus:
        """The corpus of what the authorities had published by ``as_of``: the latest real version
        of each of ``lists`` (empty: of every list in force).

        Raises ``UnknownVersion`` naming the lists whose first version held is later, and those
        that can be kept to instead.
        """
        with self._database.reading() as session:
            wanted = sorted(set(lists)) or [v.list_id for v in versions_in_force(session)]
            held = {list_id: list_versions(session, list_id) for list_id in wanted}
            policy = current_policy(session)
        if not wanted:
            raise ListNotReady(_NOTHING_LOADED)
        usable = {list_id: _latest_by(as_of, held[list_id]) for list_id in wanted}
        found = [version for version in usable.values() if version]
        if len(found) < len(usable):
            raise UnknownVersion(_too_early(as_of, usable))
        return self.of(found, policy)

    def in_force_at(self, instant: datetime, lists: Iterable[str] = ()) -> Corpus:
        """The corpus that this installation screened against at ``instant`` (aware), under the
        policy of then.

        Raises ``UnknownVersion`` where one of ``lists`` (empty: every list) was not in force then.
        """
        with self._database.reading() as session:
            versions = {v.list_id: v for v in versions_in_force_at(session, instant)}
            policy = policy_at(session, instant)
        wanted = sorted(set(lists)) or sorted(versions)
        missing = [list_id for list_id in wanted if list_id not in versions]
        if missing or not wanted:
            names = ", ".join(missing) or "any list"
            raise UnknownVersion(f"no version of {names} was in force here at {instant.isoformat()}")
        return self.of([versions[list_id] for list_id in wanted], policy)

    def lists_in_force_at(self, instant: datetime) -> frozenset[str]:
        """Ids of the lists that had a version in force here at ``instant`` (aware)."""
        with self._database.reading() as session:
            return frozenset(version.list_id for version in versions_in_force_at(session, instant))

    def remove_unused(self) -> None:
        """Remove indexes that nobody needs: not of what is in force, not used for a day."""
        with self._database.reading() as session:
            stamp = _stamp(versions_in_force(session), current_policy(session))
        self._indexes.remove_unused(frozenset({stamp}), self._clock())

    def of(self, versions: Sequence[ListVersion], policy: Policy) -> Corpus:
        """The corpus of any versions and policy; its index is built beside the others, synced, where
        it is not there."""
        stamp = _stamp(versions, policy)
        index = self._opened.get(stamp) or self._open(stamp, versions)
        self._keep(stamp, index)
        return Corpus(stamp, tuple(versions), index, policy)

    def _open(self, stamp: str, versions: Sequence[ListVersion]) -> Index:
        """Open an index once, in one thread at a time: Python 3.11 cannot read the headers of arrays in
        several (``ast.literal_eval`` counts its depth for all of them together)."""
        self._indexes.build(stamp, lambda: self._entries(versions))
        with self._opening:
            index = self._opened.get(stamp) or self._indexes.open(stamp, lambda: self._entries(versions))
            self._keep(stamp, index)
            return index

    def _keep(self, stamp: str, index: Index) -> None:
        with self._lock:
            self._opened.pop(stamp, None)
            self._opened[stamp] = index
            for oldest in list(self._opened)[:-_OPENED]:
                del self._opened[oldest]

    def _entries(self, versions: Iterable[ListVersion]) -> Iterator[IndexEntry]:
        for version in versions:
            template = _entry_url(version.list_id)
            with self._database.reading() as session:
                for designation in _read(session, version):
                    if is_listed(designation, version):
                        yield _entry(designation, version, template)


def _stamp(versions: Iterable[ListVersion], policy: Policy) -> str:
    return corpus_stamp(versions, policy=policy.id, engine=ENGINE_VERSION, normaliser=NORMALISER_VERSION)


def _read(session: Session, version: ListVersion) -> Iterator[Designation]:
    return designations(session, version.list_id, version.version, parser_version=version.parser_version)


def is_listed(designation: Designation, version: ListVersion) -> bool:
    """Some authorities keep parties in their file that they de-listed: shown, but not screened."""
    return designation.delisted_on is None or designation.delisted_on > version.published_on


def _entry(designation: Designation, version: ListVersion, template: str | None) -> IndexEntry:
    shown = replace(designation, measures=measures_of(designation))
    return IndexEntry(shown, version.version, template, measure_classes_of(designation))


def index_entries(session: Session, version: ListVersion, refs: Sequence[str]) -> list[IndexEntry]:
    """Some of the designations that a version lists, as they go into an index."""
    found = designations_of(session, version.list_id, version.reading, refs)
    template = _entry_url(version.list_id)
    return [_entry(one, version, template) for one in found.values() if is_listed(one, version)]


def published_by(as_of: date, list_id: str, versions: Iterable[ListVersion]) -> ListVersion:
    """The latest real version of a list that its authority had published by ``as_of``.

    Raises ``UnknownVersion`` where the first version held is later.
    """
    latest = _latest_by(as_of, versions)
    if latest is None:
        raise UnknownVersion(_too_early(as_of, {list_id: None}))
    return latest


def _latest_by(as_of: date, versions: Iterable[ListVersion]) -> ListVersion | None:
    usable = [
        v for v in versions if v.published_on <= as_of and not v.sample and v.state is not VersionState.HELD
    ]
    return max(usable, key=lambda v: (v.published_on, v.retrieved_at), default=None)


def _too_early(as_of: date, usable: Mapping[str, ListVersion | None]) -> str:
    missing = ", ".join(list_id for list_id, version in usable.items() if version is None)
    others = ", ".join(list_id for list_id, version in usable.items() if version)
    hint = f"; keep to those that have one, with `--list` or the field `lists`: {others}" if others else ""
    return f"no version of {missing} published by {as_of.isoformat()} is held here{hint}"


def _entry_url(list_id: str) -> str | None:
    try:
        return find_source(list_id).entry_url
    except UnknownList:
        return None
