"""Policies as the JSON that clients and the command line show, and what differs between two."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from screening.matching.policy import Policy
from screening.services.answers import instant_text, proof_to_dict
from screening.services.policies import PolicyState
from screening.store.policies import PolicyActivation

ABSENT = "-"
"""Shown for a key that a policy does not state."""


def policy_to_dict(state: PolicyState) -> dict[str, Any]:
    """A policy with its history and all that it means; instants as ISO 8601 in UTC."""
    draft = state.kept.draft if state.kept else None
    return {
        "policy": state.id,
        "state": state.state,
        "author": draft.author if draft else None,
        "drafted_at": instant_text(draft.at) if draft else None,
        "put_in_force": [_activation(one) for one in state.activations],
        "proofs": [{"list_id": one.list_id, **proof_to_dict(one)} for one in state.proofs],
        "wording": state.wording,
        "content": json.loads(state.content),
    }


def differences(before: Policy, after: Policy) -> Iterator[tuple[str, str, str]]:
    """The keys by which two policies differ, the name aside, with both values."""
    old, new = (dict(_leaves(json.loads(one.content))) for one in (before, after))
    for key in sorted({*old, *new} - {"name"}):
        if old.get(key) != new.get(key):
            yield key, old.get(key, ABSENT), new.get(key, ABSENT)


def _activation(one: PolicyActivation) -> dict[str, str]:
    return {
        "at": instant_text(one.at),
        "by": one.actor,
        "origin": one.origin.value,
        "reason": one.reason,
    }


def _leaves(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", json.dumps(value)
