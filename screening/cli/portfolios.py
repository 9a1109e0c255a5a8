"""``screening portfolios``: the business units that keys and users are kept to."""

from __future__ import annotations

from contextlib import closing

import click

from screening.cli.session import command_line
from screening.cli.tables import print_table
from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.portfolios import all_portfolios, create_portfolio


@click.group()
def portfolios() -> None:
    """Make and show portfolios, whose screenings only their own keys and users see."""


@portfolios.command()
@click.argument("portfolio_id", metavar="ID")
@click.option("--title", required=True, help="What people call it.")
def create(portfolio_id: str, title: str) -> None:
    """Make the portfolio ID."""
    with closing(open_deps(Settings())) as deps:
        made = create_portfolio(deps, portfolio_id, title, command_line())
    click.echo(f"made {made.id}")


@portfolios.command("list")
def list_() -> None:
    """Show all portfolios."""
    with closing(open_deps(Settings())) as deps:
        print_table(("id", "title"), [(one.id, one.title) for one in all_portfolios(deps)])
