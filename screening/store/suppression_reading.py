"""Suppressions read back: those of subjects, those of designations, and pages of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownSuppression
from screening.domain.party_group import Member
from screening.domain.suppression import Ending, Suppression, SuppressionState, WordingReview
from screening.store.suppressions import subject_key
from screening.store.tables_suppressions import SuppressionReviewRow, SuppressionRow, SuppressionStateRow
from screening.store.types import is_plain

_FEW = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionFilter:
    """What suppressions must fulfil, all of it. ``portfolios`` are those that may be seen, None for all;
    ``state`` is that of ``at``, None for any."""

    at: datetime
    state: SuppressionState | None = None
    portfolios: Collection[str] | None = None
    portfolio: str | None = None
    reference: str | None = None
    list_id: str | None = None
    authority_ref: str | None = None


def get_suppression(session: Session, suppression_id: str) -> Suppression:
    """The suppression as it is. Raises ``UnknownSuppression``."""
    row = session.get(SuppressionRow, suppression_id) if is_plain(suppression_id) else None
    if row is None:
        raise unknown_suppression(suppression_id)
    return _suppression(row)


def unknown_suppression(suppression_id: str) -> UnknownSuppression:
    """The error that says that there is none of that id, in the same words for whoever asks."""
    return UnknownSuppression(f"there is no suppression {suppression_id!r} here")


def in_force_of(session: Session, keys: Iterable[str], at: datetime) -> dict[str, list[Suppression]]:
    """Key of ``suppressions.subject_key``: the suppressions of that subject that were in force at ``at``."""
    found: dict[str, list[Suppression]] = defaultdict(list)
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _FEW):
        few = wanted[start : start + _FEW]
        for one in _read(session, SuppressionRow.subject_key.in_(few), _in_force(at)):
            found[subject_key(one.portfolio, one.reference)].append(one)
    return found


def in_force_on(
    session: Session, list_id: str, refs: Sequence[str] | None, at: datetime
) -> Iterator[Suppression]:
    """The suppressions of designations of a list, by their references (None: of all), in force at ``at``."""
    of_list = SuppressionRow.list_id == list_id
    if refs is None:
        yield from _read(session, of_list, _in_force(at))
        return
    for start in range(0, len(refs), _FEW):
        few = SuppressionRow.authority_ref.in_(refs[start : start + _FEW])
        yield from _read(session, of_list, few, _in_force(at))


def in_force_for(session: Session, portfolio: str | None, at: datetime) -> list[Suppression]:
    """All suppressions of a portfolio that are in force at ``at``."""
    mine = SuppressionRow.portfolio.is_(None) if portfolio is None else SuppressionRow.portfolio == portfolio
    return _read(session, mine, _in_force(at))


def suppressions_of(session: Session, reference: str) -> list[Suppression]:
    """All that ever were of a client's reference, in whatever portfolio."""
    return _read(session, SuppressionRow.reference == reference)


def accepted_states(session: Session, ids: Sequence[str], at: datetime) -> dict[str, list[str]]:
    """Suppression: the further states that it held for at ``at``, the last first."""
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(ids), _FEW):
        few = SuppressionStateRow.suppression_id.in_(ids[start : start + _FEW])
        query = select(SuppressionStateRow).where(few, SuppressionStateRow.since <= at)
        for row in session.scalars(query.order_by(SuppressionStateRow.since.desc())):
            found[row.suppression_id].append(row.fingerprint)
    return found


def count_suppressions(session: Session, wanted: SuppressionFilter) -> int:
    """How many there are."""
    return session.scalar(select(func.count(SuppressionRow.id)).where(*_conditions(wanted))) or 0


def page_of(session: Session, wanted: SuppressionFilter, *, offset: int, limit: int) -> list[Suppression]:
    """A page of suppressions, the latest first."""
    query = select(SuppressionRow).where(*_conditions(wanted))
    latest = query.order_by(SuppressionRow.begun_at.desc(), SuppressionRow.id)
    return list(map(_suppression, session.scalars(latest.offset(offset).limit(limit))))


