"""A delta as an operator reads it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from screening.domain.listing import ChangeCause, ChangeKind
from screening.services.diff_answers import field_lines
from screening.services.list_diff import NamedChange, VersionDiff


def print_diff(found: VersionDiff, changes: Sequence[NamedChange]) -> None:
    """Print the counts, then a line for each change and, below it, one for each value that differs."""
    counts = ", ".join(f"{found.counts[kind]:,} {kind}" for kind in ChangeKind)
    reparsed = f"; {found.reparsed:,} of them read differently, not changed by the authority"
    click.echo(counts + (reparsed if found.reparsed else ""))
    for change in changes:
        mark = " (reparsed)" if change.cause is ChangeCause.REPARSED else ""
        click.echo(f"{change.kind:8} {change.authority_ref}  {change.primary_name}{mark}")
        for field in change.fields:
            for line in field_lines(field):
                click.echo(f"           {line}")
