"""What a queue of alerts is filtered and ordered by, as its address says it.

The address of an alert carries it along, so that after a decision the next alert of the same queue opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from werkzeug.datastructures import MultiDict

from screening.domain.access import Principal
from screening.domain.alert import AlertState
from screening.domain.screening import Corroboration
from screening.store.alert_queue import AlertFilter, AlertOrder
from screening.web.typed_values import read_points

_TO_DO = (AlertState.OPEN, AlertState.IN_REVIEW, AlertState.AWAITING_INFORMATION, AlertState.ESCALATED)

TABS: Mapping[str, tuple[AlertState, ...]] = {
    "to_do": _TO_DO,
    **{state.value: (state,) for state in AlertState},
    "all": tuple(AlertState),
}
"""The states of each tab, in the order of the tabs; the first is shown where none is named."""

MINE, NOBODY, FREE = "@me", "@nobody", "@free"
"""Assignees that are no names."""

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class QueueForm:
    """The filter as text, empty where nothing was chosen."""

    state: str = "to_do"
    assignee: str = ""
    list_id: str = ""
    portfolio: str = ""
    reference: str = ""
    corroboration: str = ""
    score: str = ""
    delisted: str = ""
    order: str = AlertOrder.URGENCY.value

    def arguments(self, **changes: str) -> dict[str, str]:
        """The parameters of the address that say it, those left out that say nothing."""
        chosen = {**asdict(self), **changes}
        return {name: value for name, value in chosen.items() if value and value != getattr(QUEUE, name)}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but a tab or an order was chosen."""
        return bool(self.arguments().keys() - {"state", "order"})

    def filter(self, by: Principal) -> AlertFilter:
        """What the services understand."""
        return AlertFilter(
            states=TABS[self.state],
            assignee=_assignee(self.assignee, by),
            unassigned=self.assignee == NOBODY,
            free_for=by.person if self.assignee == FREE else None,
            list_id=self.list_id or None,
            portfolio=self.portfolio or None,
            reference=self.reference or None,
            delisted=bool(self.delisted),
            corroboration=Corroboration(self.corroboration) if self.corroboration else None,
            least_score=read_points(self.score),
        )


QUEUE = QueueForm()
"""What is shown where nothing is chosen."""

_KNOWN: Mapping[str, frozenset[str]] = {
    "state": frozenset(TABS),
    "corroboration": frozenset(one.value for one in Corroboration),
    "order": frozenset(one.value for one in AlertOrder),
}


def read_queue_form(sent: MultiDict[str, str]) -> tuple[QueueForm, list[tuple[str, str]]]:
    """The filter of an address, and what of it cannot be read, which is then not filtered by."""
    given = {name: sent.get(name, "").strip()[:_LONGEST] for name in asdict(QUEUE)}
    faults = [
        (name, f"{given[name]!r} is none of those offered") for name in _KNOWN if _is_strange(name, given)
    ]
    try:
        read_points(given["score"])
    except ValueError as error:
        faults.append(("score", str(error)))
    read = {name: value for name, value in given.items() if value and name not in dict(faults)}
    return QueueForm(**read), [(name.replace("_", " ").capitalize(), words) for name, words in faults]


def _is_strange(name: str, given: Mapping[str, str]) -> bool:
    return bool(given[name]) and given[name] not in _KNOWN[name]


def _assignee(chosen: str, by: Principal) -> str | None:
    if chosen == MINE:
        return by.person
    return None if chosen in ("", NOBODY, FREE) else chosen