def reviews_of(session: Session, suppression_id: str) -> list[WordingReview]:
    """The changes of wording of a suppression, in order."""
    query = select(SuppressionReviewRow).where(SuppressionReviewRow.suppression_id == suppression_id)
    return list(map(_review, session.scalars(query.order_by(SuppressionReviewRow.noticed_at))))


def count_unseen(session: Session, wanted: SuppressionFilter) -> int:
    """How many changes of wording nobody has seen yet."""
    return session.scalar(select(func.count()).select_from(_unseen(wanted).subquery())) or 0


def unseen_reviews(
    session: Session, wanted: SuppressionFilter, *, offset: int, limit: int
) -> list[tuple[Suppression, WordingReview]]:
    """A page of the changes of wording that nobody has seen yet, the oldest first."""
    oldest = _unseen(wanted).order_by(SuppressionReviewRow.noticed_at, SuppressionReviewRow.suppression_id)
    rows = session.execute(oldest.offset(offset).limit(limit))
    return [(_suppression(one), _review(review)) for one, review in rows]


def _unseen(wanted: SuppressionFilter) -> Any:
    query = select(SuppressionRow, SuppressionReviewRow).join(
        SuppressionReviewRow, SuppressionReviewRow.suppression_id == SuppressionRow.id
    )
    return query.where(SuppressionReviewRow.seen_at.is_(None), *_conditions(wanted))


def _in_force(at: datetime) -> ColumnElement[bool]:
    not_ended = or_(SuppressionRow.ended_at.is_(None), SuppressionRow.ended_at > at)
    return and_(SuppressionRow.begun_at <= at, SuppressionRow.expires_at > at, not_ended)


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[Suppression]:
    query = select(SuppressionRow).where(*conditions).order_by(SuppressionRow.begun_at, SuppressionRow.id)
    return list(map(_suppression, session.scalars(query)))


def _conditions(wanted: SuppressionFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.portfolios is not None:
        asked.append(SuppressionRow.portfolio.in_(list(wanted.portfolios)))
    for name in ("portfolio", "list_id", "authority_ref"):
        value = getattr(wanted, name)
        if value is not None:
            asked.append(getattr(SuppressionRow, name).in_([value] if is_plain(value) else []))
    if wanted.reference is not None:
        asked.append(SuppressionRow.reference == wanted.reference)
    return asked + _in_state(wanted.state, wanted.at)


def _in_state(state: SuppressionState | None, at: datetime) -> list[ColumnElement[bool]]:
    if state is SuppressionState.IN_FORCE:
        return [_in_force(at)]
    if state is SuppressionState.EXPIRED:
        return [SuppressionRow.ended_as.is_(None), SuppressionRow.expires_at <= at]
    return [] if state is None else [SuppressionRow.ended_as == state.value]


_COPIED = (
    *("id", "portfolio", "reference", "facts", "fingerprint", "alert_id", "number"),
    *("decided_by", "approved_by", "begun_at", "expires_at"),
)


def _suppression(row: SuppressionRow) -> Suppression:
    return Suppression(
        **{name: getattr(row, name) for name in _COPIED},
        member=Member(row.list_id, row.authority_ref),
        ending=_ending(row),
    )


def _ending(row: SuppressionRow) -> Ending | None:
    if row.ended_as is None or row.ended_at is None:
        return None
    state = SuppressionState(row.ended_as)
    return Ending(state=state, at=row.ended_at, by=row.ended_by or "", why=row.why or "")


def _review(row: SuppressionReviewRow) -> WordingReview:
    names = ("suppression_id", "fingerprint", "list_version", "noticed_at", "seen_by", "seen_at")
    return WordingReview(**{name: getattr(row, name) for name in names}, fields=tuple(row.fields))
