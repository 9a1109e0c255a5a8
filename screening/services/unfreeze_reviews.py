"""Unfreeze reviews are decided by one person and approved by another; nothing is released by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from screening.domain.access import Principal, same_person
from screening.domain.errors import (
    Fault,
    InvalidRequest,
    OwnProposal,
    StaleVersion,
    UnlawfulAction,
)
from screening.domain.unfreezing import ReviewOutcome, ReviewState, UnfreezeReview
from screening.services.deps import Deps
from screening.store import audit
from screening.store.alerts import take_alerts
from screening.store.unfreezing import get_review, reviews_page, unknown_review, write_reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A page of reviews, and how many there are in all."""

    total: int
    reviews: list[UnfreezeReview]


def read_reviews(
    deps: Deps, states: Collection[ReviewState], *, offset: int, limit: int, seen_by: Principal
) -> ReviewPage:
    """Reviews in these states, of the portfolios that ``seen_by`` sees, the oldest first."""
    with deps.database.reading() as session:
        total, found = reviews_page(session, states, seen_by.portfolios, offset=offset, limit=limit)
        return ReviewPage(total=total, reviews=found)


def decide_review(
    deps: Deps, review_id: str, version: int, outcome: ReviewOutcome, *, text: str, by: Principal
) -> UnfreezeReview:
    """Propose what becomes of what was frozen. Raises ``UnknownReview``, ``StaleVersion``,
    ``UnlawfulAction``, ``InvalidRequest`` without words."""
    if not text.strip():
        raise InvalidRequest([Fault("text", "is required")])
    at = deps.clock()
    with deps.database.writing() as session:
        one = _to_change(session, review_id, version, ReviewState.OPEN, by)
        proposed = replace(
            one,
            version=version + 1,
            state=ReviewState.PENDING_APPROVAL,
            outcome=outcome,
            text=text,
            proposed_by=by.person,
            proposed_at=at,
            answered_by=None,
            answered_at=None,
        )
        write_reviews(session, [proposed], at=at, actor=by.name, kind="unfreeze_review_proposed")
    return proposed


def answer_review(
    deps: Deps, review_id: str, version: int, *, approved: bool, text: str = "", by: Principal
) -> UnfreezeReview:
    """Approve a proposal, or send it back: ``text`` says why, in the place of the proposal's words.

    Raises as ``decide_review``; ``OwnProposal``, which is recorded, where ``by`` made it.
    """
    at = deps.clock()
    with deps.database.writing() as session:
        one = _to_change(session, review_id, version, ReviewState.PENDING_APPROVAL, by)
        is_own = same_person(one.proposed_by or "", by.person)
        if is_own:
            said = {"review": one.id, "person": by.person}
            audit.append(session, at=at, actor=by.name, kind="unfreeze_approval_refused", payload=said)
        else:
            one = replace(one, version=version + 1, answered_by=by.person, answered_at=at)
            one = replace(one, state=ReviewState.CLOSED) if approved else _sent_back(one, text)
            kind = f"unfreeze_review_{'approved' if approved else 'rejected'}"
            write_reviews(session, [one], at=at, actor=by.name, kind=kind)
    if is_own:
        raise OwnProposal(f"{one.proposed_by} made this proposal: another person has to answer it.")
    return one


def _sent_back(one: UnfreezeReview, text: str) -> UnfreezeReview:
    """A review whose proposal was rejected: open again, with nothing of the proposal."""
    return replace(one, state=ReviewState.OPEN, outcome=None, text=text, proposed_by=None, proposed_at=None)


def _to_change(
    session: Session, review_id: str, version: int, state: ReviewState, by: Principal
) -> UnfreezeReview:
    take_alerts(session)
    one = get_review(session, review_id)
    if not by.sees(one.portfolio):
        raise unknown_review(review_id)
    if one.version != version:
        raise StaleVersion(f"The review is at version {one.version} by now: read it again.")
    if one.state is not state:
        raise UnlawfulAction(f"This cannot be done to a review that is {one.state.replace('_', ' ')}.")
    return one
