"""What counts, and how much: the table that turns findings into scores, and scores into hits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from screening.domain.designation import PartyType
from screening.domain.screening import POINTS
from screening.matching.policy_file import check_policy_table, read_policy_table


class WeakAliasRule(StrEnum):
    """What a weak alias that nothing else confirms may do on a list."""

    CONFIRM = "confirm"
    ALERT = "alert"


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
class ListRules:
    """What holds for one list, or for all where it says nothing else. Thresholds in points."""

    alert: int | None = None
    types: Mapping[PartyType, int] = field(default_factory=dict)
    max_age: timedelta | None = None
    weak_alias: WeakAliasRule | None = None
    demanded: bool = False
    programmes_left_out: frozenset[str] = frozenset()


_NONE = ListRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything an answer depends on beside subject, designations and engine. Scores in points.

    ``content`` is the whole policy as JSON: ``policy_of_content`` makes the same policy of it.
    """

    id: str
    content: str
    alert_threshold: int
    type_thresholds: Mapping[PartyType, int]
    floor: int
    max_age: timedelta
    lists: Mapping[str, ListRules]
    weak_alias_rule: WeakAliasRule
    weak_alias_alone: int
    weak_alias_words: int
    exact_name_least: int
    identifier_least: int
    akin_type: int
    other_type: int
    other_type_most: int
    facts: dict[str, FactWeight]

    def threshold_of(self, list_id: str, party_type: PartyType) -> int:
        """The alert threshold of a list and type: the most specific one that is stated. No score
        depends on it."""
        own = self._of(list_id)
        if party_type in own.types:
            return own.types[party_type]
        if own.alert is not None:
            return own.alert
        return self.type_thresholds.get(party_type, self.alert_threshold)

    def least_threshold(self, list_ids: Collection[str]) -> int:
        """The lowest alert threshold of these lists, whatever the type."""
        return min(self._thresholds(list_ids), default=self.alert_threshold)

    def highest_threshold(self, list_ids: Collection[str]) -> int:
        """The highest alert threshold of these lists, whatever the type."""
        return max(self._thresholds(list_ids), default=self.alert_threshold)

    def _thresholds(self, list_ids: Collection[str]) -> list[int]:
        return [self.threshold_of(list_id, kind) for list_id in list_ids for kind in PartyType]

    def max_age_of(self, list_id: str) -> timedelta:
        """How long ago the list may have been checked before it is stale."""
        return self._of(list_id).max_age or self.max_age

    def confirms_only(self, list_id: str) -> bool:
        """True where weak aliases of the list confirm and do not alert alone."""
        return (self._of(list_id).weak_alias or self.weak_alias_rule) is WeakAliasRule.CONFIRM

    def leaves_out(self, list_id: str, programmes: Collection[str]) -> bool:
        """Whether an entry of a list makes no hit since it stands there under programmes alone that the
        policy leaves out. No score depends on it."""
        return bool(programmes) and self._of(list_id).programmes_left_out.issuperset(programmes)

    def programmes_left_out(self, list_id: str) -> tuple[str, ...]:
        """The programmes of a list that the policy leaves out, in order."""
        return tuple(sorted(self._of(list_id).programmes_left_out))

    def with_every_programme(self) -> Policy:
        """The same, but that no programme is left out: what a list version is proven by."""
        lists = {one: replace(rules, programmes_left_out=frozenset()) for one, rules in self.lists.items()}
        return replace(self, lists=lists)

    @property
    def demanded(self) -> frozenset[str]:
        """Lists that are demanded whether they are loaded or not."""
        return frozenset(list_id for list_id, rules in self.lists.items() if rules.demanded)

    def _of(self, list_id: str) -> ListRules:
        return self.lists.get(list_id, _NONE)


@cache
def default_text() -> str:
    """The TOML of the policy that ships with this version."""
    return files("screening.matching").joinpath("policy.toml").read_text("utf-8")


@cache
def default_policy() -> Policy:
    """The policy that ships with this version."""
    return _policy(read_policy_table(default_text()))


def override_policy(text: str, *, known_lists: Collection[str] | None = None) -> Policy:
    """The policy that ships with what ``text`` (TOML) states otherwise, under the name it gives.

    Comments and layout are no part of its id. ``known_lists`` where the caller knows which lists
    there are. Raises ``InvalidPolicy`` with all faults and their lines.
    """
    base = json.loads(default_policy().content)
    return _policy(read_policy_table(text, base=base, known_lists=known_lists))


def policy_of_content(content: str) -> Policy:
    """A policy that was kept, as ``Policy.content`` had it.

    Raises ``InvalidPolicy`` where another release kept it and this one cannot go by it.
    """
    table = json.loads(content)
    check_policy_table(table)
    return _policy(table)


def _policy(table: dict[str, Any]) -> Policy:
    content = json.dumps(table, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    thresholds, weak, types = table["thresholds"], table["weak_alias"], table["party_type"]
    return Policy(
        id=f"{table['name']}-{digest}",
        content=content,
        alert_threshold=_points(thresholds["alert"]),
        type_thresholds=_by_type(thresholds.get("types", {})),
        floor=_points(thresholds["floor"]),
        max_age=timedelta(hours=table["freshness"]["max_age_hours"]),
        lists={list_id: _list_rules(stated) for list_id, stated in table.get("lists", {}).items()},
        weak_alias_rule=WeakAliasRule(weak["rule"]),
        weak_alias_alone=_points(weak["most_alone"]),
        weak_alias_words=weak["fewest_words_alone"],
        exact_name_least=_points(table["exact_name"]["least"]),
        identifier_least=_points(table["identifier"]["least"]),
        akin_type=_points(types["akin"]),
        other_type=_points(types["other"]),
        other_type_most=_points(types["most_other"]),
        facts={name: _fact(stated) for name, stated in table["facts"].items() if stated.get("use", True)},
    )


def _list_rules(stated: Mapping[str, Any]) -> ListRules:
    hours, weak = stated.get("max_age_hours"), stated.get("weak_alias")
    return ListRules(
        alert=_points(stated["alert"]) if "alert" in stated else None,
        types=_by_type(stated.get("types", {})),
        max_age=timedelta(hours=hours) if hours is not None else None,
        weak_alias=WeakAliasRule(weak) if weak else None,
        demanded=stated.get("demanded", False),
        programmes_left_out=frozenset(stated.get("programmes_left_out", ())),
    )


def _by_type(stated: Mapping[str, float]) -> dict[PartyType, int]:
    return {PartyType(kind): _points(value) for kind, value in stated.items()}


def _fact(weights: Mapping[str, Any]) -> FactWeight:
    return FactWeight(_points(weights["agree"]), _points(weights["conflict"]))


def _points(value: float) -> int:
    return round(value * POINTS)
