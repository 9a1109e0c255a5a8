"""What can be looked up of the lists in force, kept in memory a list at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock

from sqlalchemy.orm import Session

from screening.domain.designation import Designation, IdentifierType, Name, PartyType
from screening.domain.errors import ListNotReady
from screening.domain.listing import ListVersion
from screening.domain.party_group import Member
from screening.services.ftm_entities import topic_of
from screening.services.programmes import programme_key
from screening.store.database import Database
from screening.store.designations import designations_by_state, states
from screening.store.lists import versions_in_force
from screening.store.sightings import Sighting, sightings
from screening.text.fold import fold
from screening.text.identifiers import normalise_identifier


@dataclass(frozen=True, slots=True)
class LookupEntry:
    """A designation as far as it can be looked up. ``folded`` are its names, in their order."""

    member: Member
    party_type: PartyType
    primary_name: str
    names: tuple[str, ...]
    folded: tuple[str, ...]
    numbers: frozenset[tuple[IdentifierType, str]]
    programmes: tuple[str, ...]
    programme_keys: frozenset[str]
    countries: tuple[str, ...]
    genders: tuple[str, ...]
    topic: str | None
    listed_on: date | None
    version: str
    first_seen: datetime
    last_change: datetime


@dataclass(frozen=True, slots=True)
class _Table:
    version: ListVersion
    entries: tuple[LookupEntry, ...]
    by_state: Mapping[int, LookupEntry]
    """Those that any version with the same state of them has, but for when they were seen."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Entries, and which readings of which versions they are of."""

    readings: tuple[tuple[str, str, str], ...]
    entries: Sequence[LookupEntry]


class LookupTables:
    """The entries of the lists in force; read once a list version, shared between threads. Of a new
    version only what is new or amended is read."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``, which stays open as long as this is used."""
        self._database = database
        self._tables: dict[str, _Table] = {}
        self._lock = Lock()

    def entries(self, lists: Sequence[str] = ()) -> list[LookupEntry]:
        """The entries of ``lists`` (empty: of all in force), by list and reference.

        Raises ``ListNotReady`` where one of them has no version in force.
        """
        tables = self._tables_of(lists)
        return [
            entry
            for table in tables
            if not lists or table.version.list_id in lists
            for entry in table.entries
        ]

    def snapshot(self, lists: Sequence[str] = ()) -> Snapshot:
        """The entries of all lists in force, ``lists`` among them. Raises as ``entries``."""
        tables = self._tables_of(lists)
        entries = [entry for table in tables for entry in table.entries]
        return Snapshot(tuple(_reading(table.version) for table in tables), entries)

    def _tables_of(self, lists: Sequence[str]) -> list[_Table]:
        with self._database.reading() as session:
            versions = {version.list_id: version for version in versions_in_force(session)}
        missing = [list_id for list_id in lists if list_id not in versions]
        if missing or not versions:
            raise ListNotReady(f"no version in force of {', '.join(missing) or 'any list'}")
        return [self._table(version) for version in versions.values()]

    def _table(self, version: ListVersion) -> _Table:
        with self._lock:
            held = self._tables.get(version.list_id)
            if held is None or _reading(held.version) != _reading(version):
                held = self._tables[version.list_id] = self._read(version, held.by_state if held else {})
            return held

    def _read(self, version: ListVersion, known: Mapping[int, LookupEntry]) -> _Table:
        with self._database.reading() as session:
            refs = states(session, version.list_id, version.version, parser_version=version.parser_version)
            kept = {state: known[state] for _, state in refs if state in known}
            read, passing = _read_states(session, [state for _, state in refs if state not in kept], version)
            seen = sightings(session, version, [ref for ref, _ in refs])
        lasting = kept | read
        entries = (lasting.get(state) or passing[state] for _, state in refs)
        return _Table(version, tuple(_seen(one, version, seen) for one in entries), lasting)


def _read_states(
    session: Session, numbers: Sequence[int], version: ListVersion
) -> tuple[dict[int, LookupEntry], dict[int, LookupEntry]]:
    """The entries of states, and those of parties that were taken off their list: of them the date of
    the version tells whether they still count as listed."""
    lasting: dict[int, LookupEntry] = {}
    passing: dict[int, LookupEntry] = {}
    for number, one in designations_by_state(session, numbers):
        (passing if one.delisted_on else lasting)[number] = _entry(one, version)
    return lasting, passing


def _seen(entry: LookupEntry, version: ListVersion, seen: Mapping[str, Sighting]) -> LookupEntry:
    sighting = seen[entry.member.authority_ref]
    return replace(
        entry,
        version=version.version,
        first_seen=sighting.first_seen,
        last_change=sighting.last_change,
    )


def _reading(version: ListVersion) -> tuple[str, str, str]:
    return version.list_id, version.reading, version.sha256


def _entry(one: Designation, version: ListVersion) -> LookupEntry:
    return LookupEntry(
        member=Member(one.list_id, one.authority_ref),
        party_type=one.party_type,
        primary_name=one.primary_name,
        names=tuple(name.text for name in one.names),
        folded=tuple(map(_folded, one.names)),
        numbers=frozenset(
            (each.type, normalise_identifier(each.type, each.value)) for each in one.identifiers
        ),
        programmes=one.programmes,
        programme_keys=frozenset(map(programme_key, one.programmes)),
        countries=tuple(dict.fromkeys(_countries(one))),
        genders=tuple(gender.value for gender in one.genders),
        topic=topic_of(one, version),
        listed_on=one.listed_on,
        version=version.version,
        first_seen=version.retrieved_at,
        last_change=version.retrieved_at,
    )


def _folded(name: Name) -> str:
    return fold(name.text)


def _countries(one: Designation) -> Iterator[str]:
    """Codes of the countries that a party is linked to, as far as they have some."""
    found = [*one.nationalities, *one.citizenships, *(address.country for address in one.addresses)]
    found += [one.vessel.flag] if one.vessel else []
    yield from (country.code for country in found if country and country.code)
