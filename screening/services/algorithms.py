"""The ways to score that clients of the matching API may name: one, under the policy in force."""

from __future__ import annotations

from typing import Any

from screening.domain.errors import BadSelection
from screening.matching.engine import ENGINE_VERSION
from screening.matching.features import FEATURES

NAME = "screening"
"""What ours is called."""

OTHERS = frozenset(
    {
        *("logic-v1", "logic-v2", "name-based", "name-qualified", "regression-v1", "regression-v2"),
        *("regression-v3", "er-unstable"),
    }
)
"""Algorithms of OpenSanctions, which are not here: clients that name one are told."""

_NAME = "Names token by token, in any order, writing and script; the best pair of names counts."
_IDENTIFIER = "An equal number of a strong type reaches a floor, whatever the name."
_DOCS = "docs/matching.md"


def algorithms_to_dict() -> dict[str, Any]:
    """The answer of ``GET /algorithms``."""
    features = {name: (feature.__doc__ or "").strip() for name, feature in FEATURES.items()}
    described = {"name": _NAME, **features, "identifier": _IDENTIFIER}
    docs = {name: {"description": " ".join(text.split()), "url": _DOCS} for name, text in described.items()}
    ours = {
        "name": NAME,
        "description": f"Engine {ENGINE_VERSION} under the policy in force; contributions sum to the score.",
        "features": docs,
        "docs": docs,
    }
    return {"algorithms": [ours], "default": NAME, "best": NAME}


def algorithm_warnings(asked: str) -> list[str]:
    """What is to be said to a client that names an algorithm. Raises ``BadSelection`` for an unknown one."""
    wanted = asked.strip().lower()
    if wanted in {"best", NAME}:
        return []
    if wanted not in OTHERS:
        raise BadSelection("Invalid algorithm: `/algorithms` names the one that is here.")
    return [f"{wanted} is not here: scored by {NAME}, under the policy in force"]
