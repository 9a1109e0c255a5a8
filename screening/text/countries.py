"""Names and codes of countries, as authorities and clients write them.

The table ``data/countries.csv`` is written by ``tools/build_countries.py`` from CLDR's names in
fifteen languages and from the wordings that authorities use beside them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from screening.domain.designation import Country

_LETTERS = str.maketrans("ıłøđæœþðىيكةأإآ", "ilođeoþdییکهااا", "'’‘ʼ`´ʻ.\u0640")
_SHORT = {"st": "saint", "ste": "saint", "sainte": "saint", "rep": "republic", "dem": "democratic"}
_LONGEST = 200
_SILENT = frozenset(["the", "of", "and", "&", "und", "et", "y", "e", "и"])
_FORMS = frozenset(
    [
        *("republic", "kingdom", "state", "sultanate", "principality", "commonwealth", "confederation"),
        *("federation", "federal", "federative", "democratic", "peoples", "people", "socialist", "soviet"),
        *("islamic", "arab", "bolivarian", "plurinational", "autonomous", "ssr"),
        *("former", "formerly", "ex", "now"),
    ]
)
_REMARK = re.compile(
    r"\([^()]*\)|(?<=\w{4})\.\s.*|,? (?:passport|by birth|citizenship|nationality|national)\b.*", re.S
)
_LEAD = re.compile(r"^(?:region|possibly|presumably|probably|allegedly|reportedly)\b[: ]*|^.*: +", re.I)
_PLACEHOLDERS = ("", "unknown", "identified none", "undetermined", "stateless", "available not")


class _Row(NamedTuple):
    code: str
    alpha3: str
    name: str
    wordings: str


@lru_cache(maxsize=4096)
def parse_country(text: str) -> Country:
    """The country that ``text`` names, in any wording of the table: alpha-2, alpha-3, a name in
    one of its languages, or a wording of OFAC, UN, EU or UK. ``code`` is None where unknown, or
    where the text names two countries; ``text`` is kept as given. Never raises.

    A remark around the name (``Indonesia (as at Dec. 2003)``, ``Region: Crimea``, ``Tunisian
    passport``) is looked through; parts between slashes must agree (``Russia / Russie``).
    """
    return Country(text=text, code=_code(text))


def is_country_code(code: str) -> bool:
    """Whether ``code`` is an alpha-2 code of the table, in lower case (historic ``su`` included)."""
    return code in _names()


def country_name(code: str) -> str:
    """The English name of a code of the table; the code in upper case where it is not in it."""
    return _names().get(code, code.upper())


def fold_country(text: str) -> str:
    """The key of a wording: no case, accents, punctuation or articles, its words in order of the
    alphabet, so that ``Korea, North`` and ``North Korea`` are one. Empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain.translate(_LETTERS))
    return " ".join(sorted(_SHORT.get(word, word) for word in words if word not in _SILENT))


def _code(text: str) -> str | None:
    found = {_code_of_part(part) for part in text[:_LONGEST].split("/")} - {""}
    return found.pop() if len(found) == 1 else None


def _code_of_part(text: str) -> str | None:
    """None for what is not understood, empty for what says that nothing is known."""
    return _codes().get(text.strip().lower()) or _code_of_name(text)


def _code_of_name(text: str) -> str | None:
    """By readings from the plainest to the most forgiving; the first that the table knows."""
    keys = (fold_country(reading) for reading in _readings(text))
    return next((_wordings()[key] for key in keys if key in _wordings()), None)


def _readings(text: str) -> Iterator[str]:
    yield text
    bare = _REMARK.sub(" ", text)
    yield bare
    bare = _LEAD.sub("", bare.strip())
    yield bare
    yield " ".join(word for word in fold_country(bare).split() if word not in _FORMS)


@cache
def _rows() -> tuple[_Row, ...]:
    table = resources.files("screening.text").joinpath("data", "countries.csv").read_text("utf-8")
    return tuple(_Row(**row) for row in csv.DictReader(table.splitlines()))


@cache
def _names() -> dict[str, str]:
    return {row.code: row.name for row in _rows()}


@cache
def _codes() -> dict[str, str]:
    pairs = ((short, row.code) for row in _rows() for short in [row.code, *row.alpha3.lower().split("|")])
    return {short: code for short, code in pairs if short}


@cache
def _wordings() -> dict[str, str]:
    words = {fold_country(word): row.code for row in _rows() for word in [row.name, *row.wordings.split("|")]}
    return words | dict.fromkeys(_PLACEHOLDERS, "")
