"""``other-information`` of SECO's list: one labelled fact each, or prose."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from screening.domain.designation import Identifier, IdentifierType
from screening.sources.prose import imo_numbers, mmsi_numbers
from screening.sources.record import squeeze

_STATED_IN = "other information"
_LABELLED = re.compile(r"(?P<label>[^:\d]{2,60}?)\s*:\s*(?P<value>\S.*)")
_NUMBER = re.compile(r"[\w/+()-]*\d[\w/+() -]*")
_BETWEEN = re.compile(r"\s*[;,]\s+")
_FREE = frozenset([IdentifierType.EMAIL, IdentifierType.WEBSITE, IdentifierType.PHONE])


def read_information(text: str) -> Iterator[Identifier]:
    """The identifiers that a text states: by its label (``Tax identification number: 7704``), else
    the IMO and MMSI numbers in it. A labelled value that is no number is prose."""
    labelled = _LABELLED.fullmatch(squeeze(text))
    kind = _kind(labelled["label"]) if labelled else None
    if labelled is None or kind is None:
        yield from imo_numbers(text, stated_in=_STATED_IN)
        yield from mmsi_numbers(text, stated_in=_STATED_IN)
        return
    for value in _BETWEEN.split(labelled["value"].rstrip(".")):
        if kind in _FREE or _NUMBER.fullmatch(value):
            yield Identifier(
                type=kind, value=value, published_type=labelled["label"], note=f"stated in the {_STATED_IN}"
            )


def _kind(label: str) -> IdentifierType | None:
    wording = label.casefold()
    return next((kind for keyword, kind in _keywords() if re.search(rf"\b{keyword}", wording)), None)


@cache
def _keywords() -> tuple[tuple[str, IdentifierType], ...]:
    path = resources.files("screening.sources") / "data" / "seco_labels.csv"
    with path.open(encoding="utf-8") as lines:
        return tuple(
            (re.escape(row["keyword"]), IdentifierType(row["type"])) for row in csv.DictReader(lines)
        )
