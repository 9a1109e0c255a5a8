"""OFAC's remarks: related parties, and in the CSV set all that has no column of its own.

There, ``DOB 07 Oct 1952; POB Leningrad, Russia; Passport 123 (Russia) issued 18 Jan 1984; a.k.a.
'LA PLUMA'; Linked To: ZEPHYR TRADING HOUSE.`` is a birth date, a place, an id, a weak alias and a
related party. A segment that is none of these is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from screening.domain.designation import IdentifierType, Relation, RelationKind
from screening.sources.ofac_ids import PublishedId, kind_of, known_types
from screening.sources.ofac_party import Feature
from screening.text.countries import parse_country

_LINKED = "Linked To: "
_ALTERNATE = "alt. "
_NEXT_LINK = re.compile(r"; \(?Linked To: ")
_ALIAS = re.compile(r"([afn]\.k\.a\.) '(.*)'")
_FEATURES = {
    "DOB": "Birthdate",
    "POB": "Place of Birth",
    "nationality": "Nationality Country",
    "citizen": "Citizenship Country",
}
_COUNTRIES = frozenset(["nationality", "citizen"])
_MOST_WORDS = 8
_FEATURE = re.compile(rf"({'|'.join(_FEATURES)}) (.+)")
_DAY = r"(?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4}"
_DATE = rf"{_DAY}(?: to {_DAY})?"
_DATES = re.compile(rf"(.*?)(?: issued ({_DATE}))?(?: expires ({_DATE}))?", re.S)
_ABBREVIATED = re.compile(r"(?:\b(?:LTDA?|CO|INC|CORP|CIA|EN C|DE R\.L)|\.\s?[A-Z]+)$")
_COUNTRY = re.compile(r"(.+) \(([^()]+)\)", re.S)


@dataclass(slots=True)
class Remarks:
    """What the segments of a remark are; ``aliases`` are pairs of kind and name, all of them weak."""

    features: list[Feature] = field(default_factory=list)
    ids: list[PublishedId] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def linked_parties(remarks: str) -> tuple[Relation, ...]:
    """The parties that ``(Linked To: …; Linked To: …)`` names, each with the wording."""
    begin = remarks.find(_LINKED)
    if begin < 0:
        return ()
    return tuple(_linked(name) for name in _NEXT_LINK.split(remarks[begin + len(_LINKED) :]))


def read_remarks(text: str) -> Remarks:
    """The remark of a CSV row, whole and with its continuation, sorted by what its segments are."""
    found, text = Remarks(), text.strip().removesuffix(".")
    last = text.rpartition("; ")[2]
    if last.startswith(_LINKED) and "." in last and _ABBREVIATED.search(last):
        text += "."  # the one stop is the name's as well as the remark's
    for segment in _segments(text):
        _sort(segment, found)
    return found


def _segments(text: str) -> Iterator[str]:
    """The parts between semicolons; a quoted name keeps those within it."""
    quoted = ""
    for part in text.split("; "):
        whole = f"{quoted}; {part}" if quoted else part
        is_open = re.match(r"[afn]\.k\.a\. '", whole) and not whole.endswith("'")
        quoted = whole if is_open else ""
        if not quoted and whole.strip():
            yield whole.strip()
    if quoted:
        yield quoted.strip()


def _sort(segment: str, found: Remarks) -> None:
    if not any(read(segment, found) for read in _READERS):
        found.others.append(segment)


def _read_alias(segment: str, found: Remarks) -> bool:
    match = _ALIAS.fullmatch(segment)
    if match:
        found.aliases.append((match[1], match[2]))
    return bool(match)


def _read_link(segment: str, found: Remarks) -> bool:
    plain = segment.removeprefix(_ALTERNATE)
    if plain.startswith(_LINKED):
        found.relations.append(_linked(plain.removeprefix(_LINKED)))
    return plain.startswith(_LINKED)


def _read_feature(segment: str, found: Remarks) -> bool:
    plain = segment.removeprefix(_ALTERNATE)
    match = _FEATURE.fullmatch(plain)
    if not match or not _is_known(match[1], match[2]):
        return False
    feature = Feature(type=_FEATURES[match[1]], value=match[2], is_main=plain == segment)
    found.features.append(feature)
    return True


def _read_id(segment: str, found: Remarks) -> bool:
    match = _id_pattern().fullmatch(segment.removeprefix(_ALTERNATE))
    published = _published_id(match[1], match[2]) if match else None
    if published:
        found.ids.append(published)
    return published is not None


_READERS = (_read_alias, _read_link, _read_feature, _read_id)


def _is_known(label: str, value: str) -> bool:
    """False for a country that is none (``possibly Palestinian;arrested 23 Apr 2002``)."""
    return label not in _COUNTRIES or parse_country(value).code is not None


def _is_prose(published_type: str, value: str) -> bool:
    """Whether words follow where an identifier would (``Passport and National ID were issued …``)."""
    words = value.split()
    is_identifier = kind_of(published_type) in set(IdentifierType)
    return is_identifier and (len(words) > _MOST_WORDS or (len(words) > 1 and words[0].islower()))


def _linked(name: str) -> Relation:
    name = name.strip().removesuffix(";")
    if name.count(")") > name.count("("):
        before, _, after = name.rpartition(")")
        name = before if after.strip(" .;") == "" else name
    return Relation(kind=RelationKind.LINKED, name=name, wording=f"{_LINKED}{name}")


def _published_id(published_type: str, rest: str) -> PublishedId | None:
    """The id that ``rest`` is the value of; None where it is prose."""
    dated = _DATES.fullmatch(rest)
    value, issued, expires = dated.groups() if dated else (rest, None, None)
    placed = _COUNTRY.fullmatch(value)
    country = parse_country(placed[2]) if placed else None
    if placed and country and (country.code or placed[2] == "undetermined"):
        value = placed[1]
    else:
        country = None
    if _is_prose(published_type, value):
        return None
    return PublishedId(
        type=published_type, value=value, country=country, issued_on=issued, expires_on=expires
    )


@cache
def _id_pattern() -> re.Pattern[str]:
    """A published type, the longest that fits, and what follows it."""
    types = sorted(known_types(), key=len, reverse=True)
    families = (re.escape(t[:-1]) + r"(?:[^():;]*\):|[^():; ]+)" for t in types if t.endswith("*"))
    return re.compile(rf"({'|'.join([*families, *map(re.escape, types)])}) (.+)", re.S)
