"""A sign-in that is under way at a provider's."""

from __future__ import annotations

import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What the browser keeps while its user is at the provider's; ``wanted`` is where to go on to."""

    state: str
    nonce: str
    verifier: str
    wanted: str


def new_attempt(wanted: str) -> Attempt:
    """A sign-in that begins now, with secrets that nobody guesses."""
    return Attempt(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        wanted=wanted,
    )
