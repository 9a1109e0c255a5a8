"""The policy that an installation starts with: its settings' file, else the one that ships."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from screening import __version__
from screening.domain.errors import PolicyHeld
from screening.matching.policy import Policy, default_policy
from screening.services.activation import put_policy_in_force
from screening.services.deps import Deps
from screening.services.policies import PolicyFile, draft_policy, read_policy_file
from screening.store.policies import PolicyActivation, PolicyOrigin, policy_activations

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Offer:
    policy: Policy
    origin: PolicyOrigin
    reason: str
    file: PolicyFile | None = None


def start_policy(deps: Deps) -> None:
    """Put in force what the settings name or the release ships, where that is new here.

    The settings' file counts once each time that it says something else: what a person puts in
    force after it stays. What a release ships only follows what a release shipped before.
    Raises ``InvalidPolicy`` for a file that cannot be used and ``PolicyHeld`` where its proof misses
    a name; what a release ships is then left out with a warning in the log.
    """
    offer = _offer(deps)
    with deps.database.reading() as session:
        history = policy_activations(session)
    if _is_new(offer, history):
        if offer.file:
            draft_policy(deps, offer.file, by=offer.origin.value)
        _put_in_force(deps, offer)


def _put_in_force(deps: Deps, offer: _Offer) -> None:
    activation = PolicyActivation(
        policy=offer.policy.id,
        at=deps.clock(),
        origin=offer.origin,
        actor=offer.origin.value,
        reason=offer.reason,
    )
    try:
        put_policy_in_force(deps, offer.policy, activation)
    except PolicyHeld as held:
        if offer.origin is PolicyOrigin.SETTINGS:
            raise
        _LOG.warning("%s", held)


def _offer(deps: Deps) -> _Offer:
    path = deps.settings.policy
    if path is None:
        return _Offer(default_policy(), PolicyOrigin.RELEASE, f"screening {__version__} ships it")
    file = read_policy_file(path)
    return _Offer(file.policy, PolicyOrigin.SETTINGS, f"SCREENING_POLICY names {path.name}", file)


def _is_new(offer: _Offer, history: list[PolicyActivation]) -> bool:
    """Whether the offer is another than the last of its kind, and none of more weight came since."""
    if offer.origin is PolicyOrigin.RELEASE:
        last = history[0] if history else None
        return last is None or (last.origin is PolicyOrigin.RELEASE and last.policy != offer.policy.id)
    named = next((one for one in history if one.origin is PolicyOrigin.SETTINGS), None)
    return named is None or named.policy != offer.policy.id
