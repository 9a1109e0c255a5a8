"""Properties of an example, value by value: what of a subject each is, and what is not compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

NAME = "name"
"""The field of names: the first is the subject's name, the others are its aliases."""

_NAMES = (NAME, "alias", "previousName")
_NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
_MOST_OF_PARTS = 10
"""Names that are put together of several given values of their parts."""

_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(_NAMES, NAME),
    "birthDate": "birth_dates",
    "birthPlace": "birth_place",
    "gender": "gender",
    "address": "addresses",
    **dict.fromkeys(("nationality", "citizenship"), "nationalities"),
    **dict.fromkeys(("country", "mainCountry", "birthCountry", "pastFlags"), "countries"),
    "jurisdiction": "incorporation_country",
    "flag": "flag",
}
SINGLE: Mapping[str, str | None] = {
    "birth_place": None,
    "gender": None,
    "incorporation_country": "countries",
    "flag": "countries",
}
"""Fields of one value, and where a second one goes; None: it is not compared."""

COUNTRIES = frozenset({"nationalities", "countries", "incorporation_country", "flag"})
"""Fields whose values name countries."""

IDENTIFIERS = "identifiers"
_TYPED: Mapping[str, str] = {
    "passportNumber": "passport",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    "serialNumber": "aircraft_serial",
    "leiCode": "lei",
    "swiftBic": "bic",
    "isinCode": "isin",
    "publicKey": "crypto_address",
    "email": "email",
    "phone": "phone",
    "website": "website",
}
_UNTYPED = frozenset(
    (
        *("idNumber", "registrationNumber", "taxNumber", "vatCode", "innCode", "ogrnCode", "uscCode"),
        *("socialSecurityNumber", "dunsCode", "uniqueEntityId", "npiCode", "okpoCode", "bikCode"),
        *("kppCode", "cageCode", "irsCode", "cikCode", "permId", "licenseNumber", "giiNumber"),
    )
)
"""Clients put numbers of any kind here: they are compared with all types."""


class Value(NamedTuple):
    """A value that is given: the field of a subject that it belongs to, and where it stands."""

    field: str
    text: str
    name: str
    place: int
    type: str | None = None
    """Of an identifier: the type that it is compared as, None for all."""

    @property
    def path(self) -> str:
        """Where it stands in the example."""
        return f"properties.{self.name}[{self.place}]"


def read_values(properties: Mapping[str, object]) -> tuple[list[Value], list[str], list[str]]:
    """The values that can be compared; in words those that are no text; and the properties that are not
    compared."""
    values: list[Value] = []
    no_texts: list[str] = []
    unused: list[str] = []
    for name, given in properties.items():
        if _field(name) is None and name not in _NAME_PARTS:
            unused.append(f"properties.{name[:64]} is not compared")
            continue
        for place, text in enumerate(_texts(given)):
            if text is None:
                no_texts.append(f"properties.{name}[{place}] is no text and is not compared")
            elif field := _field(name):
                values.append(Value(field, _read(name, text), name, place, _TYPED.get(name)))
    if not any(value.field == NAME for value in values):
        values += _names_of_parts(properties)
    return [value for value in values if value.text.strip()], no_texts, unused


def _field(name: str) -> str | None:
    return IDENTIFIERS if name in _TYPED or name in _UNTYPED else _FIELDS.get(name)


def _read(name: str, text: str) -> str:
    """A day is given with a time of the day by some."""
    return text.partition("T")[0] if name == "birthDate" else text


def _texts(given: object) -> Iterator[str | None]:
    """The values of a property: one, or a list of some; None for one that is no text."""
    for one in given if isinstance(given, list) else [given]:
        is_text = isinstance(one, str | int | float) and not isinstance(one, bool)
        yield str(one) if is_text else None


def _names_of_parts(properties: Mapping[str, object]) -> Iterator[Value]:
    """Names put together of their parts, where no whole name is given."""
    parts: list[Sequence[str]] = [
        [text for text in _texts(properties.get(name)) if text] or [""] for name in _NAME_PARTS
    ]
    names = (" ".join(filter(None, words)) for words in product(*parts))
    for place, name in enumerate(islice(dict.fromkeys(names), _MOST_OF_PARTS)):
        yield Value(NAME, name, NAME, place)
