"""What customers' files call their columns, in many languages: the table ``batch_headings.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

SEVERAL = frozenset(
    {
        "alias", "birth_date", "country", "nationality", "residence_country", "address", "identifier",
        "passport", "national_id", "tax_id", "registration", "birth_certificate", "driving_licence", "lei",
        "bic", "isin", "crypto_address", "email", "phone", "website", "tail_number", "aircraft_serial",
    }
)  # fmt: skip
"""Fields that may have several columns, and several values in a cell."""

_NUMBERED = re.compile(r"(?P<heading>.*?\D)0*(?P<number>[1-9]\d?)")
_REMARK = re.compile(r"[(\[].*?[)\]]")


class Heading(NamedTuple):
    """What a heading is read as; ``rank`` tells which one goes first where a field has several."""

    field: str
    rank: int


def fields() -> tuple[str, ...]:
    """All fields, in the order in which they are told."""
    return tuple(_table()["headings"])


def heading_of(column: str) -> Heading | None:
    """What a column is read as; None where its heading is not known."""
    return next(filter(None, map(_known, (column, _REMARK.sub(" ", column)))), None)


def word_of(field: str, cell: str) -> str:
    """A cell in the words of a request, where the table has it in those of another language."""
    return _words(field).get(plain(cell), cell)


def plain(text: str) -> str:
    """A heading without what does not count: case, accents, spaces and punctuation."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in folded if one.isalnum())


def headings() -> dict[str, dict[str, list[str]]]:
    """The table: field, language, headings as they are written."""
    found: dict[str, dict[str, list[str]]] = _table()["headings"]
    return found


def _known(column: str) -> Heading | None:
    text = plain(column)
    if found := _headings().get(text):
        return found
    numbered = _NUMBERED.fullmatch(text)
    found = numbered and _headings().get(numbered["heading"])
    if not numbered or not found:
        return None
    if found.field == "name":
        return Heading("alias", int(numbered["number"]))
    return found if found.field in SEVERAL else None


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("screening.services").joinpath("batch_headings.toml").read_text("utf-8"))


@cache
def _headings() -> dict[str, Heading]:
    known: dict[str, Heading] = {}
    for field, languages in headings().items():
        written = (heading for language in languages.values() for heading in language)
        for rank, heading in enumerate(dict.fromkeys(map(plain, written))):
            known.setdefault(heading, Heading(field, rank))
    return known


@cache
def _words(field: str) -> dict[str, str]:
    listed: Mapping[str, list[str]] = _table()["words"].get(field, {})
    return {plain(one): word for word, ones in listed.items() for one in ones}
