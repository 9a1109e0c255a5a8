"""The tables of the dashboard, as the page shows them and as CSV takes them away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from screening.services.titles import list_title


class Table(NamedTuple):
    """A table to take away: the heads of its columns, and its rows."""

    header: Sequence[str]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class SharesOfList:
    """Of a list, by threshold, how many hits persons decided, and the share of them that was false; None
    where none was decided at or above it."""

    list_id: str
    title: str
    cells: tuple[Mapping[str, Any] | None, ...]


def age_names(ages: Sequence[int | None]) -> list[str]:
    """The heads of columns by age: ``under 1 day``, ``1 to 7 days`` … ``over 90 days``."""
    names, before = [], 0
    for days in ages:
        unit = "day" if (days or before) == 1 else "days"
        name = f"over {before}" if days is None else f"{before} to {days}" if before else f"under {days}"
        names.append(f"{name} {unit}")
        before = days or before
    return names


def hours_text(hours: float | None) -> str:
    """A time to a decision: ``5.0 h``, below an hour in minutes, ``—`` for none."""
    if hours is None:
        return "—"
    minutes = hours * 60
    if minutes >= 59.5:
        return f"{hours:.1f} h"
    return f"{minutes:.0f} min" if minutes >= 0.5 else "under 1 min"


def thresholds_of(figures: Mapping[str, Any]) -> list[float]:
    """Every threshold that a share is told for."""
    return sorted({one["threshold"] for one in figures["false_shares"]})


def shares_by_list(figures: Mapping[str, Any]) -> list[SharesOfList]:
    """The shares of false alerts as a table: a row a list, a column a threshold."""
    thresholds = thresholds_of(figures)
    by_list: dict[str, dict[float, Mapping[str, Any]]] = {}
    for one in figures["false_shares"]:
        by_list.setdefault(one["list_id"], {})[one["threshold"]] = one
    return [
        SharesOfList(list_id, list_title(list_id), tuple(of_list.get(threshold) for threshold in thresholds))
        for list_id, of_list in by_list.items()
    ]


def table_of(name: str, figures: Mapping[str, Any]) -> Table | None:
    """A table to take away, by its name; None for one that is not there."""
    make = TABLES.get(name)
    return make(figures) if make else None


def _by_state(figures: Mapping[str, Any]) -> Table:
    return Table(("state", "alerts"), figures["backlog"]["by_state"].items())


def _by_list(figures: Mapping[str, Any]) -> Table:
    backlog = figures["backlog"]
    rows = ([one["list_id"], *one["by_age"], one["alerts"]] for one in backlog["by_list"])
    return Table(("list_id", *age_names(backlog["ages"]), "alerts"), rows)


def _by_analyst(figures: Mapping[str, Any]) -> Table:
    backlog = figures["backlog"]
    rows = ([one["assignee"], *one["by_age"], one["alerts"]] for one in backlog["by_analyst"])
    return Table(("assignee", *age_names(backlog["ages"]), "alerts"), rows)


def _volume(figures: Mapping[str, Any]) -> Table:
    names = ("day", "screenings", "raised", "closed")
    return Table(names, ([one[name] for name in names] for one in figures["days"]))


def _weeks(figures: Mapping[str, Any]) -> Table:
    names = ("week", "decided", "hours_median", "hours_p90")
    return Table(names, ([one[name] for name in names] for one in figures["decision_times"]["by_week"]))


def _analysts(figures: Mapping[str, Any]) -> Table:
    names = ("person", "decided", "hours_median", "hours_p90")
    return Table(names, ([one[name] for name in names] for one in figures["decision_times"]["by_analyst"]))


def _shares(figures: Mapping[str, Any]) -> Table:
    names = ("list_id", "threshold", "decided", "false", "false_share")
    return Table(names, ([one[name] for name in names] for one in figures["false_shares"]))


def _reasons(figures: Mapping[str, Any]) -> Table:
    names = ("verdict", "reason", "designations")
    return Table(names, ([one[name] for name in names] for one in figures["reasons"]))


TABLES: Mapping[str, Callable[[Mapping[str, Any]], Table]] = {
    "open-by-state": _by_state,
    "open-by-list": _by_list,
    "open-by-analyst": _by_analyst,
    "volume": _volume,
    "decisions-by-week": _weeks,
    "decisions-by-analyst": _analysts,
    "false-shares": _shares,
    "reasons": _reasons,
}
"""What can be taken away, by the name that the address says."""
