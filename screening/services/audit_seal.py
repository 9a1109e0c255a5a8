"""The head of the audit chain, written down outside the database."""

from __future__ import annotations

from dataclasses import asdict

from screening.domain.audit import AuditHead, Seal, SealKind
from screening.domain.errors import UsageError
from screening.services.deps import Deps
from screening.store import audit


def seal_audit(deps: Deps) -> Seal:
    """Seal the head of this moment: a line in the seal file, which the caller keeps elsewhere too."""
    return deps.keeper.seal(SealKind.SEAL, audit_head(deps), deps.clock())


def accept_restore(deps: Deps, *, reason: str, by: str) -> Seal:
    """Go on from an earlier state of the database that was brought back on purpose: what was sealed
    beyond it is given up, which a record and the seals keep saying.

    Raises ``UsageError`` where there is nothing to give up, or nobody answers for it.
    """
    if not reason.strip() or not by.strip():
        raise UsageError("a restore needs a reason and the name of who answers for it")
    head, mark = audit_head(deps), deps.keeper.mark.read()
    if mark is None or mark == head:
        raise UsageError(f"the database ends where this machine left it, at record {head.seq}")
    deps.keeper.restored(head, deps.clock())
    payload = {"given_up": asdict(mark), "reason": reason.strip()}
    with deps.database.writing() as session:
        audit.append(session, at=deps.clock(), actor=by.strip(), kind="audit_restored", payload=payload)
    return seal_audit(deps)


def audit_head(deps: Deps) -> AuditHead:
    """The head of this moment, for reports, exports and summaries."""
    with deps.database.reading() as session:
        return audit.head(session)
