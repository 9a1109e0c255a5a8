"""What the other facts say: one function a fact, each with its own line in the ledger.

A function takes the subject and the designation and returns a ``Finding``, or None where one
side says nothing: missing data is neutral. Its docstring is what analysts read. What a finding
is worth stands in the policy under the same name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from screening.domain.designation import (
    Country,
    Designation,
    Identifier,
    IdentifierType,
    PartialDate,
    PartyType,
)
from screening.domain.screening import POINTS, Subject
from screening.text.countries import country_name
from screening.text.dates import parse_subject_date
from screening.text.fold import fold
from screening.text.identifiers import check_digit_ok, normalise_identifier

NEUTRAL = POINTS // 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What was asked, what is listed, and how far they agree (points; one half is neutral)."""

    asked: str
    listed: str
    similarity: int
    note: str = ""


def birth_date(subject: Subject, designation: Designation) -> Finding | None:
    """Birth dates, each no more precise than it was given; the closest pair counts."""
    asked = [parsed for text in subject.birth_dates if (parsed := parse_subject_date(text))]
    pairs = [(_compare_dates(_loosened(a), b), a, b) for a in asked for b in designation.birth_dates]
    if not pairs:
        return None
    (similarity, note), ours, theirs = max(pairs, key=lambda pair: pair[0][0])
    return Finding(ours.text, theirs.text, similarity, note)


