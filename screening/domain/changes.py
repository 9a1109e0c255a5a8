"""What an amended designation says differently: field by field, value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from screening.domain.designation import Designation, Vessel

_SAME_BY_DEFINITION = frozenset({"list_id", "authority_ref", "locator"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: the values that are gone and the values that are new, without those
    that stayed. ``field`` is its path (``names``, ``vessel.flag``); the values are the domain's."""

    field: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]


def compare_designations(old: Designation, new: Designation) -> tuple[FieldChange, ...]:
    """The fields in which two states of one designation differ, in the order of its fields.

    The order of values is no difference, as it is none for the fingerprint; nor is the locator.
    """
    return tuple(_compare(old, new, ""))


def _compare(old: Any, new: Any, path: str) -> Iterator[FieldChange]:
    for field in fields(old):
        if field.name in _SAME_BY_DEFINITION:
            continue
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name == "vessel":
            yield from _compare(before or Vessel(), after or Vessel(), "vessel.")
            continue
        gone, come = _values(before), _values(after)
        if gone != come:
            yield FieldChange(path + field.name, _without(gone, come), _without(come, gone))


def _values(value: Any) -> Counter[Any]:
    if isinstance(value, tuple):
        return Counter(value)
    return Counter() if value is None else Counter([value])


def _without(values: Counter[Any], others: Counter[Any]) -> tuple[Any, ...]:
    return tuple((values - others).elements())
