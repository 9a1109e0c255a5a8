"""Everything that is to be told by now: events to webhook targets, digests to their readers.

What ``screening notify --once`` calls, and any scheduler may.
"""

from __future__ import annotations

from datetime import datetime
from threading import Event as Flag
from typing import NamedTuple

from screening.domain.errors import BadInputFile, UsageError
from screening.services.deps import Deps
from screening.services.digests import Mailed, send_due_digests
from screening.services.overdue import notice_overdue
from screening.services.webhook_delivery import NEVER, Sent, deliver_due
from screening.store.webhook_deliveries import delivery_figures


class Notified(NamedTuple):
    """How often events were sent and how often that failed, what was mailed, and how many events wait."""

    sent: Sent
    mailed: Mailed
    waiting: int


def tell_and_deliver(deps: Deps, now: datetime, *, stop: Flag = NEVER) -> Sent:
    """Look whether the daily run is overdue, and send what is due by ``now``.

    Raises ``UsageError`` for a time of the daily run that is not understood, once all was sent.
    """
    try:
        notice_overdue(deps, now)
    except UsageError:
        deliver_due(deps, now, stop=stop)
        raise
    return deliver_due(deps, now, stop=stop)


def notify_due(deps: Deps, now: datetime, *, stop: Flag = NEVER) -> Notified:
    """Send what is due by ``now``. Safe with any number of processes at once; a file of digests that
    cannot be used keeps no event waiting. Raises ``DatabaseFailure``."""
    sent = tell_and_deliver(deps, now, stop=stop)
    try:
        mailed = send_due_digests(deps, now)
    except BadInputFile as error:
        mailed = Mailed(0, [str(error)])
    with deps.database.reading() as session:
        return Notified(sent, mailed, delivery_figures(session).pending)
