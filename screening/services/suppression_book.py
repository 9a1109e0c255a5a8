"""Suppressions to be shown, revoked, and looked at where their wording changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest, UnlawfulAction
from screening.domain.suppression import Ending, Suppression, SuppressionState, WordingReview
from screening.services.deps import Deps
from screening.store.alerts import take_alerts
from screening.store.suppression_reading import (
    SuppressionFilter,
    count_suppressions,
    count_unseen,
    get_suppression,
    page_of,
    reviews_of,
    unknown_suppression,
    unseen_reviews,
)
from screening.store.suppressions import end_suppressions, write_reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionFile:
    """A suppression, and the changes of its designation's wording."""

    suppression: Suppression
    reviews: tuple[WordingReview, ...]


def read_suppressions(
    deps: Deps, wanted: SuppressionFilter, *, offset: int, limit: int, seen_by: Principal
) -> tuple[int, list[Suppression]]:
    """How many suppressions fulfil ``wanted``, of the portfolios that ``seen_by`` sees, and a page."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        return count_suppressions(session, seen), page_of(session, seen, offset=offset, limit=limit)


def read_reviews(
    deps: Deps, wanted: SuppressionFilter, *, offset: int, limit: int, seen_by: Principal
) -> tuple[int, list[tuple[Suppression, WordingReview]]]:
    """How many changes of wording nobody has seen yet, and a page of them, the oldest first."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        return count_unseen(session, seen), unseen_reviews(session, seen, offset=offset, limit=limit)


def read_suppression(deps: Deps, suppression_id: str, *, seen_by: Principal) -> SuppressionFile:
    """A suppression. Raises ``UnknownSuppression``; for one of a portfolio that ``seen_by`` does not see,
    alike."""
    with deps.database.reading() as session:
        return _file(session, _seen(session, suppression_id, seen_by))


def revoke(deps: Deps, suppression_id: str, *, text: str, by: Principal) -> SuppressionFile:
    """End a suppression: its hits raise alerts from now on. Needs no second person, since nothing is
    screened less for it.

    Raises ``UnknownSuppression``, ``UnlawfulAction`` for one that is not in force, ``InvalidRequest``
    without words.
    """
    _check_text(text)
    at = deps.clock()
    with deps.database.writing() as session:
        take_alerts(session)
        one = _seen(session, suppression_id, by)
        if not one.holds_at(at):
            raise UnlawfulAction(f"A suppression that is {one.state_at(at)} cannot be revoked.")
        ending = Ending(state=SuppressionState.REVOKED, at=at, by=by.person, why=text)
        end_suppressions(session, [(one, ending)], at=at, actor=by.name)
        return _file(session, replace(one, ending=ending))


def see_wording(deps: Deps, suppression_id: str, *, fingerprint: str, by: Principal) -> SuppressionFile:
    """Say that a change of wording was looked at and changes nothing; to end the suppression is to revoke it.

    Raises ``UnknownSuppression``, ``InvalidRequest`` for a change that does not wait to be seen.
    """
    at = deps.clock()
    with deps.database.writing() as session:
        take_alerts(session)
        one = _seen(session, suppression_id, by)
        waiting = [
            each
            for each in reviews_of(session, one.id)
            if each.fingerprint == fingerprint and each.seen_at is None
        ]
        if not waiting:
            raise InvalidRequest([Fault("fingerprint", "is of no change that waits to be seen")])
        seen = replace(waiting[0], seen_by=by.person, seen_at=at)
        write_reviews(session, [seen], at=at, actor=by.name)
        return _file(session, one)


def _file(session: Session, one: Suppression) -> SuppressionFile:
    return SuppressionFile(suppression=one, reviews=tuple(reviews_of(session, one.id)))


def _seen(session: Session, suppression_id: str, by: Principal) -> Suppression:
    one = get_suppression(session, suppression_id)
    if not by.sees(one.portfolio):
        raise unknown_suppression(suppression_id)
    return one


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidRequest([Fault("text", "is required")])
