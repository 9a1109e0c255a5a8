"""How to ask a server: how long, how often, how much, under which name, through which proxy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST_BYTES = 512 << 20


def no_proxy(_url: str) -> str | None:
    """Every address is reached directly."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """All times in seconds. ``timeout`` is the longest silence, ``connect_timeout`` the longest wait
    for a connection, ``longest`` the most that a whole download may take, its tries included;
    ``retries`` is how often again after a failure that may pass, the wait doubling from ``backoff``.
    ``proxy_for`` names the proxy for an address, or None."""

    timeout: float = 60.0
    connect_timeout: float = 10.0
    longest: float = 900.0
    retries: int = 3
    backoff: float = 1.0
    user_agent: str = "screening"
    most_bytes: int = MOST_BYTES
    proxy_for: Callable[[str], str | None] = no_proxy
