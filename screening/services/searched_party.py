"""A party among those that are searched, and what many of them have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from screening.domain.errors import BadSelection
from screening.services.ftm_entities import iso_seconds
from screening.services.ftm_schemata import SCHEMA_OF
from screening.services.lookup_table import LookupEntry
from screening.sources.registry import find_source
from screening.text.countries import country_name


@dataclass(frozen=True)
class SearchedParty:
    """An entity by the entries that are of it, the one that it is named after first."""

    id: str
    entries: tuple[LookupEntry, ...]

    @cached_property
    def caption(self) -> str:
        """What it is sorted by."""
        return self.entries[0].primary_name.casefold()

    @cached_property
    def schema(self) -> frozenset[str]:
        """The schema that it is shown as."""
        return frozenset({SCHEMA_OF[self.entries[0].party_type]})

    @cached_property
    def datasets(self) -> frozenset[str]:
        """The lists that name it."""
        return frozenset(one.member.list_id for one in self.entries)

    @cached_property
    def topics(self) -> frozenset[str]:
        """Why it is listed; none once it is off all lists."""
        return frozenset(one.topic for one in self.entries if one.topic)

    @cached_property
    def countries(self) -> frozenset[str]:
        """Codes of the countries that it is linked to."""
        return frozenset(country for one in self.entries for country in one.countries)

    @cached_property
    def genders(self) -> frozenset[str]:
        """As published."""
        return frozenset(gender for one in self.entries for gender in one.genders)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Its numbers, as they are compared."""
        return frozenset(number for one in self.entries for _, number in one.numbers)


def _name(value: str) -> str:
    return value


def _title(list_id: str) -> str:
    return find_source(list_id).title


_Values = Callable[[SearchedParty], frozenset[str]]
_FACETS: Mapping[str, tuple[str, _Values, Callable[[str], str]]] = {
    "countries": ("Countries", lambda party: party.countries, country_name),
    "topics": ("Topics", lambda party: party.topics, _name),
    "datasets": ("Data sources", lambda party: party.datasets, _title),
    "schema": ("Types of entities", lambda party: party.schema, _name),
    "genders": ("Genders", lambda party: party.genders, _name),
    "identifiers": ("Identifiers", lambda party: party.identifiers, _name),
}
FACETS = tuple(_FACETS)
"""What can be counted."""

_MOST_VALUES = 100
"""Values of a facet that are told, those of most entities first."""

_ORDERS: Mapping[str, Callable[[SearchedParty], str]] = {
    "caption": lambda party: party.caption,
    "first_seen": lambda party: min(iso_seconds(one.first_seen) for one in party.entries),
    "last_change": lambda party: max(iso_seconds(one.last_change) for one in party.entries),
}


def facets_of(parties: Iterable[SearchedParty], names: Sequence[str]) -> dict[str, Any]:
    """How many of ``parties`` have which value, for each facet of ``names``."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for party in parties:
        for name, count in counts.items():
            count.update(_FACETS[name][1](party))
    return {name: _facet(name, count) for name, count in counts.items()}


def _facet(name: str, counts: Counter[str]) -> dict[str, Any]:
    label, _, label_of = _FACETS[name]
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES]
    return {
        "label": label,
        "values": [{"name": value, "label": label_of(value), "count": count} for value, count in first],
    }


def in_order(parties: list[SearchedParty], sort: Sequence[str]) -> list[SearchedParty]:
    """``parties`` sorted by ``field`` or ``field:desc``, the first of ``sort`` before the others.

    Raises ``BadSelection``.
    """
    for wish in reversed(sort):
        field, _, direction = wish.partition(":")
        if field not in _ORDERS or direction not in {"", "asc", "desc"}:
            raise BadSelection(f"Cannot sort by that: give one of {', '.join(_ORDERS)}, with :asc or :desc.")
        parties = sorted(parties, key=_ORDERS[field], reverse=direction == "desc")
    return parties


def changed_since(party: SearchedParty, instant: str | None) -> bool:
    """Whether one of its entries changed at ``instant`` or later; an ISO 8601 date, with a time or not."""
    return instant is None or _ORDERS["last_change"](party) >= instant
