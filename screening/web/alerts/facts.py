"""The facts of a hit, as a person weighs them: what conflicts, what agrees, what is missing on a side.

The most decisive come first: a number that is one party's alone, then a birth, then what many share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.domain.designation import Designation, PartyType, Vessel
from screening.domain.screening import POINTS, Evidence, Subject
from screening.text.countries import country_name
from screening.web.ledger import Ledger, LedgerLine, Pair
from screening.web.marking import Piece
from screening.web.published_values import address_text

_NEUTRAL = POINTS // 2
_RANKS = ("identifier", "imo", "birth_date", "gender", "party_type", "nationality", "birth_place", "country")
_DECISIVE = frozenset({"identifier", "imo", "birth_date", "gender"})
_PERSONAL = frozenset({"birth_date", "birth_place", "gender"})
"""What only a person has."""
_MARKED = frozenset({"identifier", "imo", "mmsi", "call_sign", "birth_date"})
"""Whose single characters tell something; of two countries it is the whole that differs."""

_CALLED: Mapping[str, str] = {"imo": "IMO number", "party_type": "type"}
_SHOWN = 2
"""Values of a fact that are spelled out; of more the number is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact on both sides, in pieces that are marked where they differ; no pieces: not known there."""

    name: str
    asked: Sequence[Piece]
    listed: Sequence[Piece]
    note: str = ""
    is_decisive: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a hit is judged by beside its name, the decisive first. ``missing`` is also what was compared and
    says neither."""

    conflicting: tuple[Fact, ...]
    agreeing: tuple[Fact, ...]
    missing: tuple[Fact, ...]


def facts_of(ledger: Ledger, subject: Subject, designation: Designation | None) -> Facts:
    """The facts of a hit of a subject; what is missing is told where the designation is known."""
    lines = [one for one in ledger.lines if _is_compared(one.evidence) and one.evidence.feature != "name"]
    told = {_kind(one.evidence.feature) for one in lines}
    missing = _missing(subject, designation, told) if designation else []
    return Facts(
        _facts(lines, lambda similarity: similarity < _NEUTRAL),
        _facts(lines, lambda similarity: similarity > _NEUTRAL),
        (*_facts(lines, lambda similarity: similarity == _NEUTRAL), *missing),
    )


def names_of(ledger: Ledger) -> Pair:
    """The name that was asked and the listed one that it matched, marked where they differ; names that count
    as the same, or are of different scripts, are not marked."""
    found = (one.values for one in ledger.lines if one.evidence.feature == "name")
    return next(found, Pair((), ()))


def _is_compared(line: Evidence) -> bool:
    return line.similarity is not None


def _facts(lines: Iterable[LedgerLine], belongs: Callable[[int], bool]) -> tuple[Fact, ...]:
    found = [one for one in lines if belongs(one.evidence.similarity or 0)]
    return tuple(map(_fact, sorted(found, key=_rank)))


def _fact(line: LedgerLine) -> Fact:
    evidence = line.evidence
    kind = _kind(evidence.feature)
    is_marked = kind in _MARKED
    return Fact(
        name=_called(evidence.feature),
        asked=line.values.asked if is_marked else _plain(evidence.asked),
        listed=line.values.listed if is_marked else _plain(evidence.listed),
        note=evidence.note,
        is_decisive=kind in _DECISIVE,
    )


def _kind(feature: str) -> str:
    return "identifier" if feature.startswith("identifier") else feature


def _rank(line: LedgerLine) -> int:
    kind = _kind(line.evidence.feature)
    return _RANKS.index(kind) if kind in _RANKS else len(_RANKS)


def _called(feature: str) -> str:
    return _CALLED.get(feature, feature.replace("_", " "))


def _missing(subject: Subject, designation: Designation, told: Iterable[str]) -> list[Fact]:
    """Facts that only one side knows, and decisive ones that neither does."""
    known = [
        (feature, list(ours(subject)), list(theirs(designation))) for feature, ours, theirs in _BOTH_SIDES
    ]
    return [
        Fact(
            name=_called(feature),
            asked=_plain(_few(asked)),
            listed=_plain(_few(listed)),
            is_decisive=feature in _DECISIVE,
        )
        for feature, asked, listed in known
        if feature not in told and _is_missing(feature, designation, asked, listed)
    ]


def _is_missing(feature: str, designation: Designation, asked: Sequence[str], listed: Sequence[str]) -> bool:
    if asked and listed:
        return False
    is_of_people = designation.party_type is PartyType.INDIVIDUAL
    if feature in _PERSONAL and not is_of_people:
        return bool(listed)
    return bool(asked or listed) or feature == "birth_date"


def _plain(text: str) -> list[Piece]:
    return [Piece(text, differs=False)] if text else []


def _few(values: Sequence[str]) -> str:
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return "; ".join(values[:_SHOWN]) + more


def _identifiers(subject: Subject) -> Iterator[str]:
    for one in subject.identifiers:
        yield f"{one.type.replace('_', ' ')} {one.value}" if one.type else one.value


def _residences(subject: Subject) -> Iterator[str]:
    codes = [*subject.residence_countries, *subject.countries, subject.incorporation_country or ""]
    return (country_name(code) for code in dict.fromkeys(codes) if code)


def _nationalities(designation: Designation) -> Iterator[str]:
    seen = dict.fromkeys(one.text for one in (*designation.nationalities, *designation.citizenships))
    return iter(seen)


def _places(designation: Designation) -> Iterator[str]:
    return (one.text for one in designation.birth_places if one.text)


def _flag(designation: Designation) -> list[str]:
    flag = (designation.vessel or Vessel()).flag
    return [flag.text] if flag else []


def _some(value: str | None) -> list[str]:
    return [value] if value else []


_Side = tuple[str, Callable[[Subject], Iterable[str]], Callable[[Designation], Iterable[str]]]
_BOTH_SIDES: tuple[_Side, ...] = (
    ("identifier", _identifiers, lambda one: (f"{i.published_type} {i.value}" for i in one.identifiers)),
    ("birth_date", lambda one: one.birth_dates, lambda one: (each.text for each in one.birth_dates)),
    ("gender", lambda one: _some(one.gender), lambda one: one.genders),
    ("nationality", lambda one: map(country_name, one.nationalities), _nationalities),
    ("birth_place", lambda one: _some(one.birth_place), _places),
    ("address", lambda one: one.addresses, lambda one: map(address_text, one.addresses)),
    ("flag", lambda one: map(country_name, _some(one.flag)), _flag),
    ("country", _residences, lambda one: ()),
)
"""A fact, and where each side has it."""
