"""What a digest says: counts and links, and names only where its rule asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from screening.domain.alert import Alert, AlertState
from screening.domain.digest import DigestRule
from screening.domain.webhook import DeliveryFigures
from screening.services.answers import share
from screening.services.catalogue import Catalogue, ListState
from screening.services.deps import Deps
from screening.services.digest_monitoring import MonitoringFacts, monitoring_facts, monitoring_lines
from screening.store.alert_figures import (
    FigureScope,
    backlog_by_state,
    oldest_open,
    raised_count,
    unassigned,
)
from screening.store.digests import new_open_alerts
from screening.store.webhook_deliveries import delivery_figures

MOST_ALERTS = 20
"""How many new alerts a digest names."""

_MINUTE = "%Y-%m-%d %H:%M"


class Digest(NamedTuple):
    """What is mailed."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    since: datetime
    until: datetime
    backlog: dict[AlertState, int]
    unassigned: int
    oldest: datetime | None
    raised: int
    new: list[Alert]
    lists: list[ListState]
    deliveries: DeliveryFigures | None
    monitoring: MonitoringFacts


def write_digest(deps: Deps, rule: DigestRule, since: datetime, until: datetime) -> Digest:
    """The digest of what was new from ``since`` until ``until``, and of what waits now."""
    facts = _read(deps, rule, since, until)
    base = (deps.settings.public_url or "").rstrip("/")
    parts = [
        _backlog(rule, facts),
        _new(rule, facts, base),
        _lists(facts),
        monitoring_lines(facts.monitoring),
        _deliveries(facts.deliveries),
    ]
    text = "\n\n".join(part for lines in parts if (part := "\n".join(lines)))
    waiting, troubled = sum(facts.backlog.values()), len(facts.lists)
    said = f"{waiting:,} open alerts, {facts.raised:,} new, {troubled} lists to look at"
    return Digest(subject=f"Screening: {said}", text=f"{text}\n")


def _read(deps: Deps, rule: DigestRule, since: datetime, until: datetime) -> _Facts:
    lists = [one for one in Catalogue(deps).lists() if one.stale or one.held or one.is_missing]
    monitoring = monitoring_facts(deps, rule.portfolios, until)
    scope = FigureScope(since=since, until=until, portfolios=rule.portfolios)
    with deps.database.reading() as session:
        return _Facts(
            since=since,
            until=until,
            backlog=backlog_by_state(session, scope),
            unassigned=unassigned(session, scope),
            oldest=oldest_open(session, scope),
            raised=raised_count(session, scope),
            new=new_open_alerts(session, since, until, rule.portfolios, limit=MOST_ALERTS),
            lists=lists,
            deliveries=delivery_figures(session) if rule.portfolios is None else None,
            monitoring=monitoring,
        )


def _backlog(rule: DigestRule, facts: _Facts) -> Iterator[str]:
    of = "all portfolios" if rule.portfolios is None else ", ".join(rule.portfolios)
    yield f"Open alerts of {of}: {sum(facts.backlog.values()):,}"
    for state in AlertState:
        if count := facts.backlog.get(state):
            yield f"  {state.value.replace('_', ' ')}: {count:,}"
    yield f"  given to nobody: {facts.unassigned:,}"
    if facts.oldest:
        yield f"  the oldest was raised at {facts.oldest:{_MINUTE}} UTC"


def _new(rule: DigestRule, facts: _Facts, base: str) -> Iterator[str]:
    yield f"Raised from {facts.since:{_MINUTE}} to {facts.until:{_MINUTE}} UTC: {facts.raised:,}"
    for alert in facts.new:
        first = max(alert.hits, key=lambda hit: hit.urgency)
        yield f"  {base}/alerts/{alert.id}  score {share(first.score):.4f}, {first.member.list_id}"
        if rule.names:
            whose = f", client {alert.reference}" if alert.reference is not None else ""
            yield f"    {_printable(first.primary_name + whose)}"
    if len(facts.new) == MOST_ALERTS:
        yield "  only the most urgent are named here"


def _printable(text: str) -> str:
    """On one line, as a mail can hold it: names and references are kept as they came."""
    return "".join(one if one.isprintable() else "?" for one in text)


def _lists(facts: _Facts) -> Iterator[str]:
    yield f"Lists to look at: {len(facts.lists)}"
    for one in facts.lists:
        if one.is_missing:
            yield f"  {one.source.list_id}: demanded, and no version is in force"
        if one.stale and one.in_force:
            yield f"  {one.source.list_id}: stale, last checked at {one.in_force.checked_at:{_MINUTE}} UTC"
        if one.held:
            yield f"  {one.source.list_id}: {one.held.version} is held: {one.held.held_reason}"


def _deliveries(figures: DeliveryFigures | None) -> Iterator[str]:
    """Of all portfolios together: nothing in a digest of some."""
    if figures is None:
        return
    yield f"Events that did not arrive: {figures.dead:,} given up, {figures.pending:,} waiting"
    if figures.oldest:
        yield f"  the oldest that waits is of {figures.oldest:{_MINUTE}} UTC"
