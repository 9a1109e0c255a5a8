"""What the keys of a policy mean, and what a change of one does to what is found, for people who judge it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from screening.matching.policy import Policy
from screening.services.policy_answers import ABSENT, differences

_FEWER, _MORE = "fewer hits", "more hits"
_SWITCHES = {"false": "not any more", "true": "from now on"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key says, and what follows where its value rises and falls (empty: it depends)."""

    words: str
    rising: str = ""
    falling: str = ""


_ALERT = Meaning("the score from which on a hit is put before an analyst", _FEWER, _MORE)
_AGE = Meaning("hours after which a list that was not checked is stale", "answers read no hit longer")
_WEAK = Meaning("whether a weak alias alerts alone, or confirms only")
_MEANINGS: Mapping[tuple[str, ...], Meaning] = {
    ("thresholds", "alert"): _ALERT,
    ("thresholds", "floor"): Meaning("the lowest threshold that may be asked for", "less can be asked for"),
    ("thresholds", "types", "*"): Meaning(f"{_ALERT.words}, for this party type", _FEWER, _MORE),
    ("freshness", "max_age_hours"): _AGE,
    ("weak_alias", "rule"): _WEAK,
    ("weak_alias", "most_alone"): Meaning(
        "the most that a weak alias reaches which nothing confirms", _MORE, _FEWER
    ),
    ("weak_alias", "fewest_words_alone"): Meaning(
        "words that a weak alias needs to alert alone", _FEWER, _MORE
    ),
    ("lists", "*", "alert"): Meaning(f"{_ALERT.words}, on this list", _FEWER, _MORE),
    ("lists", "*", "types", "*"): Meaning(f"{_ALERT.words}, for this party type on this list", _FEWER, _MORE),
    ("lists", "*", "max_age_hours"): Meaning(f"{_AGE.words}, for this list", _AGE.rising),
    ("lists", "*", "weak_alias"): Meaning(f"{_WEAK.words}, on this list"),
    ("lists", "*", "demanded"): Meaning("without this list no answer reads no hit"),
    ("lists", "*", "programmes_left_out"): Meaning(
        "programmes under which alone an entry of this list makes no hit"
    ),
    ("exact_name", "least"): Meaning(
        "what an equal strong name scores at least, whatever conflicts", _MORE, _FEWER
    ),
    ("identifier", "least"): Meaning("what an equal strong identifier scores at least", _MORE, _FEWER),
    ("party_type", "akin"): Meaning("added where one is a person and the other a body", _MORE, _FEWER),
    ("party_type", "other"): Meaning("added where a person or body meets a craft", _MORE, _FEWER),
    ("party_type", "most_other"): Meaning(
        "the most that such a pair reaches without an identifier", _MORE, _FEWER
    ),
    ("facts", "*", "agree"): Meaning(
        "what full agreement of this fact adds", "higher scores", "lower scores"
    ),
    ("facts", "*", "conflict"): Meaning(
        "what full conflict of this fact adds (below 0)", "higher scores", "lower scores"
    ),
    ("facts", "*", "use"): Meaning("whether this fact is compared at all"),
}
"""Key of a policy file: what it means; ``*`` stands for a list, a type or a fact."""


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A key in which two policies differ: both values, what it means and what the change does."""

    key: str
    old: str
    new: str
    meaning: str
    effect: str


def policy_changes(before: Policy, after: Policy) -> Iterator[PolicyChange]:
    """Every difference between two policies, in plain rows."""
    for key, old, new in differences(before, after):
        meaning = meaning_of(key)
        yield PolicyChange(key, old, new, meaning.words, _effect(meaning, old, new))


def meaning_of(key: str) -> Meaning:
    """What a key means; the key itself where a later release knows it."""
    path = tuple(key.split("."))
    for pattern, meaning in _MEANINGS.items():
        if len(pattern) == len(path) and all(
            one in ("*", part) for one, part in zip(pattern, path, strict=True)
        ):
            return meaning
    return Meaning(key)


def _effect(meaning: Meaning, old: str, new: str) -> str:
    if new in _SWITCHES:
        return _SWITCHES[new]
    if ABSENT in (old, new):
        return "of its own from now on" if old == ABSENT else "as everywhere else from now on"
    values = [json.loads(old), json.loads(new)]
    if any(not isinstance(one, int | float) or isinstance(one, bool) for one in values):
        return ""
    return meaning.rising if values[1] > values[0] else meaning.falling
