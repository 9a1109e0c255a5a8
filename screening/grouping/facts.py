"""What of a designation says which party it is, in comparable form and small enough to hold for
all lists at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from screening.domain.designation import (
    AliasStrength,
    Designation,
    Gender,
    IdentifierType,
    PartialDate,
    PartyType,
)
from screening.domain.party_group import Member
from screening.text.countries import country_name, parse_country
from screening.text.fold import fold
from screening.text.identifiers import normalise_identifier
from screening.text.tokens import GROUP_OF_TYPE, Token, TokenKind, tokenise

_FEWEST_WORDS = 2
_SHORTEST_WORD = 3
_SHORTEST_NUMBER = 6
_FEWEST_DIGITS = 4
_FEWEST_KINDS_OF_CHARACTERS = 3

STRONG_TYPES = frozenset(
    [
        *(IdentifierType.PASSPORT, IdentifierType.NATIONAL_ID, IdentifierType.TAX_ID),
        *(IdentifierType.REGISTRATION, IdentifierType.IMO, IdentifierType.LEI),
    ]
)
"""Types of numbers that are given to one party only."""


@dataclass(frozen=True, slots=True)
class StrongNumber:
    """A number that identifies a party: its type, comparable form, country code if any, and the
    wording that published it."""

    type: IdentifierType
    number: str
    country: str | None
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """A designation as grouping sees it.

    A name's key is its words in order of the alphabet. ``primary`` is the key of the primary name,
    ``names`` maps the keys of all strong names of several words to them as printed; ``words`` are
    the telling words of all names where there are ``numbers``; ``places`` are words of birth
    places, ``cities`` of addresses; ``countries`` maps codes to what connects with the country.
    """

    member: Member
    party_type: PartyType
    primary: str
    names: dict[str, str]
    words: frozenset[str]
    numbers: tuple[StrongNumber, ...]
    references: tuple[Member, ...]
    birth_dates: tuple[PartialDate, ...]
    places: frozenset[str]
    cities: frozenset[str]
    countries: dict[str, str]
    genders: frozenset[Gender]


def party_facts(designation: Designation) -> PartyFacts:
    """The facts of a designation; what it does not say is empty."""
    group = GROUP_OF_TYPE[designation.party_type]
    strong = [name.text for name in designation.names if name.strength is AliasStrength.STRONG]
    keys = [(_name_key(tokenise(text, group)), text) for text in strong]
    numbers = tuple(_numbers(designation))
    return PartyFacts(
        member=Member(designation.list_id, designation.authority_ref),
        party_type=designation.party_type,
        primary=_name_key(tokenise(designation.primary_name, group)),
        names={key: text for key, text in reversed(keys) if key},
        words=_telling_words(designation) if numbers else frozenset(),
        numbers=numbers,
        references=tuple(Member(one.scheme, one.reference.strip()) for one in designation.cross_references),
        birth_dates=designation.birth_dates,
        places=_places(designation),
        cities=_words(address.city for address in designation.addresses if address.city),
        countries=_countries(designation),
        genders=frozenset(designation.genders),
    )


def shared_names(one: PartyFacts, other: PartyFacts) -> list[tuple[str, str]]:
    """The names that two have in common, as each of them prints it; longest first."""
    keys = sorted(one.names.keys() & other.names.keys(), key=lambda key: (-len(key), key))
    return [(one.names[key], other.names[key]) for key in keys]


def _name_key(tokens: tuple[Token, ...]) -> str:
    """The words of a name in order of the alphabet, without titles and particles; empty for a name
    of fewer than two words or of none that tells, which many parties share."""
    if not _telling(tokens) or sum(token.kind in _WORDS for token in tokens) < _FEWEST_WORDS:
        return ""
    return " ".join(sorted(token.text for token in tokens if token.kind not in _SILENT))


_WORDS = frozenset({TokenKind.WORD, TokenKind.GENERIC})
_SILENT = frozenset({TokenKind.TITLE, TokenKind.PARTICLE})


def _telling(tokens: tuple[Token, ...]) -> list[str]:
    return [token.text for token in tokens if token.kind is TokenKind.WORD]


def _telling_words(designation: Designation) -> frozenset[str]:
    group = GROUP_OF_TYPE[designation.party_type]
    words = (word for name in designation.names for word in _telling(tokenise(name.text, group)))
    return frozenset(word for word in words if len(word) >= _SHORTEST_WORD)


def _numbers(designation: Designation) -> Iterator[StrongNumber]:
    """Its strong numbers, without placeholders and those that it is only said to be linked with."""
    for one in designation.identifiers:
        number = normalise_identifier(one.type, one.value)
        if one.type in STRONG_TYPES and _identifies(number) and not (one.note or "").startswith("stated in"):
            wording = f"{one.published_type} {one.value}"
            yield StrongNumber(one.type, number, one.country.code if one.country else None, wording)


def _identifies(number: str) -> bool:
    """Whether a number is long and varied enough not to be a placeholder."""
    digits = sum(char.isdigit() for char in number)
    return (
        len(number) >= _SHORTEST_NUMBER
        and digits >= _FEWEST_DIGITS
        and len(set(number)) >= _FEWEST_KINDS_OF_CHARACTERS
        and number not in _ROW_OF_DIGITS
    )


_ROW_OF_DIGITS = "01234567890123456789"


def _countries(designation: Designation) -> dict[str, str]:
    """A person's nationalities and country of birth, where an organisation has its addresses, and
    the countries that programmes are named after; each with the wording that says so."""
    found = {code: f"programme {one}" for one in designation.programmes if (code := _programme_country(one))}
    named = [*designation.nationalities, *designation.citizenships]
    named += [place.country for place in designation.birth_places if place.country]
    if designation.party_type is not PartyType.INDIVIDUAL:
        named += [address.country for address in designation.addresses if address.country]
    return found | {country.code: country_name(country.code) for country in named if country.code}


@cache
def _programme_country(programme: str) -> str | None:
    """``ir`` for *Iran*, *IRN* and *IRAN-CON-ARMS-EO*; None for what is named after no country."""
    word = re.split(r"[^A-Za-z]", programme)[0]
    return (parse_country(programme).code or parse_country(word).code) if len(word) > _ALPHA_2 else None


_ALPHA_2 = 2
"""Two letters are more often an abbreviation (*GB*: global terrorism) than a country's code."""


def _places(designation: Designation) -> frozenset[str]:
    """The words of birth places beside those of the country and of the kind of place."""
    named = frozenset(
        word
        for place in designation.birth_places
        if place.country
        for word in fold(place.country.text).split()
    )
    return _words(place.text for place in designation.birth_places) - named


def _words(texts: Iterable[str]) -> frozenset[str]:
    found = (word for text in texts for word in fold(text).split())
    return frozenset(word for word in found if len(word) >= _SHORTEST_WORD and word not in _KINDS_OF_PLACES)


_KINDS_OF_PLACES = frozenset(
    [
        *("province", "district", "village", "city", "town", "region", "oblast", "governorate", "county"),
        *("area", "republic", "ussr", "former", "formerly", "now", "near", "the", "and", "state", "raion"),
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "san", "santa"),
    ]
)
