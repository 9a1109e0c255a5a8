"""Zero footprint: a keyed digest of the name asked is kept, and nothing else of the party.

It can still be told whether a name was asked, by whoever has the audit key; what was asked cannot be
read, and an answer cannot be replayed. Turning it on or off needs two persons.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from screening.domain.access import same_person
from screening.domain.errors import UsageError
from screening.domain.screening import Evidence, Hit, Screening, Subject
from screening.services.deps import Deps
from screening.store import recording_mode
from screening.store.audit_key import AuditKey
from screening.store.recording_mode import ModeChange
from screening.text.fold import fold

NOT_KEPT = "the party asked about is not kept here, only a keyed digest of its name: no replay"


def request_change(deps: Deps, *, on: bool, reason: str, by: str, entered_by: str) -> ModeChange:
    """Ask for the mode to be turned on or off; another person has to confirm it.

    Raises ``UsageError`` where nobody answers for it.
    """
    if not reason.strip() or not by.strip():
        raise UsageError("a reason and the name of who asks for it are needed")
    change = ModeChange(
        id=secrets.token_hex(8),
        zero_footprint=on,
        reason=reason.strip(),
        requested_by=by.strip(),
        requested_at=deps.clock(),
    )
    with deps.database.writing() as session:
        recording_mode.request_change(session, change, entered_by=entered_by)
    return change


def confirm_change(deps: Deps, change_id: str, *, by: str, entered_by: str) -> ModeChange:
    """Put a change in force. Raises ``UsageError`` for one that is not there or confirmed already, or
    where the same person asked for it."""
    with deps.database.writing() as session:
        change = recording_mode.get_change(session, change_id)
        if change is None or change.confirmed_at is not None:
            raise UsageError(f"there is no change {change_id!r} that waits to be confirmed")
        if not by.strip() or same_person(by, change.requested_by):
            raise UsageError(f"{change.requested_by} asked for it: another person has to confirm it")
        recording_mode.confirm_change(
            session, change_id, at=deps.clock(), by=by.strip(), entered_by=entered_by
        )
    return change


def is_on(deps: Deps) -> bool:
    """Whether the mode is in force."""
    with deps.database.reading() as session:
        return recording_mode.is_zero_footprint(session)


def name_digest(name: str, key: AuditKey) -> str:
    """The keyed digest of a name, whatever its spelling, case and order: 64 hex digits."""
    return key.mac(b"screening name " + name_key(name).encode("utf-8", "surrogatepass"))


def name_key(name: str) -> str:
    """What two writings of one name have in common."""
    return " ".join(sorted(fold(name).split()))


def redacted(screening: Screening, key: AuditKey) -> Screening:
    """The answer as it is kept: the listed parties stay, what was asked does not."""
    digest = name_digest(screening.request.subject.name, key)
    request = replace(screening.request, subject=Subject(name=""), subject_digest=digest)
    return replace(screening, request=request, hits=tuple(map(redacted_hit, screening.hits)))


def redacted_hit(hit: Hit) -> Hit:
    """A hit whose ledger no longer says what was asked, nor a note on it."""
    return replace(hit, evidence=tuple(map(_redacted_line, hit.evidence)))


def _redacted_line(line: Evidence) -> Evidence:
    return replace(line, asked="", note="")
