"""What a list version that is put in force means for what was decided on the one before it.

In the transaction of the switch: what an authority took back or amended never waits for somebody to
ask. A re-parse says the same in other fields: it voids nothing (``listing.cause_of``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.codec import fingerprint
from screening.domain.designation import Designation
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, cause_of
from screening.domain.material import material_changes, wording_changes
from screening.domain.party_group import Member
from screening.domain.suppression import Suppression, WordingReview
from screening.services.delisting import find_removals, follow_alerts, follow_returns
from screening.services.suppressing import NOT_COMPARED, Lapse, changed_words, lapse
from screening.store.screenings import OURSELVES
from screening.store.states import designation_state, fingerprints_in
from screening.store.suppression_reading import accepted_states, in_force_on
from screening.store.suppressions import (
    accept_states,
    add_suppressions,
    end_suppressions,
    new_suppression_id,
    write_reviews,
)

REMOVED = "the designation was removed from its list"
REPARSED = "the same list was read otherwise"


@dataclass(frozen=True, slots=True)
class _Switch:
    """A version takes the place of another."""

    session: Session
    before: ListVersion
    after: ListVersion
    at: datetime

    def cause(self, kind: ChangeKind) -> ChangeCause:
        """Whose change it is."""
        return cause_of(kind, self.before, self.after)


@dataclass(slots=True)
class _Judged:
    """What becomes of suppressions: lapsed, held for a further state too, or to be looked at."""

    lapsed: list[Lapse] = field(default_factory=list)
    accepted: dict[str, str] = field(default_factory=dict)
    reviews: list[WordingReview] = field(default_factory=list)


def follow_list(session: Session, before: ListVersion | None, after: ListVersion, *, at: datetime) -> None:
    """Do what follows from a version that takes the place of ``before``."""
    if before is None:
        return
    switch = _Switch(session, before, after, at)
    is_removal = switch.cause(ChangeKind.REMOVED) is ChangeCause.PUBLISHED
    removals = find_removals(session, before, after) if is_removal else None
    _follow_suppressions(switch, removals.moved if removals else {})
    if removals:
        follow_alerts(session, removals, after, at)
    # Whoever it was that took it away: what is on the list again is off it no longer.
    follow_returns(session, before, after, at)


def _follow_suppressions(switch: _Switch, moved: Mapping[str, Designation]) -> None:
    session, at = switch.session, switch.at
    found = list(in_force_on(session, switch.after.list_id, None, at))
    if not found:
        return
    judged = _judge(switch, found)
    end_suppressions(session, judged.lapsed, at=at, actor=OURSELVES)
    accept_states(session, judged.accepted, since=at, actor=OURSELVES, why=REPARSED)
    write_reviews(session, judged.reviews, at=at, actor=OURSELVES)
    ended = [one for one, ending in judged.lapsed if ending.why == REMOVED]
    followed = [
        _followed(switch, one, moved[one.member.authority_ref])
        for one in ended
        if one.member.authority_ref in moved
    ]
    add_suppressions(session, [one for one in followed if one], at=at, actor=OURSELVES)


def _followed(switch: _Switch, one: Suppression, new: Designation) -> Suppression | None:
    """The suppression on the designation under its new reference, where nothing material changed."""
    old = designation_state(switch.session, one.member, one.fingerprint)
    if old is None or material_changes(old, new):
        return None
    return replace(
        one,
        id=new_suppression_id(),
        member=Member(new.list_id, new.authority_ref),
        fingerprint=fingerprint(new),
        begun_at=switch.at,
    )


def _judge(switch: _Switch, suppressions: Sequence[Suppression]) -> _Judged:
    judged, session, after = _Judged(), switch.session, switch.after
    refs = {one.member.authority_ref for one in suppressions}
    now = fingerprints_in(session, after.list_id, after.reading, refs)
    accepted = accepted_states(session, [one.id for one in suppressions], switch.at)
    is_removal = switch.cause(ChangeKind.REMOVED) is ChangeCause.PUBLISHED
    for one in suppressions:
        state = now.get(one.member.authority_ref)
        known = [*accepted.get(one.id, ()), one.fingerprint]
        if state is None:
            judged.lapsed += [(one, lapse(switch.at, REMOVED))] * is_removal
        elif state not in known:
            _compare(switch, one, known[0], state, judged)
    return judged


def _compare(switch: _Switch, one: Suppression, basis: str, state: str, judged: _Judged) -> None:
    """A state that a suppression has not met: materially another, read otherwise, or in other words."""
    old, new = (designation_state(switch.session, one.member, each) for each in (basis, state))
    if old is None or new is None:
        judged.lapsed.append((one, lapse(switch.at, NOT_COMPARED)))
        return
    why = changed_words(material_changes(old, new))
    is_published = switch.cause(ChangeKind.AMENDED) is ChangeCause.PUBLISHED
    if why and is_published:
        judged.lapsed.append((one, lapse(switch.at, why)))
        return
    if not is_published:
        judged.accepted[one.id] = state
    if why or is_published:
        review = WordingReview(
            suppression_id=one.id,
            fingerprint=state,
            fields=wording_changes(old, new),
            list_version=switch.after.version,
            noticed_at=switch.at,
        )
        judged.reviews.append(review)
