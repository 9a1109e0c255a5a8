"""Look-up: what stands on the lists, by the words that it is asked with. Nothing is scored.

Looking up is no screening: it finds what is written so, not what could be meant. Each is told in the
audit once, by a keyed digest of the words asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from screening.domain.access import Principal
from screening.domain.designation import IdentifierType, PartyType
from screening.domain.errors import Fault, InvalidRequest
from screening.services.deps import Deps
from screening.services.lookup_table import LookupEntry, LookupTables
from screening.services.programmes import programme_key
from screening.store import audit
from screening.text.fold import fold
from screening.text.identifiers import normalise_identifier

AUDIT_KIND = "lookup"
"""The kind of the audit record of a look-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupQuery:
    """What an entry must fulfil, all of it. Names are compared whatever their writing, accents and case:
    ``name`` is the whole of one, in any order of words; ``prefix`` its beginning; ``part`` any of it.
    ``anything`` is what a person types who does not say what it is: words that all stand in one name, in
    any order, or a reference, a number or a programme."""

    anything: str | None = None
    name: str | None = None
    prefix: str | None = None
    part: str | None = None
    identifier: str | None = None
    authority_ref: str | None = None
    programme: str | None = None
    types: Sequence[PartyType] = ()
    lists: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that fits, and the name of it that does, as printed and as it is compared."""

    entry: LookupEntry
    matched_name: str
    folded: str


class Lookup:
    """Looks entries of the lists in force up; shared between threads."""

    def __init__(self, deps: Deps, tables: LookupTables) -> None:
        """Both stay open as long as it is used."""
        self._deps = deps
        self._tables = tables

    def find(self, query: LookupQuery, *, by: Principal, is_further: bool = False) -> list[Found]:
        """All entries that fit, by list and reference. ``is_further``: a later page of what was told in
        the audit with the first.

        Raises ``InvalidRequest`` (nothing is left of a text to compare), ``ListNotReady``.
        """
        asked = _asked(query)
        found = [
            Found(entry, *name)
            for entry in self._tables.entries(query.lists)
            if asked.fits(entry) and (name := asked.fitting_name(entry)) is not None
        ]
        if not is_further:
            record_lookup(self._deps, asdict(query), found=len(found), by=by)
        return found


def closest_first(found: Sequence[Found], text: str) -> list[Found]:
    """Names that hold the words of ``text`` as words come first, then those that have words which begin so,
    then the others; the shorter name first in each."""
    words = fold(text).split()

    def distance(one: Found) -> tuple[int, int]:
        theirs = one.folded.split()
        if all(word in theirs for word in words):
            return 0, len(theirs)
        begins = all(any(their.startswith(word) for their in theirs) for word in words)
        return (1 if begins else 2), len(theirs)

    return sorted(found, key=distance)


def record_lookup(deps: Deps, asked: Mapping[str, object], *, found: int, by: Principal) -> None:
    """Tell a look-up in the audit: which filters were used, and a keyed digest of what they said."""
    used = {name: value for name, value in asked.items() if value}
    content = json.dumps(used, sort_keys=True, default=list)
    payload = {
        "filters": sorted(used),
        "digest": deps.keeper.key.mac(b"screening lookup " + content.encode()),
        "found": found,
    }
    with deps.database.writing() as session:
        audit.append(session, at=deps.clock(), actor=by.name, kind=AUDIT_KIND, payload=payload)


def numbers_like(value: str) -> frozenset[tuple[IdentifierType, str]]:
    """A number as it would be compared as one of each type."""
    read = ((kind, normalise_identifier(kind, value)) for kind in IdentifierType)
    return frozenset((kind, number) for kind, number in read if number)


@dataclass(frozen=True, slots=True)
class _Anything:
    """What was typed, as each of the things that it can be."""

    words: Sequence[str]
    reference: str
    numbers: frozenset[tuple[IdentifierType, str]]
    programme: str

    def names_entry(self, entry: LookupEntry) -> bool:
        """Whether it is the reference, a number or a programme of the entry."""
        return (
            entry.member.authority_ref.casefold() == self.reference
            or self.programme in entry.programme_keys
            or not self.numbers.isdisjoint(entry.numbers)
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query with its texts as they are compared."""

    query: LookupQuery
    words: list[str]
    prefix: str
    part: str
    numbers: frozenset[tuple[IdentifierType, str]]
    programme: str
    anything: _Anything | None

    def fits(self, entry: LookupEntry) -> bool:
        """Whether all but the names fits."""
        query = self.query
        return (
            (not query.types or entry.party_type in query.types)
            and (query.authority_ref is None or entry.member.authority_ref == query.authority_ref)
            and (query.programme is None or self.programme in entry.programme_keys)
            and (query.identifier is None or not self.numbers.isdisjoint(entry.numbers))
        )

    def fitting_name(self, entry: LookupEntry) -> tuple[str, str] | None:
        """The first name that fits, as printed and folded."""
        anything = self.anything
        words = () if anything is None or anything.names_entry(entry) else anything.words
        names = zip(entry.names, entry.folded, strict=True)
        return next(((text, folded) for text, folded in names if self._fits_name(folded, words)), None)

    def _fits_name(self, folded: str, words: Sequence[str]) -> bool:
        return (
            all(word in folded for word in words)
            and folded.startswith(self.prefix)
            and self.part in folded
            and (not self.words or sorted(folded.split()) == self.words)
        )


def _asked(query: LookupQuery) -> _Asked:
    texts = {
        "name": query.name,
        "prefix": query.prefix,
        "q": query.part,
        "identifier": query.identifier,
        "anything": query.anything,
    }
    folded = {field: fold(text or "") for field, text in texts.items()}
    faults = [
        Fault(field, "must hold a letter or a digit")
        for field, text in folded.items()
        if texts[field] and not text
    ]
    if faults:
        raise InvalidRequest(faults)
    return _Asked(
        query,
        words=sorted(folded["name"].split()),
        prefix=folded["prefix"],
        part=folded["q"],
        numbers=numbers_like(query.identifier or ""),
        programme=programme_key(query.programme or ""),
        anything=_anything(query.anything) if query.anything else None,
    )


def _anything(text: str) -> _Anything:
    return _Anything(fold(text).split(), text.strip().casefold(), numbers_like(text), programme_key(text))
