"""What the audit says of itself: its head, its seals, and what was found to be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FIRST_HASH = "0" * 64
"""What the first record has for a previous hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The end of the chain: number and hash of the last record; 0 and ``FIRST_HASH`` for none."""

    seq: int
    hash: str

    def __str__(self) -> str:
        """As it is printed in reports, exports and summaries."""
        return f"{self.seq} {self.hash}"


class SealKind(StrEnum):
    """Why a head was written down outside the database."""

    BEGUN = "begun"
    """The chain got its key: records up to here have none."""
    SEAL = "seal"
    RESTORED = "restored"
    """An earlier state was brought back: what was sealed before beyond this head is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A dated head, kept outside the database; ``mac`` is the key's over all the rest."""

    kind: SealKind
    at: datetime
    head: AuditHead
    key_id: str
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One thing that is not as it was recorded: ``table`` and ``key`` say where, ``seq`` is the
    record of the chain that tells, where there is one."""

    table: str
    key: str
    problem: str
    seq: int | None = None

    def __str__(self) -> str:
        """One line for a reader."""
        told_by = f" (audit record {self.seq})" if self.seq and self.table != "audit_record" else ""
        return f"{self.table} {self.key}: {self.problem}{told_by}"
