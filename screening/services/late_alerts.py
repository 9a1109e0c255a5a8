"""Alerts that are raised from an answer after a list has moved on from it: they stand where those stand
that were raised in time, delisted or under another reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.designation import Designation
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, cause_of
from screening.domain.party_group import Member
from screening.services.delisting import Removals, find_moved, follow_alerts
from screening.store.alerts import AlertChange
from screening.store.lists import version_in_force
from screening.store.screenings import corpus_versions, superseded_lists
from screening.store.states import members_in_force


@dataclass(frozen=True, slots=True)
class _OfList:
    """What a list no longer holds of an answer; ``moved`` of it stands under another reference now."""

    after: ListVersion
    gone: Collection[str]
    moved: Mapping[str, Designation]


@dataclass(frozen=True, slots=True)
class Since:
    """What authorities removed since an answer, of the designations that it found."""

    lists: tuple[_OfList, ...]

    @property
    def gone(self) -> frozenset[Member]:
        """The designations that their lists no longer hold under the answer's reference."""
        return frozenset(Member(one.after.list_id, ref) for one in self.lists for ref in one.gone)

    @property
    def moved(self) -> Mapping[Member, Member]:
        """What they are under another reference, as far as they are."""
        return {
            Member(one.after.list_id, ref): Member(new.list_id, new.authority_ref)
            for one in self.lists
            for ref, new in one.moved.items()
        }


def removed_since(session: Session, corpus: str, found: Collection[Member]) -> Since:
    """What was removed of the designations that an answer ``found`` in a corpus."""
    moved_on = superseded_lists(session, corpus) & {one.list_id for one in found}
    if not moved_on:
        return Since(())
    refs: dict[str, list[str]] = defaultdict(list)
    for member in set(found) - members_in_force(session, found):
        refs[member.list_id].append(member.authority_ref)
    versions = [one for one in corpus_versions(session, corpus) if one.list_id in moved_on & refs.keys()]
    lists = [_of_list(session, before, refs[before.list_id]) for before in versions]
    return Since(tuple(one for one in lists if one))


def _of_list(session: Session, before: ListVersion, gone: Collection[str]) -> _OfList | None:
    after = version_in_force(session, before.list_id)
    if after is None or cause_of(ChangeKind.REMOVED, before, after) is not ChangeCause.PUBLISHED:
        return None
    return _OfList(after, gone, find_moved(session, before, after, gone))


def catch_up(session: Session, changes: Sequence[AlertChange], since: Since, at: datetime) -> None:
    """Do to alerts that were just raised, for the hits that came in, what the lists would have done."""
    for one in since.lists:
        pairs = [
            (change.alert.id, hit.member.authority_ref)
            for change in changes
            for hit in change.hits
            if hit.member.list_id == one.after.list_id and hit.member.authority_ref in one.gone
        ]
        if pairs:
            follow_alerts(session, Removals(pairs, (), one.moved), one.after, at)
