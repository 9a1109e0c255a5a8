"""``screening users``: who signs in to the pages."""

from __future__ import annotations

from contextlib import closing

import click

from screening.cli.session import command_line
from screening.cli.tables import print_table
from screening.config import Settings
from screening.domain.access import AnalystLevel
from screening.services.deps import open_deps
from screening.services.four_eyes import alter_user, make_user
from screening.services.sign_in import is_locked
from screening.services.users import UserOrder, all_users

_NO_LEVEL = "none"
_LEVELS = [level.value for level in AnalystLevel]


@click.group()
def users() -> None:
    """Make, change and show the people who sign in to the pages."""


@users.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, help="Repeatable.")
@click.option("--portfolio", "portfolios", multiple=True, metavar="ID", help="Keep to these; default: all.")
@click.option("--level", type=click.Choice(_LEVELS), help="What waived approval may ask for.")
@click.option("--no-password", is_flag=True, help="By single sign-on only.")
def create(
    name: str, portfolios: tuple[str, ...], no_password: bool, roles: tuple[str, ...], level: str | None
) -> None:
    """Make the user NAME; asks for the password."""
    password = None if no_password else _ask_password()
    order = UserOrder(
        name=name,
        roles=roles,
        portfolios=portfolios or None,
        password=password,
        level=AnalystLevel(level) if level else None,
    )
    with closing(open_deps(Settings())) as deps:
        made = make_user(deps, order, command_line())
    click.echo(f"made {made.name}")


@users.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="The new roles, in place of all old ones.")
@click.option("--portfolio", "portfolios", multiple=True, metavar="ID", help="In place of all old ones.")
@click.option("--level", type=click.Choice([*_LEVELS, _NO_LEVEL]), help="What waived approval asks for.")
@click.option("--disable/--enable", "disabled", default=None, help="Keep out, or let in again.")
@click.option("--unlock", is_flag=True, help="Let in again after too many wrong passwords.")
@click.option("--password", "new_password", is_flag=True, help="Ask for a new password.")
def change(
    name: str,
    level: str | None,
    disabled: bool | None,
    unlock: bool,
    new_password: bool,
    **lists: tuple[str, ...],
) -> None:
    """Change the user NAME, who is signed out in all browsers."""
    changes: dict[str, object] = {key: value for key, value in lists.items() if value}
    changes |= {"level": None if level == _NO_LEVEL else AnalystLevel(level)} if level else {}
    changes |= {} if disabled is None else {"disabled": disabled}
    changes |= {"locked": False} if unlock else {}
    changes |= {"password": _ask_password()} if new_password else {}
    with closing(open_deps(Settings())) as deps:
        alter_user(deps, name, changes, command_line())
    click.echo(f"changed {name}")


@users.command("list")
def list_() -> None:
    """Show all users."""
    with closing(open_deps(Settings())) as deps:
        found, now = all_users(deps), deps.clock()
    rows = []
    for user in found:
        state = "disabled" if user.disabled else "locked" if is_locked(user, now) else "in use"
        portfolios = "all" if user.portfolios is None else ", ".join(user.portfolios)
        rows.append((user.name, ", ".join(user.roles), user.level or "-", portfolios, state))
    print_table(("name", "roles", "level", "portfolios", "state"), rows)


def _ask_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
