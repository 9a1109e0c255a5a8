"""What is loaded here: lists with the version in force, how fresh it is, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.domain.access import Principal
from screening.domain.listing import ListSource, ListVersion, VersionState
from screening.domain.screening import Screening
from screening.matching.policy import Policy
from screening.services.answer_facts import AnswerFacts, facts_of_answer
from screening.services.deps import Deps
from screening.services.entry_history import EntryHistory, entry_history
from screening.services.list_diff import NamedChange, VersionDiff, diff_versions, with_fields
from screening.services.list_guard import is_unfinished
from screening.services.monitoring_state import MonitoringState, monitoring_state
from screening.services.party_catalogue import ShownGroup, find_group
from screening.services.policy_book import current_policy
from screening.services.provenance import Entry, Moment, find_entry
from screening.sources.registry import all_sources, find_source
from screening.store import lists as list_store
from screening.store import screenings as screening_store
from screening.store.proofs import Proof, last_proofs
from screening.store.raw_files import is_fetched
from screening.store.version_history import dismissals


@dataclass(frozen=True, slots=True)
class ListState:
    """A list that this installation knows: its version in force, if any, whether that is older than
    the policy allows, and the version that waits to be released, if any."""

    source: ListSource
    in_force: ListVersion | None
    stale: bool
    held: ListVersion | None
    demanded: bool
    """The policy demands the list, loaded or not."""
    proof: Proof | None = None
    """The last proof of the version in force."""

    @property
    def is_missing(self) -> bool:
        """True where no version answers for a list that is demanded."""
        return self.demanded and self.in_force is None

    @property
    def is_sample(self) -> bool:
        """True where a sample answers in place of the list."""
        return self.in_force is not None and self.in_force.sample

    @property
    def state(self) -> str:
        """``active``, ``sample`` or ``none``."""
        if self.in_force is None:
            return "none"
        return "sample" if self.in_force.sample else "active"


class Catalogue:
    """Reads what is recorded; changes nothing."""

    def __init__(self, deps: Deps) -> None:
        """What ``deps`` have opened is read anew for each question."""
        self._deps = deps

    def now(self) -> datetime:
        """The instant by which ages are told."""
        return self._deps.clock()

    def monitoring(self) -> MonitoringState:
        """How monitoring stands. Raises ``DatabaseFailure``."""
        return monitoring_state(self._deps.database)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        with self._deps.database.reading() as session:
            return current_policy(session)

    def lists(self) -> list[ListState]:
        """Every list that this installation knows, loaded or not, by list_id."""
        with self._deps.database.reading() as session:
            versions = {s.list_id: list_store.list_versions(session, s.list_id) for s in all_sources()}
            proofs = {s.list_id: last_proofs(session, s.list_id) for s in all_sources()}
            dismissed = {s.list_id: dismissals(session, s.list_id) for s in all_sources()}
            policy = current_policy(session)
        return [
            self._state(
                source,
                [one for one in versions[source.list_id] if one.reading not in dismissed[source.list_id]],
                proofs[source.list_id],
                policy,
            )
            for source in all_sources()
        ]

    def is_by_hand(self, version: ListVersion) -> bool:
        """True where the files of ``version`` were loaded from here and never fetched from an authority."""
        with self._deps.database.reading() as session:
            return not version.sample and not is_fetched(session, version)

    def is_stale(self, version: ListVersion) -> bool:
        """True where ``version`` was last checked longer ago than the policy allows."""
        return self._is_older(version, self.policy)

    def versions(self, list_id: str) -> list[ListVersion]:
        """All versions held of a list, the latest published first. Raises ``UnknownList``."""
        source = find_source(list_id)
        with self._deps.database.reading() as session:
            return list_store.list_versions(session, source.list_id)

    def proofs(self, list_id: str) -> dict[str, Proof]:
        """The last proof of each version of a list that has one, by the version's reading."""
        with self._deps.database.reading() as session:
            return last_proofs(session, list_id)

    def entry(
        self, list_id: str, authority_ref: str, *, at: Moment | None = None, with_raw: bool = True
    ) -> Entry:
        """What a version says under ``authority_ref``, with the published record, as ``find_entry``."""
        return find_entry(self._deps, list_id, authority_ref, at=at, with_raw=with_raw)

    def diff(self, list_id: str, old: str, new: str) -> VersionDiff:
        """The changes between two versions. Raises ``UnknownList``, ``UnknownVersion``."""
        return diff_versions(self._deps, list_id, old, new)

    def with_fields(self, found: VersionDiff, changes: Sequence[NamedChange]) -> list[NamedChange]:
        """Some changes of a delta, the amended ones with the fields that differ."""
        return with_fields(self._deps, found, changes)

    def screening(self, screening_id: str, *, seen_by: Principal) -> Screening:
        """A screening as it was recorded.

        Raises ``UnknownScreening``; for one of a portfolio that ``seen_by`` does not see, alike.
        """
        with self._deps.database.reading() as session:
            found = screening_store.get_screening(session, screening_id)
        if not seen_by.sees(found.request.portfolio):
            raise screening_store.unknown_screening(screening_id)
        return found

    def facts_of(self, screening: Screening) -> AnswerFacts:
        """What stands around the hits of a screening that may be seen."""
        return facts_of_answer(self._deps, screening)

    def history(self, list_id: str, authority_ref: str) -> EntryHistory:
        """What became of a designation from version to version; empty where none ever had it."""
        return entry_history(self._deps, list_id, authority_ref)

    def group(self, group_id: str) -> ShownGroup:
        """The party group of that id, or of the designation of that entity id, as ``find_group``."""
        return find_group(self._deps, group_id)

    def is_ready(self) -> bool:
        """True where a list is in force. Raises ``DatabaseFailure``."""
        with self._deps.database.reading() as session:
            return bool(list_store.versions_in_force(session))

    def _is_older(self, version: ListVersion, policy: Policy) -> bool:
        return self._deps.clock() - version.checked_at > policy.max_age_of(version.list_id)

    def _state(
        self, source: ListSource, versions: list[ListVersion], proofs: dict[str, Proof], policy: Policy
    ) -> ListState:
        in_force = next((v for v in versions if v.state is VersionState.ACTIVE), None)
        newest = versions[0] if versions else None
        is_held = newest is not None and newest.state is VersionState.HELD and not is_unfinished(newest)
        stale = in_force is not None and self._is_older(in_force, policy)
        return ListState(
            source,
            in_force,
            stale,
            held=newest if is_held else None,
            demanded=source.list_id in policy.demanded,
            proof=proofs.get(in_force.reading) if in_force else None,
        )
