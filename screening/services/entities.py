"""Parties as entities: the designations that are certainly of one party, together under one id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.errors import UnknownDesignation, UsageError
from screening.domain.listing import ListVersion
from screening.domain.party_group import Member, parse_member
from screening.services.ftm_entities import Listed, entity_to_dict
from screening.store import parties as party_store
from screening.store.database import Database
from screening.store.designations import designations_of
from screening.store.lists import versions_in_force
from screening.store.sightings import sightings

Versions = Mapping[str, ListVersion]
"""The version of each list that entities are read from, by ``list_id``."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Which designations are certainly of one party, in one revision of the party groups: the entity
    of each that shares one, and the designations of each such entity."""

    revision: int = 0
    ids: Mapping[Member, str] = field(default_factory=dict)
    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)

    def id_of(self, list_id: str, authority_ref: str) -> str:
        """The id of the entity that a designation belongs to."""
        member = Member(list_id, authority_ref)
        return self.ids.get(member) or str(member)


class EntityBook:
    """Reads parties as entities; shared between threads."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``, which stays open as long as the book is used."""
        self._database = database
        self._partition = Partition()
        self._lock = Lock()

    def partition(self) -> Partition:
        """Which designations are of one party by now."""
        with self._database.reading() as session:
            return self._current(session)

    def find(self, entity_id: str, *, nested: bool) -> dict[str, Any]:
        """The entity of that id, or the one that the designation of that id is of, as the lists in
        force say; its own ``id`` tells which.

        Raises ``UnknownDesignation``.
        """
        partition = self.partition()
        own_id = _own_id(entity_id, partition)
        found = self.read_in_force([own_id], partition)
        if own_id not in found:
            raise UnknownDesignation("no entity in force has this id")
        return entity_to_dict(own_id, found[own_id], nested=nested)

    def read(self, ids: Iterable[str], partition: Partition, versions: Versions) -> dict[str, list[Listed]]:
        """What ``versions`` say of the entities of a partition, by their ids; those of which they say
        nothing are left out."""
        with self._database.reading() as session:
            return _read(session, set(ids), partition, versions)

    def read_in_force(self, ids: Iterable[str], partition: Partition) -> dict[str, list[Listed]]:
        """``read`` from the versions in force."""
        with self._database.reading() as session:
            versions = {version.list_id: version for version in versions_in_force(session)}
            return _read(session, set(ids), partition, versions)

    def _current(self, session: Session) -> Partition:
        revision = party_store.last_revision(session)
        with self._lock:
            if self._partition.revision != revision:
                self._partition = _partition(session, revision)
            return self._partition


def _partition(session: Session, revision: int) -> Partition:
    ids = party_store.memberships(session, revision, certain_only=True)
    members: dict[str, list[Member]] = defaultdict(list)
    for member, entity_id in ids.items():
        members[entity_id].append(member)
    return Partition(revision, ids, {one: tuple(sorted(found)) for one, found in members.items()})


def _own_id(entity_id: str, partition: Partition) -> str:
    if entity_id in partition.members:
        return entity_id
    try:
        return partition.id_of(*parse_member(entity_id))
    except UsageError:
        return entity_id


def _read(
    session: Session, ids: Iterable[str], partition: Partition, versions: Versions
) -> dict[str, list[Listed]]:
    members = {one: list(_members(one, partition)) for one in ids}
    refs: dict[str, list[str]] = defaultdict(list)
    for member in (member for found in members.values() for member in found):
        refs[member.list_id].append(member.authority_ref)
    listed: dict[Member, Listed] = {}
    for list_id, of_list in refs.items():
        if version := versions.get(list_id):
            listed |= _listed(session, version, of_list)
    together = {one: [listed[each] for each in found if each in listed] for one, found in members.items()}
    return {one: found for one, found in together.items() if found}


def _members(entity_id: str, partition: Partition) -> Iterator[Member]:
    """The designations of an entity, the one that it is named after first."""
    try:
        own = parse_member(entity_id)
    except UsageError:
        return
    shared = partition.members.get(entity_id, (own,))
    yield from sorted(shared, key=lambda member: (member != own, member))


def _listed(session: Session, version: ListVersion, refs: list[str]) -> dict[Member, Listed]:
    found = designations_of(session, version.list_id, version.reading, refs)
    seen = sightings(session, version, list(found))
    return {Member(version.list_id, ref): Listed(one, version, seen[ref]) for ref, one in found.items()}
