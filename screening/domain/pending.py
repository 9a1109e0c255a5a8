"""Changes that narrow what is found, or hand out the means to: they wait for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

COUNTS_FOR = timedelta(days=7)
"""How long an approval may be used."""


class PendingKind(StrEnum):
    """What is to be done."""

    RELEASE_VERSION = "release_version"
    FORCE_POLICY = "force_policy"
    CREATE_KEY = "create_key"
    ROTATE_KEY = "rotate_key"
    CREATE_USER = "create_user"
    CHANGE_USER = "change_user"


class ChangeState(StrEnum):
    """Where a change is on its way."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChange:
    """A change as it was asked for; ``subject`` is all that it consists of. ``entered_by`` is the
    account that it was entered with, whoever is named beside it."""

    id: str
    kind: PendingKind
    subject: Mapping[str, Any]
    state: ChangeState
    reason: str
    requested_by: str
    entered_by: str
    requested_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    done_at: datetime | None = None
    why: str = ""
    """What whoever rejected it said."""

    def may_be_used(self, at: datetime) -> bool:
        """Whether it is approved, and not too long ago."""
        is_fresh = self.answered_at is not None and at - self.answered_at <= COUNTS_FOR
        return self.state is ChangeState.APPROVED and is_fresh
