"""One alert on one page: who is asked about beside who is listed, and what is to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.alert import TRANSITIONS, Action, Alert, AlertEvent, Disposition, Standing, Verdict
from screening.domain.response import ResponseKind
from screening.services.alert_assignees import read_assignees
from screening.services.alert_brief import Brief, BriefHit, read_brief
from screening.services.alert_desk import read_ahead
from screening.services.deps import Deps
from screening.services.titles import programme_titles
from screening.store.alert_queue import AlertOrder
from screening.web.alerts.facts import Facts, facts_of, names_of
from screening.web.alerts.one_form import typed_words
from screening.web.alerts.queue import last_day_of
from screening.web.alerts.queue_form import QueueForm, read_queue_form
from screening.web.alerts.reasons import reason_groups
from screening.web.ledger import Ledger, Pair, draw_ledger
from screening.web.rendering import render_page

_ROOM = 10
"""Rows of facts, hits and ledger that a window of usual height has room for beside the rest."""

_WRAPPED = 34
"""Characters of a value or a note that go on a line."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """The hit that is looked at, with its facts, both names and its ledger; these only where the screening
    is still kept."""

    brief: BriefHit
    facts: Facts | None = None
    names: Pair | None = None
    ledger: Ledger | None = None


def add_one(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/alerts/<alert_id>")
    def alert(alert_id: str) -> AnyResponse:
        return alert_page(deps, alert_id)


def alert_page(
    deps: Deps, alert_id: str, status: int = 200, *, read_version: int | None = None, **more: Any
) -> AnyResponse:
    """The page of an alert as it is now. After a form that could not be carried out it is filled with what
    was sent, and says what happened since ``read_version``."""
    brief = read_brief(deps, alert_id, seen_by=g.principal)
    queue, _ = read_queue_form(request.args)
    sent = request.form if request.method == "POST" else {}
    shown = _shown(brief)
    meanwhile = _since(brief, read_version) if read_version is not None else []
    return render_page(
        "alerts/one.html",
        status,
        brief=brief,
        alert=brief.alert,
        shown=shown,
        typed=sent,
        typed_words=typed_words(sent),
        meanwhile=meanwhile,
        queue=queue,
        ahead=_ahead(deps, brief.alert, queue),
        ledger_fits=_fits(brief, shown),
        **_around(deps, brief),
        **_allowed(brief),
        **more,
    )


def _around(deps: Deps, brief: Brief) -> dict[str, Any]:
    made = brief.file.dispositions
    return {
        "assignees": read_assignees(deps, seen_by=g.principal),
        "reasons": reason_groups(hit.party_type for hit in brief.alert.hits),
        "last_day": last_day_of(deps),
        "today": deps.clock().date(),
        "now": deps.clock(),
        "kinds": list(ResponseKind),
        "standing": {one.member: one for one in made if _counts(brief.alert, one)},
        "programmes": {one.kept.member: _programmes(one) for one in brief.hits},
    }


def _programmes(one: BriefHit) -> tuple[tuple[str, str], ...]:
    return programme_titles(one.kept.member.list_id, one.hit.programmes if one.hit else ())


def _allowed(brief: Brief) -> dict[str, Any]:
    """What whoever asks may do to the alert as it is."""
    alert, by = brief.alert, g.principal
    lawful = {action for state, action in TRANSITIONS if state is alert.state}
    decides, approves = by.may(Permission.DECIDE), by.may(Permission.APPROVE)
    matched = any(
        one.decision.verdict is Verdict.TRUE_MATCH and _counts(alert, one) for one in brief.file.dispositions
    )
    return {
        "lawful": lawful if decides else set(),
        "may_decide": decides and Action.PROPOSED in lawful,
        "may_answer": approves and Action.APPROVED in lawful and not brief.is_made_by(by),
        "is_own": approves and brief.is_made_by(by),
        "is_match": matched,
        "may_respond": decides and matched and Action.RESPONDED in lawful,
        "has_exceptions": any(name.startswith("other-") and value for name, value in request.form.items()),
    }


def _counts(alert: Alert, one: Disposition) -> bool:
    return alert.standing(one) in (Standing.PROPOSED, Standing.APPROVED)


def _shown(brief: Brief) -> ShownHit:
    """The hit that the address names, else the most urgent."""
    asked = request.args.get("hit", "")
    chosen = next((one for one in brief.hits if str(one.kept.member) == asked), brief.hits[0])
    if chosen.hit is None or chosen.screening is None:
        return ShownHit(chosen)
    ledger = draw_ledger(chosen.hit)
    facts = facts_of(ledger, chosen.screening.request.subject, chosen.designation)
    return ShownHit(chosen, facts, names_of(ledger), ledger)


def _fits(brief: Brief, shown: ShownHit) -> bool:
    """Whether the ledger may be open from the beginning without anything moving out of the window."""
    if shown.facts is None or shown.ledger is None:
        return False
    facts = (*shown.facts.conflicting, *shown.facts.agreeing, *shown.facts.missing)
    rows = sum(_rows("".join(piece.text for piece in fact.listed)) for fact in facts)
    lines = (max(line.evidence.note, line.evidence.listed, key=len) for line in shown.ledger.lines)
    return rows + len(brief.hits) + sum(map(_rows, lines)) <= _ROOM


def _rows(text: str) -> int:
    """The rows that a text takes in its cell."""
    return 1 + len(text) // _WRAPPED


def _since(brief: Brief, version: int) -> list[AlertEvent]:
    return [one for one in brief.file.history if one.number > version]


def _ahead(deps: Deps, alert: Alert, queue: QueueForm) -> Any:
    wanted = queue.filter(g.principal)
    return read_ahead(deps, wanted, AlertOrder(queue.order), after=alert.id, seen_by=g.principal)
