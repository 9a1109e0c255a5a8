"""What a programme of a list imposes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MeasureClass(StrEnum):
    """The kind of what a programme alone imposes, whatever else a party is under."""

    FULL_BLOCK = "full_block"
    SECTORAL = "sectoral"
    TRAVEL_BAN = "travel_ban"
    EXPORT_CONTROL = "export_control"
    VESSEL_RESTRICTION = "vessel_restriction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme as this installation describes it; ``code`` is what the list prints on entries,
    ``measures`` are in plain words (``asset freeze``)."""

    code: str
    title: str
    legal_basis: str
    measure_class: MeasureClass
    measures: tuple[str, ...]
