"""What tells a subject and a designation apart: pure predicates that speak only where all is known.

Each is one fact that cannot be of one party. A discount rule asks for several of them together.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from screening.domain.designation import Country, Designation, PartialDate, PartyType
from screening.domain.screening import POINTS, Hit, Subject

_DAYS_A_YEAR = 365.25
_UNKNOWN_YEAR = 1900
_DISSOLVED = frozenset({"su", "yu", "cs"})
"""States that went on as several: who was of one of them may be of any of these by now."""

_FACTS = frozenset(
    {"birth_date", "birth_place", "nationality", "country", "address", "imo", "call_sign", "flag"}
)
"""Lines of the ledger that, where they agree, speak for one party; a shared gender says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Both sides of a hit: the subject, its designation, and the ledger between them."""

    subject: Subject
    designation: Designation
    hit: Hit


class _Span(NamedTuple):
    first: date
    last: date


def has_no_common_identifier(one: Pairing) -> bool:
    """No identifier of the subject is the listed one."""
    return not any(
        line.feature.startswith(("identifier", "imo")) and _agrees(line.similarity)
        for line in one.hit.evidence
    )


def has_no_common_fact(one: Pairing) -> bool:
    """Nothing but the name agrees."""
    return not any(line.feature in _FACTS and _agrees(line.similarity) for line in one.hit.evidence)


def are_born_days_apart(one: Pairing, years: int) -> bool:
    """Every birth date on either side is a full one, and each further than ``years`` from each."""
    asked, listed = _births(one)
    is_full = all(span and span.first == span.last for span in (*asked, *listed))
    return is_full and are_born_apart(one, years)


def are_born_apart(one: Pairing, years: int) -> bool:
    """Every birth date on either side is known to the year at least and not approximate, and each,
    wherever in its span, further than ``years`` from each."""
    asked, listed = _births(one)
    if not asked or not listed or None in asked or None in listed:
        return False
    return all(_days_between(a, b) > years * _DAYS_A_YEAR for a in asked if a for b in listed if b)


def have_different_genders(one: Pairing) -> bool:
    """Both sides say their gender, and it differs."""
    genders = one.designation.genders
    return one.subject.gender is not None and bool(genders) and one.subject.gender not in genders


def are_of_different_nations(one: Pairing) -> bool:
    """Both sides say their nationality, and ``share_no_country``."""
    says = one.designation.nationalities or one.designation.citizenships
    return bool(one.subject.nationalities and says) and share_no_country(one)


def share_no_country(one: Pairing) -> bool:
    """Both sides have links to countries, all of them known states that are still there, none of
    which is common to both."""
    asked, listed = _countries_of(one.subject), _countries_of_listed(one.designation)
    if not asked or not listed or None in listed or (asked | listed) & _DISSOLVED:
        return False
    return not asked & listed


def is_person_against_other(one: Pairing) -> bool:
    """The subject is an individual with a birth date, the designation is none and has none. The other
    way round, a firm that bears a listed person's name may be that person's."""
    subject, designation = one.subject, one.designation
    is_person = subject.type is PartyType.INDIVIDUAL and bool(subject.birth_dates)
    is_other = designation.party_type is not PartyType.INDIVIDUAL and not designation.birth_dates
    return is_person and is_other


def _agrees(similarity: int | None) -> bool:
    return (similarity or 0) * 2 > POINTS


def _births(one: Pairing) -> tuple[list[_Span | None], list[_Span | None]]:
    asked = [_asked_span(text) for text in one.subject.birth_dates]
    return asked, [_listed_span(each) for each in one.designation.birth_dates]


def _asked_span(text: str) -> _Span | None:
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 1
    if len(parts) > 2:
        return _loosened(_Span(date(*parts), date(*parts)))
    last = 12 if len(parts) == 1 else month
    return _loosened(_Span(date(year, month, 1), date(year, last, monthrange(year, last)[1])))


def _listed_span(given: PartialDate) -> _Span | None:
    return None if given.circa else _loosened(_Span(given.earliest, given.latest))


def _loosened(span: _Span) -> _Span | None:
    """1 January stands for a year and 1900 for nothing, as scores take them."""
    if span.first.year == _UNKNOWN_YEAR:
        return None
    is_new_year = span.first == span.last == date(span.first.year, 1, 1)
    return _Span(span.first, date(span.first.year, 12, 31)) if is_new_year else span


def _days_between(one: _Span, other: _Span) -> int:
    return max((other.first - one.last).days, (one.first - other.last).days)


def _countries_of(subject: Subject) -> set[str | None]:
    named = [*subject.nationalities, *subject.residence_countries, *subject.countries]
    named += [one for one in (subject.incorporation_country, subject.flag) if one]
    return {*named, *(one.country for one in subject.identifiers if one.country)}


def _countries_of_listed(designation: Designation) -> set[str | None]:
    """The codes; None among them for one that was not recognised."""
    places: Iterable[Country | None] = (
        *designation.nationalities,
        *designation.citizenships,
        *(place.country for place in designation.birth_places),
        *(address.country for address in designation.addresses),
        *(identifier.country for identifier in designation.identifiers),
        *((designation.vessel.flag, *designation.vessel.former_flags) if designation.vessel else ()),
    )
    return {one.code for one in places if one}
