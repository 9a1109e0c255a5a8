"""The same is done to several alerts: to each by itself, so that one that cannot be is told in its place.

Decided together are only alerts that are equal: of the same designations, and corroborated alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screening.domain.access import Principal
from screening.domain.alert import Alert
from screening.domain.errors import Fault, InvalidRequest, ScreeningError
from screening.domain.party_group import Member
from screening.domain.screening import Corroboration
from screening.services.alert_decisions import DecisionOrder, approve, check_order, check_others, decide
from screening.services.alert_work import assign
from screening.services.deps import Deps
from screening.store.alert_reading import get_alert, unknown_alert

Asked = Sequence[tuple[str, int]]
"""Alerts, each with the version that it was read in."""

MOST_TOGETHER = 200
"""Alerts in one request."""


def assign_all(
    deps: Deps, asked: Asked, assignee: str | None, *, by: Principal
) -> list[Alert | ScreeningError]:
    """Give alerts to a person, or to nobody; of each how it is then, or why it was left."""
    return _each(asked, lambda one, version: assign(deps, one, version, assignee=assignee, by=by))


def decide_all(
    deps: Deps, asked: Asked, order: DecisionOrder, *, by: Principal
) -> list[Alert | ScreeningError]:
    """Decide equal alerts alike; of each how it is then, or why it was left.

    Raises ``InvalidRequest``, and decides none, where they are not equal or the decision could be of none of
    them; ``UnknownAlert``.
    """
    check_order(deps, order)
    check_others(order, _equal_members(deps, asked, by))
    return _each(asked, lambda one, version: decide(deps, one, version, order, by=by))


def approve_all(deps: Deps, asked: Asked, *, text: str, by: Principal) -> list[Alert | ScreeningError]:
    """Approve what was proposed of alerts; of each how it is then, or why it was left."""
    return _each(asked, lambda one, version: approve(deps, one, version, text=text, by=by))


def _each(asked: Asked, do: Callable[[str, int], Alert]) -> list[Alert | ScreeningError]:
    def outcome(alert_id: str, version: int) -> Alert | ScreeningError:
        try:
            return do(alert_id, version)
        except ScreeningError as error:
            return error

    return [outcome(*one) for one in asked]


def _equal_members(deps: Deps, asked: Asked, by: Principal) -> set[Member]:
    """The designations that all of these alerts are of. Raises as ``decide_all``."""
    kinds: list[set[tuple[Member, Corroboration]]] = []
    with deps.database.reading() as session:
        for alert_id, _ in asked:
            alert = get_alert(session, alert_id)
            if not by.sees(alert.portfolio):
                raise unknown_alert(alert_id)
            kinds.append({(hit.member, hit.corroboration) for hit in alert.hits})
    odd = [number for number, kind in enumerate(kinds) if kind != kinds[0]]
    if odd:
        words = "is not equal to the first: other designations, or corroborated otherwise"
        raise InvalidRequest([Fault(f"alerts[{number}]", words) for number in odd])
    return {member for member, _ in kinds[0]}
