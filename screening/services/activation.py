"""A version or a policy is put in force: its index is built and proven first, then one short
transaction switches. What is in force together is decided by the database, for all processes alike.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from screening.domain.errors import PolicyHeld
from screening.domain.listing import ListVersion
from screening.matching.policy import Policy
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.list_consequences import follow_list
from screening.services.list_events import tell_held, tell_in_force
from screening.services.party_groups import regroup_if_possible
from screening.services.policy_book import current_policy
from screening.services.proof import miss_sentence, prove_version
from screening.store import audit
from screening.store.alerts import take_alerts
from screening.store.audit_cover import COVERS
from screening.store.events import take_events
from screening.store.inserts import take_turns
from screening.store.lists import (
    Activation,
    activate,
    cover_activation,
    hold,
    version_in_force,
    versions_in_force,
)
from screening.store.policies import PolicyActivation, activate_policy
from screening.store.proofs import Proof


class Activated(NamedTuple):
    """A version as it then stands, in force or held, and the proof that went before."""

    version: ListVersion
    proof: Proof


def put_in_force(deps: Deps, version: ListVersion, *, actor: str, reason: str) -> Activated:
    """Prove ``version``, and screen against it from now on; who decided it and why goes into the audit.

    Where its proof misses a name the version is held, unless it was for that very reason: then
    ``actor`` answers for it. Until the switch, whatever happens, the version in force before stays in
    force. The party groups follow after it; should that fail, the switch stands.
    """
    corpora = CorpusProvider(deps)
    activation = Activation(at=deps.clock(), actor=actor, reason=reason)
    active = None
    while active is None:
        with deps.database.reading() as session:
            others = [v for v in versions_in_force(session) if v.list_id != version.list_id]
            policy = current_policy(session)
        proof = prove_version(deps, corpora.of([*others, version], policy), version, actor=actor)
        missed = miss_sentence(proof)
        if missed and missed != version.held_reason:
            return Activated(_hold(deps, version, missed), proof)
        active = _switch_version(deps, version, policy, activation)
    corpora.remove_unused()
    regroup_if_possible(deps)
    return Activated(active, proof)


def put_policy_in_force(
    deps: Deps, policy: Policy, activation: PolicyActivation, *, despite_misses: bool = False
) -> None:
    """Prove ``policy`` on every list in force, and screen under it from now on; ``activation`` goes
    into the audit.

    Until the switch the policy before stays in force. Other processes follow with their next
    request. Raises ``PolicyHeld`` where the proof of a list misses a name, unless ``despite_misses``.
    """
    corpora = CorpusProvider(deps)
    is_done = False
    while not is_done:
        with deps.database.reading() as session:
            versions = versions_in_force(session)
        if versions:
            corpus = corpora.of(versions, policy)
            proofs = [prove_version(deps, corpus, one, actor=activation.actor) for one in versions]
            if not despite_misses:
                _refuse_misses(policy, proofs)
        is_done = _switch_policy(deps, policy, versions, activation)
    corpora.remove_unused()


def _refuse_misses(policy: Policy, proofs: list[Proof]) -> None:
    missed = [f"{proof.list_id} {proof.version}: {miss_sentence(proof)}" for proof in proofs if proof.missed]
    if missed:
        raise PolicyHeld(f"{policy.id} is held and not in force: {'; '.join(missed)}")


def _hold(deps: Deps, version: ListVersion, reason: str) -> ListVersion:
    with deps.database.writing() as session:
        take_events(session)
        held = hold(session, version.list_id, version.reading, reason)
        tell_held(session, held, at=deps.clock())
    return held


def _switch_version(
    deps: Deps, version: ListVersion, policy: Policy, activation: Activation
) -> ListVersion | None:
    """The version in force; None where ``policy`` no longer is what it was made ready for."""
    with deps.database.writing() as session:
        _take_turns(session)
        take_alerts(session)
        if current_policy(session).id != policy.id:
            return None
        before = version_in_force(session, version.list_id)
        active = activate(session, version.list_id, version.reading, activation)
        tell_in_force(session, version, before, at=activation.at)
        payload = {
            "list_id": version.list_id,
            "version": version.version,
            "sha256": version.sha256,
            "before": before.version if before else None,
            "held_reason": version.held_reason,
            "reason": activation.reason,
            COVERS: [cover_activation(session, version.list_id)],
        }
        audit.append(
            session, at=activation.at, actor=activation.actor, kind="list_version_in_force", payload=payload
        )
        follow_list(session, before, active, at=deps.clock())
    return active


def _switch_policy(
    deps: Deps, policy: Policy, versions: list[ListVersion], activation: PolicyActivation
) -> bool:
    """False where ``versions`` no longer are what the policy was made ready for."""
    with deps.database.writing() as session:
        _take_turns(session)
        if _readings(versions_in_force(session)) != _readings(versions):
            return False
        activate_policy(session, activation, policy.content)
    return True


def _readings(versions: list[ListVersion]) -> set[tuple[str, str]]:
    return {(version.list_id, version.reading) for version in versions}


def _take_turns(session: Session) -> None:
    """A version and a policy never go in force at the same moment without knowing of each other."""
    take_turns(session, "what is in force")
