"""The audit chain verified as a whole, with the head that it was verified up to."""

from __future__ import annotations

from screening.store import audit
from screening.store.audit import AuditHead
from screening.store.database import Database


def verify_chain(database: Database) -> AuditHead:
    """Check every record; the head, whose ``seq`` is the number of records, as there are no gaps.

    Records that are written meanwhile are left to the next time. Raises ``AuditBroken`` with the
    ``seq`` of the first record that was altered, lost or added.
    """
    with database.reading() as session:
        audit.verify(session)
        return audit.head(session)
