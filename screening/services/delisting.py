"""What a removal means for alerts: those that are open wait for a person, true matches are reviewed.

A party that its list carries under another reference is followed there; nothing of it was removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.alert import Action, Alert, Disposition, Verdict
from screening.domain.codec import fingerprint
from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.domain.party_group import Member
from screening.domain.unfreezing import ReviewState, UnfreezeReview
from screening.grouping.re_references import re_references
from screening.services.alert_events import advance
from screening.store.alert_listed import (
    added_refs,
    back_in_open,
    gone_from_open,
    gone_suppressed,
    gone_true_matches,
    off_their_lists,
)
from screening.store.alert_reading import dispositions_of, read_alerts
from screening.store.alerts import AlertChange, record_changes
from screening.store.designations import designations_of
from screening.store.lists import version_in_force
from screening.store.screenings import OURSELVES
from screening.store.unfreezing import new_review_id, write_reviews

BY = Principal(name=OURSELVES, person=OURSELVES, permissions=frozenset())
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Removals:
    """What a version removed of what alerts and suppressions are about, as pairs of alert and reference;
    ``moved`` are the parties that stand under another reference now."""

    open: Sequence[tuple[str, str]]
    true: Sequence[tuple[str, str]]
    moved: Mapping[str, Designation]


def find_removals(session: Session, before: ListVersion, after: ListVersion) -> Removals:
    """What ``after`` removed that somebody has looked at or is to look at."""
    versions = after.list_id, before.reading, after.reading
    is_open = gone_from_open(session, *versions)
    is_true = gone_true_matches(session, *versions)
    refs = {ref for _, ref in (*is_open, *is_true)} | gone_suppressed(session, *versions)
    if not refs:
        return Removals((), (), {})
    return Removals(is_open, is_true, find_moved(session, before, after, refs))


def find_moved(
    session: Session, before: ListVersion, after: ListVersion, refs: Collection[str]
) -> Mapping[str, Designation]:
    """Of references that ``after`` no longer has: where their parties stand now, as far as that is sure."""
    removed = designations_of(session, after.list_id, before.reading, sorted(refs))
    new_refs = added_refs(session, after.list_id, before.reading, after.reading)
    added = designations_of(session, after.list_id, after.reading, new_refs)
    return re_references(removed.values(), added.values())


def follow_alerts(session: Session, removals: Removals, after: ListVersion, at: datetime) -> None:
    """Mark open alerts, raise reviews, and lead alerts to where their party stands now."""
    pairs: dict[str, list[str]] = defaultdict(list)
    for alert_id, ref in dict.fromkeys((*removals.open, *removals.true)):
        pairs[alert_id].append(ref)
    ids = sorted(pairs)
    for start in range(0, len(ids), _CHUNK):
        alerts = read_alerts(session, ids[start : start + _CHUNK])
        moved = [
            change
            for alert in alerts
            if (change := _moved(session, alert, pairs[alert.id], removals.moved, after, at))
        ]
        _record(session, moved, Action.RE_REFERENCED, after, at)
        now = {one.alert.id: one.alert for one in moved}
        standing = [now.get(alert.id, alert) for alert in alerts if alert.closed_at is None]
        gone = [(one, [ref for ref in pairs[one.id] if ref not in removals.moved]) for one in standing]
        marked = [
            _followed(one, Action.DELISTED, refs, after, at, one.delisted_at or at)
            for one, refs in gone
            if refs
        ]
        _record(session, marked, Action.DELISTED, after, at)
    _raise_reviews(session, removals, after, at)


def follow_returns(session: Session, before: ListVersion, after: ListVersion, at: datetime) -> None:
    """Take the mark off open alerts whose designations are all on their lists again."""
    back: dict[str, list[str]] = defaultdict(list)
    for alert_id, ref in back_in_open(session, after.list_id, before.reading, after.reading):
        back[alert_id].append(ref)
    ids = sorted(back)
    for start in range(0, len(ids), _CHUNK):
        alerts = read_alerts(session, ids[start : start + _CHUNK])
        whole = [one for one in alerts if not off_their_lists(session, one, [hit.member for hit in one.hits])]
        changes = [_followed(one, Action.RELISTED, back[one.id], after, at, None) for one in whole]
        _record(session, changes, Action.RELISTED, after, at)


def review_what_is_gone(session: Session, alert: Alert, at: datetime) -> None:
    """Raise the reviews of a true match that was approved after its designation had been removed."""
    matched = [
        one.member for one in dispositions_of(session, alert) if one.decision.verdict is Verdict.TRUE_MATCH
    ]
    if alert.delisted_at is None or not matched:
        return
    gone = off_their_lists(session, alert, matched)
    found = [(member, version_in_force(session, member.list_id)) for member in gone]
    reviews = [_review(alert, member, version, at) for member, version in found if version]
    write_reviews(session, reviews, at=at, actor=OURSELVES, kind=RAISED)


RAISED = "unfreeze_reviews_raised"
"""The kind of the audit record of new reviews."""


def _followed(
    alert: Alert,
    action: Action,
    refs: Sequence[str],
    after: ListVersion,
    at: datetime,
    delisted_at: datetime | None,
) -> AlertChange:
    more = {"designations": [str(Member(after.list_id, ref)) for ref in refs], "list_version": after.version}
    return advance(alert, action, by=BY, at=at, more=more, delisted_at=delisted_at)


def _moved(
    session: Session,
    alert: Alert,
    refs: Sequence[str],
    moved: Mapping[str, Designation],
    after: ListVersion,
    at: datetime,
) -> AlertChange | None:
    """The alert with the designations that its party stands under now; what was decided of the old ones
    is said of these too."""
    to = {Member(after.list_id, ref): moved[ref] for ref in refs if ref in moved}
    known = {hit.member for hit in alert.hits}
    hits = tuple(
        replace(hit, member=_member(to[hit.member]), fingerprint=fingerprint(to[hit.member]))
        for hit in alert.hits
        if hit.member in to and _member(to[hit.member]) not in known
    )
    if not hits:
        return None
    group = next((str(_member(new)) for old, new in to.items() if str(old) == alert.party_group), None)
    change = advance(
        alert,
        Action.RE_REFERENCED,
        by=BY,
        at=at,
        more={"designations": {str(old): str(_member(new)) for old, new in to.items()}},
        hits=alert.hits + hits,
        party_group=group or alert.party_group,
    )
    decided = _decided_anew(session, alert, {old: _member(new) for old, new in to.items()})
    return replace(change, hits=hits, dispositions=decided)


def _decided_anew(session: Session, alert: Alert, to: Mapping[Member, Member]) -> tuple[Disposition, ...]:
    made = dispositions_of(session, alert) if alert.proposal is not None else []
    return tuple(replace(one, member=to[one.member]) for one in made if one.member in to)


def _raise_reviews(session: Session, removals: Removals, after: ListVersion, at: datetime) -> None:
    pairs = [(alert_id, ref) for alert_id, ref in removals.true if ref not in removals.moved]
    for start in range(0, len(pairs), _CHUNK):
        part = pairs[start : start + _CHUNK]
        alerts = {one.id: one for one in read_alerts(session, sorted({alert_id for alert_id, _ in part}))}
        reviews = [_review(alerts[alert_id], Member(after.list_id, ref), after, at) for alert_id, ref in part]
        write_reviews(session, reviews, at=at, actor=OURSELVES, kind=RAISED)


def _review(alert: Alert, member: Member, after: ListVersion, at: datetime) -> UnfreezeReview:
    return UnfreezeReview(
        id=new_review_id(),
        version=1,
        state=ReviewState.OPEN,
        alert_id=alert.id,
        member=member,
        portfolio=alert.portfolio,
        reference=alert.reference,
        list_version=after.version,
        raised_at=at,
    )


def _record(
    session: Session, changes: Sequence[AlertChange], action: Action, after: ListVersion, at: datetime
) -> None:
    if changes:
        said = {"list_id": after.list_id, "list_version": after.version}
        record_changes(session, changes, at=at, actor=OURSELVES, kind=f"alerts_{action}", said=said)


def _member(designation: Designation) -> Member:
    return Member(designation.list_id, designation.authority_ref)
