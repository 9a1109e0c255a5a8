"""Requests under an idempotency key: each party is screened once, however often the request is sent.

What is sent again is answered from the record. A request that was cut short goes on where it was cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest, KeyReused, ScreeningError, UnknownScreening
from screening.domain.screening import Screening, ScreeningRequest
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps
from screening.services.screen import Screener
from screening.store.answered_once import Once, find_answers

KEPT = timedelta(hours=24)
"""How long a key counts from its first use."""

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")

Outcomes = dict[int, Screening | ScreeningError]
"""What came of each party, by its place in the request."""


def check_key(key: str) -> None:
    """Raises ``InvalidRequest`` for what is no key."""
    if not _KEY.fullmatch(key):
        raise InvalidRequest([Fault(HEADER, "must be 1 to 255 visible characters")])


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A request under a key, at an instant."""

    scope: str
    request: str
    now: datetime

    def once(self, item: int) -> Once:
        return Once(self.scope, item, self.request, self.now + KEPT)


class OnceScreener:
    """Screens what was not screened yet; shared between threads."""

    def __init__(self, deps: Deps, screener: Screener, catalogue: Catalogue) -> None:
        """All stay open as long as it is used."""
        self._deps = deps
        self._screener = screener
        self._catalogue = catalogue

    def screen(
        self, requests: Mapping[int, ScreeningRequest], *, by: Principal, key: str | None, body: object
    ) -> tuple[Outcomes, bool]:
        """What came of each request, and whether all of it was recorded before. ``body`` is what was
        sent, as JSON holds it; without a ``key`` everything is screened.

        Raises as ``Screener.screen_all``; ``InvalidRequest`` for what is no key, ``KeyReused`` for a key
        of another request.
        """
        if key is None:
            return self._screened(requests, by, None), False
        attempt = self._attempt(by, key, body)
        found = self._recorded(attempt, by)
        rest = {item: request for item, request in requests.items() if item not in found}
        outcomes = self._screened(rest, by, attempt) if rest else {}
        if any(isinstance(one, ScreeningError) for one in outcomes.values()):
            # The same request may have come twice at once: the other one was recorded, and counts.
            outcomes |= self._recorded(attempt, by)
        return {item: found.get(item) or outcomes[item] for item in requests}, not rest

    def _screened(
        self, requests: Mapping[int, ScreeningRequest], by: Principal, attempt: _Attempt | None
    ) -> Outcomes:
        once = [attempt.once(item) for item in requests] if attempt else ()
        answers = self._screener.screen_all(list(requests.values()), by=by, once=once)
        return dict(zip(requests, answers, strict=True))

    def _attempt(self, by: Principal, key: str, body: object) -> _Attempt:
        check_key(key)
        whose: Sequence[object] = ("screening once", by.name, by.person, key)
        return _Attempt(self._digest(whose), self._digest(("screening request", body)), self._deps.clock())

    def _digest(self, content: object) -> str:
        return self._deps.keeper.key.mac(json.dumps(content, sort_keys=True).encode())

    def _recorded(self, attempt: _Attempt, by: Principal) -> dict[int, Screening]:
        with self._deps.database.reading() as session:
            requests, ids = find_answers(session, attempt.scope, attempt.now)
        if requests - {attempt.request}:
            raise KeyReused(f"This {HEADER} was used for another request.")
        found = {item: self._read(screening_id, by) for item, screening_id in ids.items()}
        return {item: screening for item, screening in found.items() if screening}

    def _read(self, screening_id: str, by: Principal) -> Screening | None:
        """None for one that was purged since."""
        try:
            return self._catalogue.screening(screening_id, seen_by=by)
        except UnknownScreening:
            return None
