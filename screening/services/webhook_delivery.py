"""Events are sent to those who want them: at least once, in order for each subject, until they arrive
or are dead.

A target is leased by one process at a time, by the clock of the database; what came of each attempt is
written before the next. A process that is killed leaves what it was sending to whoever comes after the
lease: that event may arrive twice, with the same id.
"""

from __future__ import annotations

import logging
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from threading import Event as Flag
from time import monotonic
from typing import NamedTuple

from sqlalchemy.orm import Session

from screening.domain.errors import AddressRefused, NotDelivered
from screening.domain.webhook import Delivery, DeliveryState, Target, wait_after
from screening.fetch.posting import Posted, post
from screening.logs import FIELDS
from screening.services.deps import Deps
from screening.services.webhook_messages import Message, secret_of, sign
from screening.services.webhook_reach import reach_of
from screening.store.webhook_deliveries import next_due, plan_deliveries, reference_of, write_delivery
from screening.store.webhook_leases import count_with_work, end_lease, hold_lease, lease_next

COURIERS = 8
"""How many targets one process sends to at once."""

_TURN = 20.0
"""Seconds after which a target makes room for others, and takes its turn again."""

_REST = timedelta(seconds=30)
"""How long a receiver is left alone that did not answer at all."""

_MARGIN = timedelta(seconds=60)
"""How much longer a lease lasts than an attempt may, for what is slow beside it: the name server, the
database."""

_LOG = logging.getLogger(__name__)
NEVER = Flag()
"""What stops nobody."""


class Sent(NamedTuple):
    """How often was tried, and how often it failed."""

    tried: int = 0
    failed: int = 0

    def and_also(self, more: Sent) -> Sent:
        """Both together."""
        return Sent(self.tried + more.tried, self.failed + more.failed)


def deliver_due(deps: Deps, now: datetime, *, stop: Flag = NEVER, couriers: int = COURIERS) -> Sent:
    """Send what is due by ``now`` until nothing is left, or ``stop`` is set.

    Safe with any number of processes at once. Raises ``DatabaseFailure``.
    """
    with deps.database.reading() as session:
        needed = min(couriers, count_with_work(session, now))
    if not needed:
        return Sent()
    with ThreadPoolExecutor(needed, thread_name_prefix="courier") as pool:
        return reduce(Sent.and_also, pool.map(lambda _: _carry(deps, now, stop), range(needed)))


def _carry(deps: Deps, now: datetime, stop: Flag) -> Sent:
    """Serve one target after the other, as long as there is one."""
    sent, holder = Sent(), uuid.uuid4().hex
    lasting = timedelta(seconds=deps.settings.webhook_timeout) + _MARGIN
    while not stop.is_set():
        with deps.database.writing() as session:
            target = lease_next(session, now, holder=holder, lasting=lasting)
        if target is None:
            break
        sent = sent.and_also(_Turn(deps, target, now, holder, lasting).serve(stop))
    return sent


class _Turn:
    """One target, served for a while by one holder of its lease."""

    def __init__(self, deps: Deps, target: Target, now: datetime, holder: str, lasting: timedelta) -> None:
        self._deps, self._target, self._now = deps, target, now
        self._holder, self._lasting = holder, lasting
        self._rests_until = now
        self._failed = 0

    def serve(self, stop: Flag) -> Sent:
        """Send what is due."""
        tried, end = 0, monotonic() + _TURN
        if not self._plan():
            return Sent()
        while not stop.is_set() and monotonic() < end and (delivery := self._next()):
            tried += 1
            if not self._try(delivery):
                break
        with self._deps.database.writing() as session:
            end_lease(session, self._target.id, holder=self._holder, rests_until=self._rests_until)
        return Sent(tried, self._failed)

    def _plan(self) -> bool:
        """Make deliveries of what is new; False where the lease was lost over it."""
        is_held = is_more = True
        while is_held and is_more:
            with self._deps.database.writing() as session:
                is_held = self._holds(session)
                is_more = is_held and plan_deliveries(session, self._target, self._now)
        return is_held

    def _next(self) -> Delivery | None:
        with self._deps.database.reading() as session:
            return next_due(session, self._target.id, self._now)

    def _try(self, delivery: Delivery) -> bool:
        """Send once and write what came of it; False where the turn is over."""
        status, problem, asked = None, None, timedelta()
        try:
            posted = self._post(delivery)
            status, asked = posted.status, posted.retry_after
            problem = None if 200 <= status < 300 else f"the receiver answered {status}"
        except (AddressRefused, NotDelivered) as error:
            problem = f"its address {error}" if isinstance(error, AddressRefused) else str(error)
            self._rests_until = self._now + _REST
        self._failed += problem is not None
        tried = _after(delivery, self._now, status=status, problem=problem, asked=asked)
        _log(tried)
        with self._deps.database.writing() as session:
            if not self._holds(session):
                return False
            write_delivery(session, tried)
        return self._rests_until == self._now

    def _post(self, delivery: Delivery) -> Posted:
        settings = self._deps.settings
        place = reach_of(settings).place(self._target.url)
        message = self._message(delivery)
        return post(place, message.body, message.headers, longest=settings.webhook_timeout)

    def _message(self, delivery: Delivery) -> Message:
        at, target, event = self._deps.clock(), self._target, delivery.event
        secrets = [secret_of(self._deps.keeper.key, target.id, salt) for salt in target.salts(at)]
        reference = None
        if target.with_reference and event.kind.resource == "alert":
            with self._deps.database.reading() as session:
                reference = reference_of(session, event.subject)
        settings = self._deps.settings
        base = (settings.public_url or "").rstrip("/")
        return sign(event, secrets, at, user_agent=settings.user_agent, base=base, reference=reference)

    def _holds(self, session: Session) -> bool:
        return hold_lease(session, self._target.id, holder=self._holder, lasting=self._lasting)


def _after(
    delivery: Delivery, now: datetime, *, status: int | None, problem: str | None, asked: timedelta
) -> Delivery:
    """The delivery after one more attempt."""
    tried = replace(delivery, attempts=delivery.attempts + 1, tried_at=now, status=status, problem=problem)
    if problem is None:
        return replace(tried, state=DeliveryState.DELIVERED)
    wait = wait_after(tried.attempts, asked)
    if wait is None:
        return replace(tried, state=DeliveryState.DEAD)
    return replace(tried, next_at=now + wait)


def _log(tried: Delivery) -> None:
    if tried.problem is None:
        return
    fields = {"target": tried.target_id, "event_id": tried.event.id, "attempts": tried.attempts}
    fields |= {"state": tried.state.value, "status": tried.status}
    _LOG.warning("webhook not delivered", extra={FIELDS: fields})
