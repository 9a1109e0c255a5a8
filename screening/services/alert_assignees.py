"""To whom alerts may be given: people who may work on alerts, and see those of the portfolio."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Permission, Principal, permissions_of, same_person
from screening.domain.errors import Fault, InvalidRequest
from screening.store import keys as key_store
from screening.store import users as user_store

_WORK = frozenset({Permission.DECIDE, Permission.APPROVE})


def check_assignee(
    session: Session, assignee: str | None, portfolio: str | None, *, by: Principal, at: datetime
) -> None:
    """Raise ``InvalidRequest`` for a name of nobody who could do something with the alert; whoever asks
    may always take it."""
    if assignee is None or same_person(assignee, by.person):
        return
    accounts = [
        *(
            (one.name, one.roles, one.portfolios)
            for one in user_store.list_users(session)
            if not one.disabled
        ),
        *(
            (one.owner, one.scopes, one.portfolios)
            for one in key_store.list_keys(session)
            if one.is_valid(at)
        ),
    ]
    for name, scopes, portfolios in accounts:
        sees = portfolios is None or portfolio in portfolios
        if same_person(name, assignee) and sees and permissions_of(scopes) & _WORK:
            return
    raise InvalidRequest([Fault("assignee", "is nobody who works on alerts of this portfolio")])
