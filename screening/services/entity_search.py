"""Entities looked up by words of their names, and counted by what they have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from screening.domain.access import Principal
from screening.domain.designation import IdentifierType
from screening.domain.errors import BadSelection
from screening.services.catalogue import Catalogue
from screening.services.datasets import Scope, scope_of
from screening.services.deps import Deps
from screening.services.entities import EntityBook, Partition
from screening.services.ftm_entities import entity_to_dict
from screening.services.ftm_schemata import SCHEMATA
from screening.services.lookup import numbers_like, record_lookup
from screening.services.lookup_table import LookupEntry, LookupTables
from screening.services.searched_party import SearchedParty, changed_since, facets_of, in_order
from screening.text.fold import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a client looks for. All words of ``q`` begin words of one name, or ``q`` is a number or a
    reference. Of several values of a filter one is enough, unless ``all_values`` are asked for."""

    q: str = ""
    schema: str = "Thing"
    countries: Sequence[str] = ()
    topics: Sequence[str] = ()
    datasets: Sequence[str] = ()
    include_dataset: Sequence[str] = ()
    exclude_dataset: Sequence[str] = ()
    exclude_schema: Sequence[str] = ()
    changed_since: str | None = None
    target: bool | None = None
    all_values: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which of the found entities are shown, and what is counted of all."""

    limit: int = 10
    offset: int = 0
    sort: Sequence[str] = ()
    facets: Sequence[str] = ()


class EntitySearch:
    """Searches the lists in force; shared between threads."""

    def __init__(self, deps: Deps, catalogue: Catalogue, book: EntityBook, tables: LookupTables) -> None:
        """All stay open as long as it is used."""
        self._deps = deps
        self._catalogue = catalogue
        self._book = book
        self._tables = tables
        self._known: tuple[object, Sequence[SearchedParty]] = (None, ())
        """The parties that were searched last, and of which lists and groups they are."""

    def search(self, dataset: str, query: SearchQuery, view: View, *, by: Principal) -> dict[str, Any]:
        """The found entities in the shape of ``GET /search/{dataset}``. Told in the audit as a look-up,
        with its first page.

        Raises ``UnknownList``, ``BadSelection`` (a schema or an order that there is not, as
        ``scope_of``), ``ListNotReady``.
        """
        scope = scope_of(self._catalogue, dataset, query.include_dataset, query.exclude_dataset)
        if query.schema not in SCHEMATA:
            raise BadSelection("Invalid schema.")
        partition = self._book.partition()
        words = _Words(query.q.strip(), tuple(fold(query.q).split()), numbers_like(query.q))
        fitting = [one for one in self._parties(scope, partition) if _fits(one, query, words)]
        found = in_order(_by_likeness(fitting, query.q), view.sort)
        if view.offset == 0:
            record_lookup(self._deps, {"dataset": dataset, **asdict(query)}, found=len(found), by=by)
        shown = found[view.offset : view.offset + view.limit]
        return {
            "limit": view.limit,
            "offset": view.offset,
            "total": {"value": len(found), "relation": "eq"},
            "results": self._entities(shown, partition),
            "facets": facets_of(found, view.facets),
        }

    def _parties(self, scope: Scope, partition: Partition) -> Sequence[SearchedParty]:
        """The parties that a list of the scope names, each with all of its entries."""
        snapshot = self._tables.snapshot(scope.lists)
        key, known = (partition.revision, snapshot.readings), self._known
        if known[0] != key:
            known = self._known = key, _together(snapshot.entries, partition)
        if not scope.lists:
            return known[1]
        return [party for party in known[1] if not party.datasets.isdisjoint(scope.lists)]

    def _entities(self, shown: Sequence[SearchedParty], partition: Partition) -> list[dict[str, Any]]:
        listed = self._book.read_in_force([one.id for one in shown], partition)
        return [entity_to_dict(one.id, listed[one.id]) for one in shown if one.id in listed]


def _together(entries: Iterable[LookupEntry], partition: Partition) -> list[SearchedParty]:
    found: dict[str, list[LookupEntry]] = defaultdict(list)
    for one in entries:
        found[partition.id_of(*one.member)].append(one)
    return [
        SearchedParty(name, tuple(sorted(of_one, key=lambda one: str(one.member) != name)))
        for name, of_one in found.items()
    ]


@dataclass(frozen=True, slots=True)
class _Words:
    """What is searched for: as it is, as words of a name, and as a number of each type."""

    text: str
    words: tuple[str, ...]
    numbers: frozenset[tuple[IdentifierType, str]]

    def are_in(self, entry: LookupEntry) -> bool:
        """Whether an entry has a name, a number or a reference of that kind."""
        if self.text in (entry.member.authority_ref, str(entry.member)):
            return True
        if not entry.numbers.isdisjoint(self.numbers):
            return True
        names = (f" {name}" for name in entry.folded)
        return bool(self.words) and any(all(f" {word}" in name for word in self.words) for name in names)


def _fits(party: SearchedParty, query: SearchQuery, words: _Words) -> bool:
    filters = (
        (query.countries, party.countries),
        (query.topics, party.topics),
        (query.datasets, party.datasets),
    )
    enough = all if query.all_values else any
    return (
        any(one.party_type in SCHEMATA[query.schema] for one in party.entries)
        and party.schema.isdisjoint(query.exclude_schema)
        and all(enough(value in held for value in wanted) for wanted, held in filters if wanted)
        and (query.target is None or query.target is bool(party.topics))
        and changed_since(party, query.changed_since)
        and (not words.text or any(map(words.are_in, party.entries)))
    )


def _by_likeness(parties: Sequence[SearchedParty], q: str) -> list[SearchedParty]:
    """Those with a name of these words first, then by caption."""
    words = sorted(fold(q).split())

    def rank(party: SearchedParty) -> tuple[bool, str, str]:
        is_equal = bool(words) and any(
            sorted(name.split()) == words for one in party.entries for name in one.folded
        )
        return not is_equal, party.caption, party.id

    return sorted(parties, key=rank)
