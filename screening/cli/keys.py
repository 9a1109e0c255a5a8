"""``screening keys``: API keys are made, shown without their secrets, rotated and revoked."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta

import click

from screening.cli.session import command_line
from screening.cli.tables import print_table
from screening.config import Settings
from screening.domain.errors import UnknownAccount
from screening.services import key_admin
from screening.services.account_input import MOST_OVERLAP_HOURS
from screening.services.deps import Deps, open_deps
from screening.services.four_eyes import make_key, renew_key
from screening.services.key_admin import MadeKey, describe
from screening.services.key_orders import KeyOrder
from screening.store.keys import ApiKey


@click.group()
def keys() -> None:
    """Make, rotate and revoke API keys. A key is shown once, when it is made."""


@keys.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="A role or a permission; repeatable.")
@click.option("--owner", required=True, metavar="PERSON", help="Who answers for it.")
@click.option("--portfolio", "portfolios", multiple=True, metavar="ID", help="Keep to these; default: all.")
@click.option("--rate", "rate_limit", metavar="RATE", help="Such as 600/minute; default: the usual one.")
@click.option("--alerts", "raises_alerts", is_flag=True, help="Each of its screenings raises alerts.")
@click.option("--days", type=click.IntRange(1), help="Days until it expires; default: never.")
def create(name: str, days: int | None, portfolios: tuple[str, ...], **order: object) -> None:
    """Make a key called NAME, which is what the audit calls its holder."""
    with closing(open_deps(Settings())) as deps:
        asked = KeyOrder(name=name, portfolios=portfolios or None, days=days, **order)  # type: ignore[arg-type]
        _show_once(make_key(deps, asked, command_line()))


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Show all keys, ended ones too, without their secrets."""
    with closing(open_deps(Settings())) as deps:
        found, now = key_admin.all_keys(deps), deps.clock()
    if as_json:
        click.echo(json.dumps([describe(key) for key in found], indent=2, ensure_ascii=False))
        return
    headers = ("name", "prefix", "owner", "scopes", "portfolios", "alerts", "last used", "expires", "state")
    print_table(headers, [_row(key, now) for key in found])


@keys.command()
@click.argument("key")
@click.option(
    "--overlap",
    default=0,
    show_default=True,
    type=click.IntRange(0, MOST_OVERLAP_HOURS),
    metavar="HOURS",
    help="How long the old key goes on.",
)
def rotate(key: str, overlap: int) -> None:
    """Make a new key like KEY (its prefix, id or name), which then ends."""
    with closing(open_deps(Settings())) as deps:
        found = _living(deps, key)
        _show_once(renew_key(deps, found.id, command_line(), overlap=timedelta(hours=overlap)))


@keys.command()
@click.argument("key")
def revoke(key: str) -> None:
    """End KEY (its prefix, id or name) for good, at once."""
    with closing(open_deps(Settings())) as deps:
        revoked = key_admin.revoke_key(deps, _living(deps, key).id, command_line())
    click.echo(f"revoked {revoked.name} ({revoked.prefix})")


def _living(deps: Deps, named: str) -> ApiKey:
    """The key that is meant: the youngest that has not ended, where a name has several."""
    now = deps.clock()
    found = [
        one
        for one in key_admin.all_keys(deps)
        if named in (one.id, one.prefix, one.name) and one.is_valid(now)
    ]
    if not found:
        raise UnknownAccount(f"there is no key {named!r} in use: `screening keys list` shows all")
    return found[-1]


def _show_once(made: MadeKey) -> None:
    click.echo(made.secret)
    click.echo(f"{made.key.name} ({made.key.prefix}): shown this once, keep it now", err=True)


def _row(key: ApiKey, now: datetime) -> tuple[str, ...]:
    state = "in use" if key.is_valid(now) else "revoked" if key.revoked_at else "expired"
    scopes = ", ".join(key.scopes)
    portfolios = "all" if key.portfolios is None else ", ".join(key.portfolios)
    return (
        key.name, key.prefix, key.owner, scopes, portfolios, "yes" if key.raises_alerts else "-",
        _minute(key.last_used_at), _minute(key.expires_at), state,
    )  # fmt: skip


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "-"
