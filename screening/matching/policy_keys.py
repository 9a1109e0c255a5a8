"""The keys of a policy file: a table of what may stand where, and within which bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from screening.domain.designation import PartyType
from screening.matching.features import FEATURES

Path: TypeAlias = tuple[str, ...]
Value: TypeAlias = Any
Table: TypeAlias = dict[str, Any]

LEAST_FLOOR = 0.50
"""The engine is lossless at every threshold down to here."""

LIST_ID = re.compile(r"[a-z0-9_]{2,60}")
_A_YEAR = 24 * 366.0


Key: TypeAlias = Callable[[Value], Value]
"""Takes a value and gives the one form of it that a policy's id is made of. Raises ``ValueError``
with what is wrong, in words that follow the key's name."""


def _number(low: float, high: float) -> Key:
    def read(value: Value) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError(f"must be a number, not {_kind(value)}")
        if not low <= value <= high:
            raise ValueError(f"must be from {low:g} to {high:g}, not {value:g}")
        return float(value)

    return read


def _count(low: int, high: int) -> Key:
    def read(value: Value) -> Value:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"must be a whole number, not {_kind(value)}")
        if not low <= value <= high:
            raise ValueError(f"must be from {low} to {high}, not {value}")
        return value

    return read


def _words(shape: str, expected: str) -> Key:
    def read(value: Value) -> Value:
        if not isinstance(value, str) or not re.fullmatch(shape, value):
            raise ValueError(f"must be {expected}")
        return value

    return read


def _switch(value: Value) -> Value:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {_kind(value)}")
    return value


def _texts(value: Value) -> Value:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError("must be an array of texts")
    return sorted(set(value))


_SHARE = _number(0.0, 1.0)
_THRESHOLD = _number(LEAST_FLOOR, 1.0)
_LOSS = _number(-1.0, 0.0)
_HOURS = _number(0.1, _A_YEAR)
_RULE = _words("confirm|alert", '"confirm" or "alert"')
_ANY = "*"
"""Stands in a path for the id of any list."""

KEYS: dict[Path, Key] = {
    ("name",): _words(r"[a-z0-9][a-z0-9_]{0,39}", "1 to 40 of a-z, 0-9 and _, a letter or digit first"),
    ("thresholds", "alert"): _THRESHOLD,
    ("thresholds", "floor"): _THRESHOLD,
    **{("thresholds", "types", kind.value): _THRESHOLD for kind in PartyType},
    ("freshness", "max_age_hours"): _HOURS,
    ("weak_alias", "rule"): _RULE,
    ("weak_alias", "most_alone"): _THRESHOLD,
    ("weak_alias", "fewest_words_alone"): _count(1, 10),
    ("lists", _ANY, "alert"): _THRESHOLD,
    **{("lists", _ANY, "types", kind.value): _THRESHOLD for kind in PartyType},
    ("lists", _ANY, "max_age_hours"): _HOURS,
    ("lists", _ANY, "weak_alias"): _RULE,
    ("lists", _ANY, "demanded"): _switch,
    ("lists", _ANY, "programmes_left_out"): _texts,
    ("exact_name", "least"): _THRESHOLD,
    ("identifier", "least"): _THRESHOLD,
    ("party_type", "akin"): _LOSS,
    ("party_type", "other"): _LOSS,
    ("party_type", "most_other"): _SHARE,
    **{("facts", name, "agree"): _SHARE for name in FEATURES},
    **{("facts", name, "conflict"): _LOSS for name in FEATURES},
    **{("facts", name, "use"): _switch for name in FEATURES},
}
"""Agreement never takes away and conflict never adds: the search for candidates relies on it."""


def find_key(path: Path) -> Key | None:
    """What may stand at a path; None where nothing may, or a table."""
    return KEYS.get(_pattern(path))


def known_keys(path: Path) -> list[str]:
    """What may stand beside an unknown key, in the nearest table that is known."""
    for length in range(len(path) - 1, -1, -1):
        before = _pattern(path[:length])
        beside = {known[length] for known in KEYS if known[:length] == before and len(known) > length}
        if beside:
            return sorted("a list_id" if name == _ANY else name for name in beside)
    return []


def required_keys(whole: Mapping[str, Any]) -> Iterator[Path]:
    """The keys that a whole policy has: all but those of single lists and types, and of facts that
    it does not name."""
    for path in KEYS:
        is_optional = path[0] == "lists" or "types" in path or path[-1] == "use"
        is_unnamed = path[0] == "facts" and path[1] not in whole.get("facts", {})
        if not is_optional and not is_unnamed:
            yield path


def _pattern(path: Path) -> Path:
    return ("lists", _ANY, *path[2:]) if path[:1] == ("lists",) and len(path) > 1 else path


_KINDS = {
    bool: "true or false",
    str: "a text",
    list: "an array",
    dict: "a table",
    int: "a number",
    float: "a number",
}


def _kind(value: Value) -> str:
    return _KINDS.get(type(value), "a date or time")
