"""What is kept of subjects outside the database, and taken away with them: their prepared names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from screening.services.deps import Deps
from screening.services.leases import turn
from screening.services.rescreen import TURN

LONGEST_WAIT = 600.0
"""Seconds that a purge waits for a rescreening to end."""


@contextmanager
def forgetting_names(deps: Deps) -> Iterator[None]:
    """Let no rescreening run meanwhile, and take away the prepared names of all subjects at the end: the next
    rescreening makes those anew that are still wanted. Raises ``MonitoringBusy``."""
    with turn(deps.database, TURN, wait=LONGEST_WAIT):
        try:
            yield
        finally:
            shutil.rmtree(deps.data_folder / "subjects", ignore_errors=True)
