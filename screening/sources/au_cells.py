"""The cells of Australia's list: free text, often several facts as ``a) … b) …``."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources

from screening.domain.designation import (
    Address,
    Country,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    Place,
)
from screening.sources.places import parse_place
from screening.sources.prose import imo_numbers
from screening.sources.record import squeeze
from screening.sources.scripts import script_of
from screening.text.countries import parse_country
from screening.text.dates import parse_date

KINDS = {
    "primary name": NameKind.PRIMARY,
    "aka": NameKind.AKA,
    "original script": NameKind.AKA,
    "formerly known as": NameKind.FKA,
    "previously listed as": NameKind.FKA,
}
STATED_IN = "additional information"
_MARKS = re.compile(r"(?:^|(?<=[\s;,.]))\(?[a-z]\)\s*")
_ENDS = " ;,"
_NOTHING = re.compile(r"(?:n/?a|unknown)?\.?", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*[;/]\s*|,\s+|\s+and\s+")
_FORMER = re.compile(r"\s*\((?P<note>(?:previously|formerly) (?:listed|known) as)\b[^()]*\)", re.IGNORECASE)
_REMARK = re.compile(r"\s*\((?P<note>[^()]*)\)$")
_DAY = r"\d{1,2} [A-Z][a-z]+\.? \d{4}"
_LISTED = re.compile(rf"\b(?:[Ll]isted|Designated)\b[^.(;]*?\bon:? ({_DAY})")
_AMENDED = re.compile(r"\bamended\b([^()]*)")
_GENDER = re.compile(r"\b(?:Gender|Sex)\s*:\s*(male|female)\b", re.IGNORECASE)
_TITLE = re.compile(r"\bTitle:\s*(.+?)(?:\.(?:\s|$)|\s+Designation:|$)")
_POSITION = re.compile(r"\b(?:Designation|Last known position):\s*(.+?)(?:\.(?:\s|$)|$)")
_VALUE = r"(?:[A-Z]{0,4}[- ]?\d[\w/-]{3,}|[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b)"


def parts(text: str) -> list[str]:
    """The facts of a cell, squeezed, without markers and without *NA*."""
    found = (squeeze(part).strip(_ENDS) for part in _MARKS.split(squeeze(text)))
    return [part for part in found if not _NOTHING.fullmatch(part)]


def read_name(text: str, kind: str) -> Name:
    """A name of the given ``Name Type`` (lower case); what stands in brackets of being a former
    one is its note."""
    whole = squeeze(text)
    former = _FORMER.search(whole)
    bare = _FORMER.sub("", whole) if former else whole
    found = KINDS.get(kind, NameKind.AKA)
    return Name(
        text=bare,
        kind=NameKind.FKA if former and found is not NameKind.PRIMARY else found,
        script=script_of(bare),
        note=kind if kind in ("previously listed as", "original script") else former and former["note"],
        wording=whole if former else None,
    )


def read_countries(text: str) -> Iterator[Country]:
    """The countries of a cell: one, a marked list, or several between marks or *and*."""
    for part in parts(text):
        whole = parse_country(part)
        pieces = [part] if whole.code else _SEVERAL.split(part)
        known = [parse_country(piece) for piece in pieces if piece]
        yield from known if all(country.code for country in known) else [whole]


def read_places(text: str) -> tuple[Place, ...]:
    """The places of birth of a cell."""
    return tuple(map(parse_place, parts(text)))


def read_addresses(text: str) -> Iterator[Address]:
    """The addresses of a cell, each with the country that its end names."""
    for part in parts(text):
        remark = _REMARK.search(part)
        bare = _REMARK.sub("", part).rstrip(". ") or part
        country = parse_place(bare).country
        whole = parse_country(bare)
        is_country = whole.code is not None and "," not in bare
        yield Address(
            street=None if is_country else bare,
            country=whole if is_country else country,
            note=remark["note"] if remark else None,
        )


def listed_on(text: str) -> date | None:
    """The day that the listing information names first as that of the listing."""
    stated = _LISTED.search(squeeze(text))
    found = parse_date(stated[1] if stated else text)
    return found.earliest if found else None


def amended_on(text: str) -> tuple[date, ...]:
    """The days that the listing information names behind *amended*."""
    days = (day for part in _AMENDED.findall(squeeze(text)) for day in re.findall(_DAY, part))
    return tuple(found.earliest for day in days if (found := parse_date(day)))


def read_genders(text: str) -> tuple[Gender, ...]:
    """``Gender: male`` and its likes in the additional information."""
    return tuple(dict.fromkeys(Gender(word.lower()) for word in _GENDER.findall(text)))


def read_titles(text: str) -> tuple[str, ...]:
    """The titles that the additional information names."""
    return tuple(title for found in _TITLE.findall(squeeze(text)) for title in parts(found))


def read_positions(text: str) -> tuple[str, ...]:
    """The functions that the additional information names."""
    return tuple(position for found in _POSITION.findall(squeeze(text)) for position in parts(found))


def read_identifiers(text: str) -> Iterator[Identifier]:
    """Numbers that the additional information states behind a label of
    ``data/au_identifier_labels.csv``, each noted as read from there."""
    plain = squeeze(text)
    yield from imo_numbers(plain, stated_in=STATED_IN)
    pattern, types = _labels()
    for match in pattern.finditer(plain):
        for value in re.findall(_VALUE, match["values"]):
            yield Identifier(
                type=types[match["label"].lower()],
                value=value.strip(),
                published_type=squeeze(f"{match['whose'] or ''} {match['label']}"),
                country=_country(match["whose"], match["country"]),
                note=f"stated in the {STATED_IN}",
            )


def _country(whose: str | None, named: str | None) -> Country | None:
    found = (parse_country(text) for text in (named, whose) if text)
    return next((country for country in found if country.code), None)


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, IdentifierType]]:
    path = resources.files("screening.sources") / "data" / "au_identifier_labels.csv"
    with path.open(encoding="utf-8") as lines:
        types = {row["label"]: IdentifierType(row["type"]) for row in csv.DictReader(lines)}
    words = "|".join(sorted(map(re.escape, types), key=len, reverse=True))
    filler = r"(?:\s*(?:(?i:no|numbers?|id|code|information|booklet))\b\.?)*\s*:?\s*"
    one = rf"(?:[a-z]\)\s*)?(?:[A-Z][a-z]+ (?:passport )?(?:number|no\.?) )?{_VALUE}"
    pattern = re.compile(
        rf"(?:(?P<whose>[A-Z][a-z]+) )?\b(?P<label>(?i:{words}))\b{filler}"
        rf"(?P<values>{one}(?:[,;]?\s+(?:and\s+)?(?=[a-z]\)){one})*)(?:\s*\((?P<country>[A-Z][^()\d]*)\))?"
    )
    return pattern, types
