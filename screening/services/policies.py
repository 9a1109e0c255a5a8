"""Policies are checked, drafted and put in force; a file is a draft until somebody does so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from screening.domain.errors import InvalidPolicy, PolicyFault, UsageError
from screening.matching.policy import (
    Policy,
    default_policy,
    default_text,
    override_policy,
    policy_of_content,
)
from screening.services.activation import put_policy_in_force
from screening.services.deps import Deps
from screening.services.policy_book import current_policy
from screening.sources.registry import all_sources
from screening.store import policies as policy_store
from screening.store.policies import KeptPolicy, PolicyActivation, PolicyDraft, PolicyOrigin
from screening.store.proofs import Proof, proofs_under

_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy file that was read and found good: what it means and how it is worded."""

    policy: Policy
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """A policy that this installation knows: kept, or the one that ships. ``activations`` are the
    times it was put in force, ``proofs`` those made under it, the last first."""

    id: str
    content: str
    kept: KeptPolicy | None
    activations: tuple[PolicyActivation, ...]
    proofs: tuple[Proof, ...]
    in_force: bool

    @property
    def state(self) -> str:
        """``in force``, ``was in force``, ``held`` (its proof missed a name) or ``draft``; ``ships``
        for the release's own, not in use."""
        if self.in_force:
            return "in force"
        if self.activations or (self.kept and self.kept.first_used_at):
            return "was in force"
        if any(proof.missed for proof in self.proofs):
            return "held"
        return "draft" if self.kept else "ships"

    @property
    def wording(self) -> str | None:
        """The file as its author wrote it; None where it is not kept."""
        if self.kept and self.kept.draft:
            return self.kept.draft.wording
        return default_text() if self.id == default_policy().id else None


def read_policy_file(path: Path) -> PolicyFile:
    """What a policy file means.

    Raises ``InvalidPolicy`` with all faults and their lines; nothing is kept.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidPolicy([PolicyFault(0, error.strerror or "it cannot be read")], str(path)) from None
    return read_policy_bytes(content, path.name)


def read_policy_bytes(content: bytes, name: str) -> PolicyFile:
    """What the bytes of a policy file called ``name`` mean; raises as ``read_policy_file``."""
    try:
        if len(content) > _MOST_BYTES:
            raise InvalidPolicy([PolicyFault(0, f"it has more than {_MOST_BYTES:,} bytes")])
        wording = _text(content)
        known = {source.list_id for source in all_sources()}
        return PolicyFile(override_policy(wording, known_lists=known), wording)
    except InvalidPolicy as invalid:
        raise InvalidPolicy(invalid.faults, name) from None


def draft_policy(deps: Deps, file: PolicyFile, *, by: str) -> PolicyDraft:
    """Keep a policy with its author, not in force; the draft that is kept already where there is one."""
    if not by.strip():
        raise UsageError("a draft needs the name of its author")
    draft = PolicyDraft(
        policy=file.policy.id,
        content=file.policy.content,
        wording=file.wording,
        author=by.strip(),
        at=deps.clock(),
    )
    with deps.database.writing() as session:
        return policy_store.add_draft(session, draft)


def force_policy(
    deps: Deps, policy: str, *, by: str, reason: str, despite_misses: bool = False
) -> PolicyActivation:
    """Put a policy that is kept here or ships in force; who (``by``) and why go into the audit.

    Raises ``PolicyHeld`` where its proof misses a name, unless ``by`` answers for that
    (``despite_misses``), ``UnknownPolicy``, ``UsageError`` (it is in force already) and
    ``InvalidPolicy`` where it is of another release and means nothing to this one.
    """
    if not reason.strip() or not by.strip():
        raise UsageError("a policy is put in force with a reason and the name of who answers for it")
    found = find_policy(deps, policy)
    if found.in_force:
        raise UsageError(f"{found.id} is in force already")
    activation = PolicyActivation(
        policy=found.id,
        at=deps.clock(),
        origin=PolicyOrigin.PERSON,
        actor=by.strip(),
        reason=reason.strip(),
    )
    put_policy_in_force(deps, policy_of_content(found.content), activation, despite_misses=despite_misses)
    return activation


def list_policies(deps: Deps) -> list[PolicyState]:
    """The policy in force first, then the others by id; the one that ships is among them."""
    with deps.database.reading() as session:
        kept = policy_store.kept_policies(session)
        activations = policy_store.policy_activations(session)
        in_force = current_policy(session).id
        ids = sorted({*kept, default_policy().id})
        proofs = {policy: proofs_under(session, policy) for policy in ids}
    states = [
        PolicyState(
            id=policy,
            content=kept[policy].content if policy in kept else default_policy().content,
            kept=kept.get(policy),
            activations=tuple(one for one in activations if one.policy == policy),
            proofs=tuple(proofs[policy]),
            in_force=policy == in_force,
        )
        for policy in ids
    ]
    return sorted(states, key=lambda state: not state.in_force)


def find_policy(deps: Deps, policy: str | None = None) -> PolicyState:
    """A policy by its id or the beginning of it that no other has; None: the one in force.

    Raises ``UnknownPolicy``, ``UsageError`` where several begin so.
    """
    states = list_policies(deps)
    if policy is None:
        return states[0]
    found = [state for state in states if state.id == policy] or [
        state for state in states if policy and state.id.startswith(policy)
    ]
    if len(found) > 1:
        raise UsageError(f"several policies begin with {policy!r}: {', '.join(one.id for one in found)}")
    if not found:
        raise policy_store.unknown(policy)
    return found[0]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidPolicy([PolicyFault(line, "this is no UTF-8 text")]) from None
