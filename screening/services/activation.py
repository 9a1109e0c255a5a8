"""A version is put in force: its index is built first, then one short transaction switches."""

from __future__ import annotations

from screening.domain.listing import ListVersion
from screening.matching.policy import default_policy
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.party_groups import regroup_if_possible
from screening.store import audit
from screening.store.audit_cover import COVERS
from screening.store.lists import Activation, activate, cover_activation, version_in_force, versions_in_force


def put_in_force(deps: Deps, version: ListVersion, *, actor: str, reason: str) -> ListVersion:
    """Screen against ``version`` from now on; who decided it and why goes into the audit.

    Until the switch, whatever happens, the version in force before stays in force. The party groups
    follow after it; should that fail, the switch stands.
    Returns the version as it then stands.
    """
    corpora = CorpusProvider(deps.database, deps.data_folder, default_policy(), deps.clock)
    with deps.database.reading() as session:
        others = [v for v in versions_in_force(session) if v.list_id != version.list_id]
    corpora.build([*others, version])
    active = _switch(deps, version, actor=actor, reason=reason)
    corpora.remove_unused()
    regroup_if_possible(deps)
    return active


def _switch(deps: Deps, version: ListVersion, *, actor: str, reason: str) -> ListVersion:
    at = deps.clock()
    with deps.database.writing() as session:
        before = version_in_force(session, version.list_id)
        active = activate(
            session, version.list_id, version.reading, Activation(at=at, actor=actor, reason=reason)
        )
        payload = {
            "list_id": version.list_id,
            "version": version.version,
            "sha256": version.sha256,
            "before": before.version if before else None,
            "held_reason": version.held_reason,
            "reason": reason,
            COVERS: [cover_activation(session, version.list_id)],
        }
        audit.append(session, at=at, actor=actor, kind="list_version_in_force", payload=payload)
    return active
