"""Identifiers that stand only in an authority's prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.domain.designation import Identifier, IdentifierType

_IMO = re.compile(
    r"\bIMO\b\W{0,3}(?:company |ship |vessel )?"
    r"(?:(?:identification )?(?:number|no|nr)\b)?\W{0,4}(\d{7})\b",
    re.IGNORECASE,
)
_MMSI = re.compile(r"\bMMSI\b\W{0,3}(?:(?:number|no)\b)?\W{0,4}(\d{9})\b", re.IGNORECASE)


def imo_numbers(text: str, *, stated_in: str) -> Iterator[Identifier]:
    """The IMO numbers that ``text`` states as the party's own (``IMO number: 7406784``), marked
    by a note that names where they stand (``stated in the remark``)."""
    for value in dict.fromkeys(_IMO.findall(text)):
        yield Identifier(
            type=IdentifierType.IMO, value=value, published_type="IMO", note=f"stated in the {stated_in}"
        )


def mmsi_numbers(text: str, *, stated_in: str) -> Iterator[Identifier]:
    """The same for a ship's radio identity (``MMSI: 445539000``)."""
    for value in dict.fromkeys(_MMSI.findall(text)):
        yield Identifier(
            type=IdentifierType.MMSI, value=value, published_type="MMSI", note=f"stated in the {stated_in}"
        )
