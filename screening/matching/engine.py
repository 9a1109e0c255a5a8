"""Subject and index in, hits out."""

from __future__ import annotations

from screening.domain.screening import Hit, Subject
from screening.matching.index import Index
from screening.matching.policy import Policy

ENGINE_VERSION = "1"


def screen_subject(
    subject: Subject,
    index: Index,
    policy: Policy,
    *,
    threshold: int,
    lists: frozenset[str] = frozenset(),
) -> tuple[Hit, ...]:
    """All hits at or above ``threshold`` (points), best first; ``lists`` empty means all."""
    raise RuntimeError("under construction")
