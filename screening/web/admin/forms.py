"""What the forms of administration send, as the bodies that the API takes, and faults as labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import g, request

from screening.domain.access import MEANINGS, ROLES, same_person
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.services.deps import Deps
from screening.services.four_eyes import read_changes
from screening.services.portfolios import all_portfolios

_LABELS: Mapping[str, str] = {
    "expires_at": "Ends after days",
    "days": "Ends after days",
    "rate_limit": "Rate",
    "overlap_hours": "Hours that the old one goes on",
    "url": "Address",
    "id": "Id",
}
_INDEX = re.compile(r"\[\d+\].*")


def labelled(error: InvalidRequest) -> list[tuple[str, str]]:
    """Faults with the labels of their fields."""
    return [(_label(fault), fault.message) for fault in error.faults]


def text_of(name: str) -> str | None:
    """A field as it was typed, without blanks around it; None where nothing was."""
    return request.form.get(name, "").strip() or None


def number_of(name: str) -> int | None:
    """A field that is a whole number. Raises ``InvalidRequest``."""
    text = text_of(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise InvalidRequest([Fault(name, "must be a whole number")])
    return int(text)


def ticked(name: str) -> list[str]:
    """The values of boxes that are ticked, in the order of the page."""
    return request.form.getlist(name)


def portfolios_asked() -> list[str] | None:
    """The portfolios that an account is kept to; None for all, where that is what is chosen."""
    return ticked("portfolios") if request.form.get("reach") == "some" else None


def role_options() -> list[tuple[str, str]]:
    """Every role, with what it may."""
    return [(role, ", ".join(sorted(one.value for one in may))) for role, may in ROLES.items()]


def permission_options() -> list[tuple[str, str]]:
    """Every single permission, which a key may have as a scope."""
    return [(one.value, words) for one, words in MEANINGS.items()]


def portfolio_options(deps: Deps) -> list[tuple[str, str]]:
    """Every portfolio with its title."""
    return [(one.id, one.title) for one in all_portfolios(deps)]


def waiting(deps: Deps, kinds: Iterable[PendingKind]) -> list[PendingChange]:
    """Changes of these kinds that wait for a second person, or are approved and not yet carried out."""
    at, wanted = deps.clock(), frozenset(kinds)
    return [
        one
        for one in read_changes(deps)
        if one.kind in wanted and (one.state is ChangeState.WAITING or one.may_be_used(at))
    ]


def is_own(name: str) -> bool:
    """Whether a user is whoever asks."""
    return same_person(g.principal.person, name)


def form_values(**defaults: Any) -> dict[str, Any]:
    """What a form was filled with, to be shown again; ``defaults`` before it was."""
    if request.method != "POST":
        return defaults
    lists = {name: request.form.getlist(name) for name, value in defaults.items() if isinstance(value, list)}
    return {**{name: request.form.get(name, "") for name in defaults}, **lists}


def _label(fault: Fault) -> str:
    field = _INDEX.sub("", fault.field)
    return _LABELS.get(field, field.replace("_", " ").capitalize())
