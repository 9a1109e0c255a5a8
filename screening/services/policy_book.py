"""Which policy is in force: the database decides, for every process alike."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from screening.matching.policy import Policy, default_policy, policy_of_content
from screening.store.policies import get_policy, policy_in_force

_read = lru_cache(maxsize=32)(policy_of_content)


def current_policy(session: Session) -> Policy:
    """The policy in force; the one that ships where none was put in force yet."""
    return policy_at(session, None)


def policy_at(session: Session, instant: datetime | None) -> Policy:
    """The policy that was in force at ``instant`` (aware; None: now).

    Raises ``InvalidPolicy`` where it is of another release and means nothing to this one.
    """
    activation = policy_in_force(session, instant)
    return policy_of(session, activation.policy) if activation else default_policy()


def policy_of(session: Session, policy: str) -> Policy:
    """A policy that is kept here or ships, by its id. Raises ``UnknownPolicy``, ``InvalidPolicy``."""
    if policy == default_policy().id:
        return default_policy()
    return _read(get_policy(session, policy).content)
