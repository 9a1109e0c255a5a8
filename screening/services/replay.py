"""A recorded answer given again: from the same list versions, policy and party groups, in this build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from screening.domain.access import Principal
from screening.domain.errors import InvalidPolicy
from screening.domain.listing import ListVersion
from screening.domain.screening import Basis, Screening
from screening.grouping.hits import PartyMap
from screening.matching.engine import ENGINE_VERSION
from screening.matching.policy import Policy
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.policy_book import policy_of
from screening.services.programmes import tables_digest
from screening.services.screen import answer, basis_of, judged_at
from screening.services.terms import settle_terms
from screening.services.zero_footprint import NOT_KEPT
from screening.store import parties as party_store
from screening.store.records import to_record
from screening.store.screenings import corpus_versions, get_origin, get_screening, unknown_screening
from screening.text.fold import NORMALISER_VERSION

MOST_DIFFERENCES = 100
"""Differences that are told."""

ALTERED = (
    "nothing of this build differs from what answered then: the record or the lists were altered since, "
    "which `screening audit verify` tells"
)
_LEFT_OUT = frozenset({"alerts", "basis"})


class Outcome(StrEnum):
    """What a replay came to."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_REPLAYABLE = "not_replayable"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the answer (``hits[0].score``) and what stands there; None for nothing."""

    path: str
    recorded: Any
    replayed: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A recorded answer beside the one that is given now; ``reasons`` say why they may differ, or
    why there is none."""

    outcome: Outcome
    recorded: Screening
    asked_by: str = ""
    audit_record: int = 0
    """The number of the record in the audit chain."""
    replayed: Screening | None = None
    reasons: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


class Replayer:
    """Replays recorded answers; shared between threads."""

    def __init__(self, deps: Deps, corpora: CorpusProvider) -> None:
        """Both stay open as long as it is used; indexes that are gone are built again."""
        self._deps = deps
        self._database = deps.database
        self._corpora = corpora

    def replay(self, screening_id: str, *, seen_by: Principal) -> Replay:
        """The recorded answer and the one of now. Nothing is recorded.

        Raises ``UnknownScreening``, for one of a portfolio that ``seen_by`` does not see alike.
        """
        with self._database.reading() as session:
            recorded = get_screening(session, screening_id)
            asked_by, audit_record = get_origin(session, screening_id)
            versions = corpus_versions(session, recorded.corpus)
        if not seen_by.sees(recorded.request.portfolio):
            raise unknown_screening(screening_id)
        found = self._replayed(recorded, versions)
        return replace(found, asked_by=asked_by, audit_record=audit_record)

    def _replayed(self, recorded: Screening, versions: list[ListVersion]) -> Replay:
        if recorded.request.subject_digest:
            return Replay(outcome=Outcome.NOT_REPLAYABLE, recorded=recorded, reasons=(NOT_KEPT,))
        try:
            policy = self._policy(recorded)
        except InvalidPolicy as error:
            return Replay(outcome=Outcome.NOT_REPLAYABLE, recorded=recorded, reasons=(str(error),))
        corpus = self._corpora.of(_as_they_were(versions, recorded), policy)
        return _compared(recorded, self._answer(recorded, corpus), _reasons(recorded, corpus))

    def _policy(self, recorded: Screening) -> Policy:
        with self._database.reading() as session:
            return policy_of(session, recorded.policy)

    def _answer(self, recorded: Screening, corpus: Corpus) -> Screening:
        request, demanded = recorded.request, self._demanded(recorded)
        terms = settle_terms(
            corpus,
            threshold=request.threshold,
            lists=request.lists,
            demanded=demanded,
            at=judged_at(request, recorded.screened_at),
        )
        parties = self._parties(recorded)
        given, _ = answer(request, corpus, terms, recorded.screened_at, parties, deps=self._deps)
        basis = basis_of(parties, demanded, terms)
        return replace(given, id=recorded.id, corpus=recorded.corpus, engine=recorded.engine, basis=basis)

    def _demanded(self, recorded: Screening) -> frozenset[str]:
        """The lists without which the answer was narrowed."""
        if recorded.basis:
            return frozenset(recorded.basis.demanded)
        return self._corpora.lists_in_force_at(recorded.request.in_force_at or recorded.screened_at)

    def _parties(self, recorded: Screening) -> PartyMap:
        """The party groups as they were; those of an answer of before they were recorded, by its day."""
        with self._database.reading() as session:
            revision = recorded.basis.party_revision if recorded.basis else None
            if revision is None:
                grouping = party_store.get_grouping(session, at=recorded.screened_at)
                revision = grouping.revision if grouping else 0
            return PartyMap(revision, party_store.memberships(session, revision) if revision else {})


def _as_they_were(versions: list[ListVersion], recorded: Screening) -> list[ListVersion]:
    """The versions of a corpus, each checked when it had been checked by then."""
    then = {one.version.list_id: one.version for one in recorded.screened_against}
    return [then.get(version.list_id, version) for version in versions]


def _reasons(recorded: Screening, corpus: Corpus) -> Iterator[str]:
    """What differs between this build and what answered then."""
    here = Basis(normaliser=NORMALISER_VERSION, programmes=tables_digest(), party_revision=0, demanded=())
    then = recorded.basis or here
    parts = (
        ("engine", recorded.engine, ENGINE_VERSION),
        ("normaliser", then.normaliser, here.normaliser),
        ("programme tables", then.programmes, here.programmes),
    )
    differing = [part for part in parts if part[1] != part[2]]
    for name, old, new in differing:
        yield f"it was answered with {name} {old}, and this build has {new}"
    if corpus.stamp != recorded.corpus and not any(name != "programme tables" for name, _, _ in differing):
        yield "the lists or the policy that are stored are not those of the corpus stamp"


def _compared(recorded: Screening, replayed: Screening, reasons: Iterator[str]) -> Replay:
    found = tuple(islice(differences("", to_record(recorded), to_record(replayed)), MOST_DIFFERENCES))
    why = tuple(reasons)
    return Replay(
        outcome=Outcome.DIFFERS if found else Outcome.SAME,
        recorded=recorded,
        replayed=replayed,
        reasons=why or ((ALTERED,) if found else ()),
        differences=found,
    )


def differences(path: str, recorded: Any, replayed: Any) -> Iterator[Difference]:
    """Where two records differ, each place below ``path``."""
    if isinstance(recorded, Mapping) and isinstance(replayed, Mapping):
        for name in sorted({*recorded, *replayed} - _LEFT_OUT):
            yield from differences(f"{path}.{name}".lstrip("."), recorded.get(name), replayed.get(name))
    elif isinstance(recorded, list) and isinstance(replayed, list):
        for at in range(max(len(recorded), len(replayed))):
            pair = (one[at] if at < len(one) else None for one in (recorded, replayed))
            yield from differences(f"{path}[{at}]", *pair)
    elif recorded != replayed:
        yield Difference(path, recorded, replayed)