def nationality(subject: Subject, designation: Designation) -> Finding | None:
    """Nationality and citizenship: any shared one agrees, none shared is a mild conflict."""
    if not subject.nationalities:
        return None
    listed = (*designation.nationalities, *designation.citizenships)
    return _countries(subject.nationalities, listed, none_shared=NEUTRAL // 2)


def country(subject: Subject, designation: Designation) -> Finding | None:
    """Residence, incorporation and other links to a country; only agreement counts."""
    asked = {*subject.residence_countries, *subject.countries, subject.incorporation_country or ""} - {""}
    if not asked:
        return None
    listed = [a.country for a in designation.addresses if a.country]
    listed += [*designation.nationalities, *designation.citizenships]
    listed += [place.country for place in designation.birth_places if place.country]
    listed += [identifier.country for identifier in designation.identifiers if identifier.country]
    return _countries(tuple(sorted(asked)), tuple(listed), none_shared=NEUTRAL)


def gender(subject: Subject, designation: Designation) -> Finding | None:
    """Gender as published; a conflict weighs, an agreement says nothing."""
    if not subject.gender or not designation.genders:
        return None
    agrees = subject.gender in designation.genders
    listed = ", ".join(designation.genders)
    return Finding(subject.gender, listed, POINTS if agrees else 0, "" if agrees else "gender differs")


def birth_place(subject: Subject, designation: Designation) -> Finding | None:
    """Place of birth, by the words it shares with the listed one; only agreement counts."""
    if not subject.birth_place:
        return None
    return _shared_words([subject.birth_place], [place.text for place in designation.birth_places])


def address(subject: Subject, designation: Designation) -> Finding | None:
    """Addresses, by the words they share beside the country; only agreement counts."""
    if not subject.addresses:
        return None
    listed = [
        ", ".join(p for p in (a.street, a.city, a.region, a.postal_code) if p) for a in designation.addresses
    ]
    return _shared_words(subject.addresses, [text for text in listed if text])


def imo(subject: Subject, designation: Designation) -> Finding | None:
    """The ship's IMO number; another number under the same name is a conflict that shows."""
    numbers = (subject.imo, *_imo_in_names(subject))
    return _number(IdentifierType.IMO, next(filter(None, numbers), None), designation)


def call_sign(subject: Subject, designation: Designation) -> Finding | None:
    """Radio call sign of a ship."""
    return _number(IdentifierType.CALL_SIGN, subject.call_sign, designation)


def flag(subject: Subject, designation: Designation) -> Finding | None:
    """Flag and former flags of a ship; flags change often, so only agreement counts."""
    if not subject.flag or not designation.vessel:
        return None
    flags = [f for f in (designation.vessel.flag, *designation.vessel.former_flags) if f]
    return _countries((subject.flag,), tuple(flags), none_shared=NEUTRAL)


FEATURES: dict[str, Callable[[Subject, Designation], Finding | None]] = {
    function.__name__: function
    for function in (birth_date, nationality, country, gender, birth_place, address, imo, call_sign, flag)
}


def equal_identifier(subject: Subject, designation: Designation) -> tuple[Finding, Identifier] | None:
    """An identifier of the subject that stands on the designation, punctuation aside: the type
    agrees where one is given, and no issuing country conflicts. The strongest is returned."""
    equal = [
        (Finding(asked.value, f"{listed.published_type} {listed.value}", POINTS), listed)
        for asked in subject_identifiers(subject)
        for listed in designation.identifiers
        if _same_identifier(asked, listed)
    ]
    return min(equal, key=lambda pair: pair[1].type not in STRONG, default=None)


_STRONG = "passport national_id tax_id registration imo mmsi lei bic crypto_address"
STRONG = frozenset(map(IdentifierType, _STRONG.split(" ")))
"""Types whose equality identifies a party whatever the name."""

_FEWEST_CHARACTERS = {
    IdentifierType.IMO: 7,
    IdentifierType.MMSI: 9,
    IdentifierType.LEI: 20,
    IdentifierType.BIC: 8,
}


@dataclass(frozen=True, slots=True)
class AskedIdentifier:
    """An identifier of the subject with its comparable form for each type it may be."""

    type: IdentifierType | None
    value: str
    country: str | None


def subject_identifiers(subject: Subject) -> list[AskedIdentifier]:
    """All identifiers of the subject, those with a field of their own and IMO numbers that were
    written into a name included."""
    found = [AskedIdentifier(i.type, i.value, i.country) for i in subject.identifiers]
    for kind, value in ((IdentifierType.IMO, subject.imo), (IdentifierType.MMSI, subject.mmsi)):
        if value:
            found.append(AskedIdentifier(kind, value, None))
    found += [AskedIdentifier(IdentifierType.IMO, number, None) for number in _imo_in_names(subject)]
    return found


def _imo_in_names(subject: Subject) -> list[str]:
    """IMO numbers in the fields of names: after the word, and alone where a ship may be meant and the check
    digit is right."""
    names = (subject.name, *subject.aliases)
    found = [number for name in names for number in _IMO_IN_NAME.findall(name)]
    if subject.type in (None, PartyType.VESSEL):
        alone = [name.strip() for name in names if _IMO_ALONE.fullmatch(name)]
        found += [number for number in alone if check_digit_ok(IdentifierType.IMO, number)]
    return found


_IMO_IN_NAME = re.compile(r"\bIMO\W*(?:No|Number)?\W*(\d{7})\b", re.IGNORECASE)
_IMO_ALONE = re.compile(r"\s*\d{7}\s*")


def comparable(kind: IdentifierType, value: str) -> str | None:
    """The form in which two identifiers are equal; None for placeholders and values too short."""
    text = normalise_identifier(kind, value)
    text = text[:8] if kind is IdentifierType.BIC else text
    fewest = _FEWEST_CHARACTERS.get(kind, 5)
    return text if len(text) >= fewest and len(set(text)) > 1 else None


def _same_identifier(asked: AskedIdentifier, listed: Identifier) -> bool:
    if (
        asked.type not in (None, IdentifierType.OTHER, listed.type)
        and listed.type is not IdentifierType.OTHER
    ):
        return False
    codes = {asked.country, listed.country.code if listed.country else None} - {None}
    ours = comparable(listed.type, asked.value)
    return len(codes) < 2 and ours is not None and ours == comparable(listed.type, listed.value)


def _loosened(given: PartialDate) -> PartialDate:
    """1 January and the year 1900 are what systems store for a day or year nobody knows."""
    day = given.earliest
    if given.earliest == given.latest and (day.month, day.day) == (1, 1):
        given = PartialDate(earliest=day, latest=date(day.year, 12, 31), text=given.text)
    return given


def _compare_dates(asked: PartialDate, listed: PartialDate) -> tuple[int, str]:
    if asked.earliest.year == 1900:
        return NEUTRAL, "1900 counts as unknown"
    overlap = asked.earliest <= listed.latest and listed.earliest <= asked.latest
    if overlap and asked.earliest == asked.latest == listed.earliest == listed.latest:
        return POINTS, "the same day"
    if overlap:
        return 8500, "agree as far as they are known"
    if _swapped(asked, listed):
        return 8500, "day and month swapped"
    years = min(abs(asked.earliest.year - listed.latest.year), abs(listed.earliest.year - asked.latest.year))
    if listed.circa and years <= 2:
        return 7000, "within two years of an approximate date"
    if years == 0:
        return 4500, "the same year, another day"
    return (
        4000 if years == 1 else 2000 if years <= 3 else 0
    ), f"birth date differs by {years} year{'s'[: years > 1]}"


def _swapped(a: PartialDate, b: PartialDate) -> bool:
    days = a.earliest == a.latest and b.earliest == b.latest
    return days and (a.earliest.year, a.earliest.month, a.earliest.day) == (
        b.earliest.year, b.earliest.day, b.earliest.month,
    )  # fmt: skip


def _countries(asked: tuple[str, ...], listed: Iterable[Country], *, none_shared: int) -> Finding | None:
    codes = {item.code: item.text for item in listed if item.code}
    if not asked or not codes:
        return None
    shared = [code for code in asked if code in codes]
    if not shared and none_shared == NEUTRAL:
        return None
    similarity, note = (POINTS, "") if shared else (none_shared, "none in common")
    listed_text = codes[shared[0]] if shared else ", ".join(sorted(set(codes.values())))
    return Finding(", ".join(country_name(code) for code in shared or asked), listed_text, similarity, note)


def _number(kind: IdentifierType, value: str | None, designation: Designation) -> Finding | None:
    listed = [i.value for i in designation.identifiers if i.type is kind]
    if not value or not listed:
        return None
    ours = normalise_identifier(kind, value)
    equal = [number for number in listed if normalise_identifier(kind, number) == ours]
    note = "" if equal else "another number"
    return Finding(value, (equal or listed)[0], POINTS if equal else 0, note)


def _shared_words(asked: Iterable[str], listed: Iterable[str]) -> Finding | None:
    listed_words = [(set(fold(text).split()), text) for text in listed]
    asked_words = [(words, text) for text in asked if (words := set(fold(text).split()))]
    pairs = [(len(ours & theirs) / len(ours), a, b) for ours, a in asked_words for theirs, b in listed_words]
    share, ours_text, theirs_text = max(pairs, default=(0.0, "", ""))
    if not share:
        return None
    return Finding(ours_text, theirs_text, round(NEUTRAL + NEUTRAL * share), "words in common")
