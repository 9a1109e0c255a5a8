"""Policies: drafts kept, one put in force, all of them read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownPolicy
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.screenings import add_policy
from screening.store.tables_policies import PolicyActivationRow, PolicyDraftRow
from screening.store.tables_screening import PolicyRow
from screening.store.types import is_plain

DRAFTED = "policy_drafted"
"""The kind of the audit record of a draft."""

IN_FORCE = "policy_in_force"
"""The kind of the audit record of a policy that was put in force."""


_DRAFT = ("policy", "content", "wording", "author", "at")
_ACTIVATION = ("policy", "at", "origin", "actor", "reason")


class PolicyOrigin(StrEnum):
    """Whose doing it is that a policy is in force."""

    PERSON = "person"
    SETTINGS = "settings"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraft:
    """A policy as its author wrote it: ``wording`` is the file, ``content`` all that it means."""

    policy: str
    content: str
    wording: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyActivation:
    """A policy was put in force: who, when, why."""

    policy: str
    at: datetime
    origin: PolicyOrigin
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPolicy:
    """What is kept of a policy: what it means, since when answers are given under it (None: never),
    and its draft where somebody wrote it here."""

    policy: str
    content: str
    first_used_at: datetime | None
    draft: PolicyDraft | None


def add_draft(session: Session, draft: PolicyDraft) -> PolicyDraft:
    """Keep a draft with its audit record; the draft that is kept where the policy had one before."""
    kept = session.get(PolicyDraftRow, draft.policy)
    if kept is not None:
        return _draft(kept)
    row = PolicyDraftRow(**{name: getattr(draft, name) for name in _DRAFT})
    payload = {"policy": draft.policy, COVERS: [cover(row)]}
    row.audit_seq = audit.append(session, at=draft.at, actor=draft.author, kind=DRAFTED, payload=payload).seq
    session.add(row)
    return draft


def activate_policy(session: Session, activation: PolicyActivation, content: str) -> None:
    """Put a policy in force in place of the one that is, with its audit record."""
    before = policy_in_force(session)
    add_policy(session, activation.policy, content, activation.at)
    session.flush()
    row = PolicyActivationRow(**{name: getattr(activation, name) for name in _ACTIVATION})
    payload = {
        "policy": activation.policy,
        "before": before.policy if before else None,
        "origin": activation.origin.value,
        "reason": activation.reason,
        COVERS: [cover(row)],
    }
    row.audit_seq = audit.append(
        session, at=activation.at, actor=activation.actor, kind=IN_FORCE, payload=payload
    ).seq
    session.add(row)
    session.flush()


def policy_in_force(session: Session, at: datetime | None = None) -> PolicyActivation | None:
    """The last policy that was put in force, now or by the instant ``at``; None where none was."""
    query = select(PolicyActivationRow).order_by(PolicyActivationRow.id.desc()).limit(1)
    if at is not None:
        query = query.where(PolicyActivationRow.at <= at)
    return next(map(_activation, session.scalars(query)), None)


def policy_activations(session: Session) -> list[PolicyActivation]:
    """All of them, the last first."""
    return list(
        map(_activation, session.scalars(select(PolicyActivationRow).order_by(PolicyActivationRow.id.desc())))
    )


def kept_policies(session: Session) -> dict[str, KeptPolicy]:
    """Every policy that was drafted or used here, by its id."""
    drafts = {row.policy: _draft(row) for row in session.scalars(select(PolicyDraftRow))}
    used = {row.id: row for row in session.scalars(select(PolicyRow))}
    return {
        policy: _kept(policy, drafts.get(policy), used.get(policy)) for policy in sorted({*drafts, *used})
    }


def get_policy(session: Session, policy: str) -> KeptPolicy:
    """One policy that was drafted or used here. Raises ``UnknownPolicy``."""
    if is_plain(policy):
        draft, used = session.get(PolicyDraftRow, policy), session.get(PolicyRow, policy)
        if draft or used:
            return _kept(policy, _draft(draft) if draft else None, used)
    raise unknown(policy)


def unknown(policy: str) -> UnknownPolicy:
    """The error that says so."""
    return UnknownPolicy(f"there is no policy {policy!r} here: `screening policy list` shows them")


def _kept(policy: str, draft: PolicyDraft | None, used: PolicyRow | None) -> KeptPolicy:
    content = used.content if used else draft.content if draft else ""
    first_used_at = used.first_used_at if used else None
    return KeptPolicy(policy=policy, content=content, first_used_at=first_used_at, draft=draft)


def _draft(row: PolicyDraftRow) -> PolicyDraft:
    return PolicyDraft(**{name: getattr(row, name) for name in _DRAFT})


def _activation(row: PolicyActivationRow) -> PolicyActivation:
    return PolicyActivation(
        policy=row.policy, at=row.at, origin=PolicyOrigin(row.origin), actor=row.actor, reason=row.reason
    )
