"""A list version is proven under a policy before either goes in force: what is listed is found.

A proof is kept. What was proven by the same engine under the same policy is not asked again: of a
new version only the names that it adds or changes, of a version gone back to none.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from sqlalchemy.orm import Session

from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.matching.engine import ENGINE_VERSION
from screening.matching.index import FORMAT_VERSION
from screening.matching.proof import SAMPLE, SMALL_SAMPLE, prove
from screening.services.corpus import Corpus, is_listed
from screening.services.deps import Deps
from screening.store.designations import designations, designations_of, manifest
from screening.store.lists import version_in_force
from screening.store.proofs import Proof, add_proof, find_proof
from screening.text.fold import NORMALISER_VERSION

ENGINE = f"{ENGINE_VERSION}, normaliser {NORMALISER_VERSION}, index {FORMAT_VERSION}"
"""All that a proof depends on beside version and policy."""

_NAMED = 3


def prove_version(deps: Deps, corpus: Corpus, version: ListVersion, *, actor: str) -> Proof:
    """The proof of ``version`` as the index of ``corpus`` holds it: made now and kept, or the one
    that is kept already."""
    policy = corpus.policy.id
    with deps.database.reading() as session:
        kept = find_proof(session, version.list_id, version.reading, policy=policy, engine=ENGINE)
    if kept:
        return kept
    started = perf_counter()
    with deps.database.reading() as session:
        base = _proven_base(session, version, policy)
        asked = _changed(session, version, base) if base else _all(session, version)
        seed = f"{version.sha256} {policy}"
        found = prove(
            corpus.index,
            corpus.policy,
            (one for one in asked if is_listed(one, version)),
            seed=seed,
            sample_size=SMALL_SAMPLE if base else SAMPLE,
        )
    proof = Proof(
        list_id=version.list_id,
        version=version.reading,
        policy=policy,
        engine=ENGINE,
        base=base.reading if base else None,
        at=deps.clock(),
        names=found.names,
        manipulated=found.manipulated,
        missed=len(found.misses),
        misses=tuple(found.misses),
        seconds=round(perf_counter() - started, 3),
    )
    with deps.database.writing() as session:
        add_proof(session, proof, actor=actor)
    return proof


def miss_sentence(proof: Proof) -> str:
    """Why a version or policy is held, naming the first misses; empty where nothing was missed."""
    if not proof.missed:
        return ""
    named = "; ".join(proof.misses[:_NAMED])
    more = f" and {proof.missed - _NAMED:,} more" if proof.missed > _NAMED else ""
    return f"its proof under {proof.policy} missed {named}{more}"


def _proven_base(session: Session, version: ListVersion, policy: str) -> ListVersion | None:
    """The version in force, where all of it was found under the same policy by the same engine."""
    base = version_in_force(session, version.list_id)
    if base is None or base.reading == version.reading:
        return None
    proof = find_proof(session, base.list_id, base.reading, policy=policy, engine=ENGINE)
    return base if proof and not proof.missed else None


def _all(session: Session, version: ListVersion) -> Iterator[Designation]:
    return designations(session, version.list_id, version.version, parser_version=version.parser_version)


def _changed(session: Session, version: ListVersion, base: ListVersion) -> Iterator[Designation]:
    """The designations that are new or read otherwise than in ``base``."""
    old = manifest(session, base.list_id, base.reading)
    new = manifest(session, version.list_id, version.reading)
    refs = sorted(ref for ref, fingerprint in new.items() if old.get(ref) != fingerprint)
    yield from designations_of(session, version.list_id, version.reading, refs).values()
