"""How workers are told that there is something to do: by huey, over a file or over PostgreSQL.

A message is a knock and no more: what is to be done, and by whom it is being done, is in the database,
so that a message which is lost with its worker loses nothing. Each minute huey knocks by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer

from screening.services.deps import Deps

_NAME = "screening"
_STALE = 120
"""Seconds after which a knock is dropped: by then huey has knocked again."""

_log = logging.getLogger(__name__)


class JobQueue:
    """The queue of one installation; opened for each use, so that it may be shared over forks."""

    def __init__(self, deps: Deps) -> None:
        """Beside the database that ``deps`` have opened."""
        self._deps = deps

    def knock(self) -> None:
        """Tell a worker to look for what there is to do. Where the queue cannot be reached, workers look
        within a minute all the same."""
        try:
            queue = self._open()
            _knock_task(queue, _nothing)()
            queue.storage.close()
        except Exception as error:  # whatever the driver raises: the batch is kept already
            _log.warning("no worker was told", exc_info=error)

    def consumer(self, work: Callable[[], None]) -> Consumer:
        """What calls ``work`` once it is started, with each knock, and each minute; one at a time."""
        queue = self._open()
        queue.periodic_task(crontab(minute="*"), name="sweep", expires=_STALE)(work)
        knock = _knock_task(queue, work)
        knock()
        # A batch whose worker was killed a moment ago is free once its lease is over.
        knock.schedule(delay=int(self._deps.settings.batch_lease) + 1)
        return queue.create_consumer(workers=1, max_delay=1.0, scheduler_interval=5)

    def _open(self) -> Huey:
        # Messages are pickled: signed, so that who can write to the queue cannot run code by it.
        signed = SignedSerializer(secret=self._deps.keeper.key.mac(b"job queue"))
        shared: dict[str, Any] = {"results": False, "serializer": signed}
        file, address = self._deps.database.file, self._deps.database.address
        if file is not None:
            return SqliteHuey(_NAME, filename=f"{file}.queue", cache_mb=0, timeout=30, **shared)
        dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(_NAME, dsn=dsn, **shared)


def _knock_task(queue: Huey, work: Callable[[], None]) -> Any:
    def knock() -> None:
        work()

    return queue.task(name="knock", expires=_STALE)(knock)


def _nothing() -> None:
    """What a knock does where nobody works."""
