"""What counts, and how much: the table that turns findings into scores."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from screening.domain.screening import POINTS


@dataclass(frozen=True, slots=True)
class FactWeight:
    """What full agreement of a fact adds and what full conflict takes away, in points."""

    agree: int
    conflict: int

    def contribution(self, similarity: int) -> int:
        """Linear on both sides of one half, where a fact says nothing."""
        half = POINTS // 2
        weight = self.agree if similarity >= half else -self.conflict
        return round(weight * (similarity - half) / half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything a score depends on beside subject, designation and engine. Scores in points."""

    id: str
    content: str
    alert_threshold: int
    floor: int
    max_age: timedelta
    confirm_only: frozenset[str]
    weak_alias_alone: int
    weak_alias_words: int
    exact_name_least: int
    identifier_least: int
    akin_type: int
    other_type: int
    other_type_most: int
    facts: dict[str, FactWeight]


@cache
def default_policy() -> Policy:
    """The policy that ships with this version."""
    return parse_policy(files("screening.matching").joinpath("policy.toml").read_text("utf-8"))


def parse_policy(text: str) -> Policy:
    """A policy from its TOML text. Comments and layout are no part of its id."""
    table = tomllib.loads(text)
    content = json.dumps(table, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    weak, types = table["weak_alias"], table["party_type"]
    return Policy(
        id=f"{table['name']}-{digest}",
        content=content,
        alert_threshold=_points(table["thresholds"]["alert"]),
        floor=_points(table["thresholds"]["floor"]),
        max_age=timedelta(hours=table["freshness"]["max_age_hours"]),
        confirm_only=frozenset(weak["confirm"]),
        weak_alias_alone=_points(weak["most_alone"]),
        weak_alias_words=weak["fewest_words_alone"],
        exact_name_least=_points(table["exact_name"]["least"]),
        identifier_least=_points(table["identifier"]["least"]),
        akin_type=_points(types["akin"]),
        other_type=_points(types["other"]),
        other_type_most=_points(types["most_other"]),
        facts={name: _fact(weights) for name, weights in table["facts"].items()},
    )


def _fact(weights: dict[str, Any]) -> FactWeight:
    return FactWeight(_points(weights["agree"]), _points(weights["conflict"]))


def _points(value: float) -> int:
    return round(value * POINTS)
