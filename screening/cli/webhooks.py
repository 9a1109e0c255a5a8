"""``screening webhooks``: where events are sent to, what did not arrive, and sending it again."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from typing import Any

import click

from screening.cli.session import command_line
from screening.cli.tables import print_table
from screening.config import Settings
from screening.domain.events import EventKind
from screening.domain.webhook import DeliveryState, Target
from screening.services import webhook_letters as letters
from screening.services import webhook_targets as targets
from screening.services.account_input import MOST_OVERLAP_HOURS
from screening.services.deps import open_deps
from screening.services.webhook_targets import MadeTarget, TargetOrder, describe_target

_KIND = click.Choice([one.value for one in EventKind])
_MOST = 1_000


@click.group()
def webhooks() -> None:
    """Say where events are sent to. A secret is shown once, when it is made."""


@webhooks.command()
@click.argument("url")
@click.option("--title", required=True, help="What it is for.")
@click.option("--kind", "kinds", multiple=True, type=_KIND, help="Of such events; repeatable; default: all.")
@click.option("--portfolio", "portfolios", multiple=True, metavar="ID", help="Of these; default: all.")
@click.option("--with-reference", is_flag=True, help="Tell the client's own reference too.")
def create(url: str, kinds: tuple[str, ...], portfolios: tuple[str, ...], **order: Any) -> None:
    """Send events to URL from now on."""
    asked = TargetOrder(
        url=url, kinds=tuple(map(EventKind, kinds)) or None, portfolios=portfolios or None, **order
    )
    with closing(open_deps(Settings())) as deps:
        _show_once(targets.create_target(deps, asked, command_line()))


@webhooks.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Show where events are sent to, and what waits for each."""
    with closing(open_deps(Settings())) as deps:
        found = targets.read_targets(deps, command_line())
        figures = {one.id: letters.read_figures(deps, one.id) for one in found}
    if as_json:
        click.echo(json.dumps([describe_target(one) for one in found], indent=2, ensure_ascii=False))
        return
    headers = ("id", "title", "url", "kinds", "portfolios", "state", "waiting", "dead")
    rows = [(*_row(one), str(figures[one.id].pending), str(figures[one.id].dead)) for one in found]
    print_table(headers, rows)


@webhooks.command()
@click.argument("target_id", metavar="ID")
@click.option("--overlap", default=24, show_default=True, type=click.IntRange(0, MOST_OVERLAP_HOURS),
              metavar="HOURS", help="How long the old secret counts as well.")  # fmt: skip
def rotate(target_id: str, overlap: int) -> None:
    """Give a target a new secret."""
    with closing(open_deps(Settings())) as deps:
        hours = timedelta(hours=overlap)
        _show_once(targets.rotate_secret(deps, target_id, command_line(), overlap=hours))


@webhooks.command()
@click.argument("target_id", metavar="ID")
def pause(target_id: str) -> None:
    """Send nothing until it is resumed; what comes meanwhile is kept."""
    _change(target_id, paused=True)


@webhooks.command()
@click.argument("target_id", metavar="ID")
def resume(target_id: str) -> None:
    """Send again, what has come meanwhile first."""
    _change(target_id, paused=False)


@webhooks.command()
@click.argument("target_id", metavar="ID")
def end(target_id: str) -> None:
    """Send nothing any more, for good."""
    with closing(open_deps(Settings())) as deps:
        ended = targets.end_target(deps, target_id, command_line())
    click.echo(f"ended {ended.title} ({ended.id})")


@webhooks.command()
@click.argument("target_id", metavar="ID")
def dead(target_id: str) -> None:
    """Show what is not sent again by itself."""
    with closing(open_deps(Settings())) as deps:
        found = letters.read_deliveries(
            deps, target_id, DeliveryState.DEAD, after=0, limit=_MOST, by=command_line()
        )
    shown = [letters.delivery_to_dict(one) for one in found]
    names = ("event", "type", "about", "at", "attempts", "tried_at", "problem")
    print_table(names, [tuple(str(one[name]) for name in names) for one in shown])


@webhooks.command()
@click.argument("target_id", metavar="ID")
@click.argument("event_ids", metavar="[EVENT]...", nargs=-1)
def redeliver(target_id: str, event_ids: tuple[str, ...]) -> None:
    """Send events again, dead or not; without any, everything that is dead."""
    with closing(open_deps(Settings())) as deps:
        if event_ids:
            for event_id in event_ids:
                letters.redeliver(deps, target_id, event_id, command_line())
            count = len(event_ids)
        else:
            count = letters.redeliver_dead(deps, target_id, command_line())
    click.echo(f"{count:,} are sent again by `screening notify`")


def _change(target_id: str, **changes: bool) -> None:
    with closing(open_deps(Settings())) as deps:
        targets.update_target(deps, target_id, changes, command_line())


def _show_once(made: MadeTarget) -> None:
    click.echo(made.secret)
    click.echo(f"{made.target.title} ({made.target.id}): shown this once, keep it now", err=True)


def _row(one: Target) -> tuple[str, ...]:
    kinds = "all" if one.kinds is None else ", ".join(one.kinds)
    portfolios = "all" if one.portfolios is None else ", ".join(one.portfolios)
    return (one.id, one.title, one.url, kinds, portfolios, "paused" if one.paused else "on")
