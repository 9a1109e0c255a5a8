"""Everything that is to be told by now: events to webhook targets, digests to their readers.

What the loop of ``screening notify`` calls, and any other scheduler may.
"""

from __future__ import annotations

from datetime import datetime
from threading import Event as Flag
from typing import NamedTuple

from screening.services.deps import Deps
from screening.services.digests import Mailed, send_due_digests
from screening.services.webhook_delivery import NEVER, deliver_due


class Notified(NamedTuple):
    """How often events were sent, whether they arrived or not, and what was mailed."""

    tried: int
    mailed: Mailed


def notify_due(deps: Deps, now: datetime, *, stop: Flag = NEVER) -> Notified:
    """Send what is due by ``now``. Safe with any number of processes at once.

    Raises ``DatabaseFailure``, ``BadInputFile`` for a file of digests that cannot be used.
    """
    mailed = send_due_digests(deps, now)
    return Notified(deliver_due(deps, now, stop=stop), mailed)
