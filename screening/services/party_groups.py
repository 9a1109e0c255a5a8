"""Party groups of the lists in force: computed after a list is put in force, read, decided upon."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from screening.domain.errors import DatabaseFailure
from screening.domain.listing import ListVersion
from screening.domain.party_group import (
    DecisionKind,
    LinkBasis,
    PartyDecision,
    PartyGroup,
    PartyLink,
)
from screening.grouping import GROUPING_VERSION
from screening.grouping.facts import PartyFacts
from screening.grouping.groups import form_groups
from screening.grouping.hits import PartyMap
from screening.grouping.links import find_links
from screening.grouping.naming import History, name_groups
from screening.services.deps import Deps
from screening.services.party_facts import facts_of
from screening.sources.registry import all_sources
from screening.store import parties as party_store
from screening.store import party_revisions as revision_store
from screening.store.database import Database
from screening.store.lists import versions_in_force
from screening.store.locks import file_lock
from screening.store.parties import Grouping
from screening.text.fold import NORMALISER_VERSION

_LOG = logging.getLogger(__name__)


def regroup(deps: Deps) -> Grouping | None:
    """Bring the groups up to date with the lists in force and with people's decisions; nothing to
    do where they are. The last revision; None where no list was ever in force.

    Read and computed outside of any write, written in short transactions: readers see the groups
    of before until all is written. Raises ``DatabaseFailure``; the groups then stay as they were.
    """
    deps.data_folder.mkdir(parents=True, exist_ok=True)
    with file_lock(deps.data_folder / ".party_groups.lock"):
        with deps.database.reading() as session:
            versions = versions_in_force(session)
            decisions = party_store.decisions(session)
            last = party_store.get_grouping(session)
        stamp = _stamp(versions, decisions)
        if (last is None and not versions) or (last and last.stamp == stamp):
            return last
        folder = deps.data_folder / "party_facts"
        parties = [facts for version in versions for facts in facts_of(deps.database, version, folder)]
        _write(deps, _groups(deps, parties, decisions, last), last, stamp)
        with deps.database.reading() as session:
            return party_store.get_grouping(session)


def regroup_if_possible(deps: Deps) -> None:
    """``regroup`` where a failure must not undo what went before it: it is logged, and the groups
    are brought up to date the next time."""
    try:
        regroup(deps)
    except DatabaseFailure as error:
        _LOG.warning("the party groups are not up to date: %s", error)


class PartyBook:
    """Hands out the map of groups that answers are given with; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Groups are read from ``database``."""
        self._database = database
        self._map = PartyMap()
        self._lock = Lock()

    def current(self) -> PartyMap:
        """The map of the last revision; one small query where it is known already."""
        with self._database.reading() as session:
            revision = party_store.last_revision(session)
        return self.of_revision(revision)

    def of_revision(self, revision: int) -> PartyMap:
        """The map of a finished revision; remembered, for a revision never changes."""
        with self._lock:
            if self._map.revision != revision:
                with self._database.reading() as session:
                    self._map = PartyMap(revision, party_store.memberships(session, revision))
            return self._map

    def at(self, instant: datetime) -> PartyMap:
        """The map that answers were given with at ``instant`` (aware); empty before the first."""
        with self._database.reading() as session:
            grouping = party_store.get_grouping(session, at=instant)
            if grouping is None:
                return PartyMap()
            return PartyMap(grouping.revision, party_store.memberships(session, grouping.revision))


def republished_lists() -> dict[str, tuple[str, ...]]:
    """The lists that repeat others, with those that they repeat."""
    return {source.list_id: source.republishes for source in all_sources() if source.republishes}


def _stamp(versions: Sequence[ListVersion], decisions: Sequence[PartyDecision]) -> str:
    """Names everything that groups are computed from, beside their own history."""
    lines = sorted(f"{one.list_id} {one.sha256} {one.parser_version}" for one in versions)
    lines += [f"rules {GROUPING_VERSION}", f"normaliser {NORMALISER_VERSION}", f"decisions {len(decisions)}"]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _groups(
    deps: Deps, parties: Sequence[PartyFacts], decisions: Sequence[PartyDecision], last: Grouping | None
) -> list[PartyGroup]:
    latest = {(one.first, one.second): one for one in decisions}.values()
    linked = [_link(one) for one in latest if one.kind is DecisionKind.LINKED]
    apart = [(one.first, one.second) for one in latest if one.kind is DecisionKind.APART]
    clusters = form_groups(parties, [*find_links(parties), *linked], apart)
    with deps.database.reading() as session:
        history = History(
            ages=party_store.ages(session),
            held=party_store.memberships(session, last.revision) if last else {},
            in_force=frozenset(party.member for party in parties),
        )
    return name_groups(clusters, history)


def _link(decision: PartyDecision) -> PartyLink:
    evidence = f"decided by {decision.actor}: {decision.reason}"
    return PartyLink(decision.first, decision.second, LinkBasis.DECISION, evidence)


def _write(deps: Deps, groups: Sequence[PartyGroup], last: Grouping | None, stamp: str) -> None:
    before = last.revision if last else 0
    database, revision = deps.database, before + 1
    with database.writing() as session:
        revision_store.begin_revision(session, before)
    with database.reading() as session:
        differences = revision_store.difference(session, before, groups)
    for one in differences:
        for start in range(0, len(one.added), revision_store.CHUNK):
            rows = one.added[start : start + revision_store.CHUNK]
            with database.writing() as session:
                revision_store.stage_added(session, one.table, rows, revision=revision)
        for start in range(0, len(one.closed), revision_store.CHUNK):
            ids = one.closed[start : start + revision_store.CHUNK]
            with database.writing() as session:
                revision_store.stage_closed(session, one.table, ids, revision=revision)
    with database.writing() as session:
        revision_store.finish_revision(
            session, revision, at=deps.clock(), stamp=stamp, counts=_counts(groups)
        )


def _counts(groups: Sequence[PartyGroup]) -> dict[str, int]:
    counts = {"groups": len(groups), "members": sum(len(group.members) for group in groups)}
    for group in groups:
        counts[group.certainty.value] = counts.get(group.certainty.value, 0) + 1
    return counts
