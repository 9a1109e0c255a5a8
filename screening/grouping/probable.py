"""Two designations of one name: whether birth date, place or country make them one party."""

from __future__ import annotations

from collections.abc import Callable

from screening.domain.designation import PartyType
from screening.domain.party_group import LinkBasis
from screening.grouping.births import Agreement, compare_births
from screening.grouping.facts import PartyFacts

Judgement = tuple[LinkBasis, tuple[str, str]]
"""A basis beside the name, and what each side publishes of it."""


def is_conflict(one: PartyFacts, other: PartyFacts) -> bool:
    """Whether what is published of two designations cannot be true of one party: another kind of
    party, another gender, birth dates that exclude each other."""
    genders_differ = bool(one.genders and other.genders) and one.genders.isdisjoint(other.genders)
    births = compare_births(one.birth_dates, other.birth_dates)
    return one.party_type is not other.party_type or genders_differ or births.agreement is Agreement.CONFLICT


def judge_by_name(one: PartyFacts, other: PartyFacts) -> Judgement | None:
    """What makes two designations that share a name probably one party; None where nothing does,
    or something speaks against it. Ships and aircraft change and share names: never by name."""
    judge = _JUDGES.get(one.party_type)
    return None if judge is None or is_conflict(one, other) else judge(one, other)


def _persons(one: PartyFacts, other: PartyFacts) -> Judgement | None:
    births = compare_births(one.birth_dates, other.birth_dates)
    born = (f"born {births.first}", f"born {births.second}")
    if births.agreement is Agreement.DAY:
        return LinkBasis.NAME_AND_BIRTH_DATE, born
    if births.agreement is not Agreement.YEAR:
        return None
    if places := one.places & other.places:
        where = ", ".join(sorted(places))
        return LinkBasis.NAME_BIRTH_YEAR_AND_PLACE, (f"{born[0]} in {where}", f"{born[1]} in {where}")
    if countries := _shared_countries(one, other):
        return LinkBasis.NAME_BIRTH_YEAR_AND_COUNTRY, (
            f"{born[0]}; {countries[0]}",
            f"{born[1]}; {countries[1]}",
        )
    return None


def _organisations(one: PartyFacts, other: PartyFacts) -> Judgement | None:
    countries = _shared_countries(one, other)
    if countries is None:
        return None
    if cities := one.cities & other.cities:
        where = ", ".join(sorted(cities))
        return LinkBasis.NAME_AND_ADDRESS, (f"{where}, {countries[0]}", f"{where}, {countries[1]}")
    return LinkBasis.NAME_AND_COUNTRY, countries


_JUDGES: dict[PartyType, Callable[[PartyFacts, PartyFacts], Judgement | None]] = {
    PartyType.INDIVIDUAL: _persons,
    PartyType.ENTITY: _organisations,
}


def _shared_countries(one: PartyFacts, other: PartyFacts) -> tuple[str, str] | None:
    """What each side says of the countries that both are connected with."""
    codes = sorted(one.countries.keys() & other.countries.keys())
    if not codes:
        return None
    ours, theirs = (", ".join(side.countries[code] for code in codes) for side in (one, other))
    return ours, theirs
