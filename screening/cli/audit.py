"""``screening audit``: is the record of what was done whole?"""

from __future__ import annotations

import json
from contextlib import closing

import click

from screening.config import Settings
from screening.services.audit_check import verify_chain
from screening.services.deps import open_deps


@click.group()
def audit() -> None:
    """Verify the record of what was done."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Check every record of the audit chain; exit code 5 names the first that is broken."""
    with closing(open_deps(Settings())) as deps:
        head = verify_chain(deps.database)
    if as_json:
        click.echo(json.dumps({"records": head.seq, "head": {"seq": head.seq, "hash": head.hash}}))
    else:
        click.echo(f"{head.seq} records verified, head {head.seq} {head.hash}")
