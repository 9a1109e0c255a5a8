"""``screening report``: the evidence of a screening or an alert, as a file to keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from screening.cli.out_file import out_file
from screening.cli.session import command_line, opened
from screening.domain.access import Principal
from screening.domain.errors import UsageError
from screening.services.deps import Deps
from screening.services.report import Report, alert_report, screening_report
from screening.services.report_files import ReportFormat, hand_out

_OUT = click.Path(path_type=Path, dir_okay=False)


@click.group()
def report() -> None:
    """Write the evidence of a screening or an alert to a file, .html or .pdf."""


@report.command()
@click.argument("screening_id", metavar="ID")
@click.argument("out", type=_OUT)
def screening(screening_id: str, out: Path) -> None:
    """Write the evidence of the screening ID to OUT."""
    _write(out, lambda deps, by: screening_report(deps, screening_id, by=by))


@report.command()
@click.argument("alert_id", metavar="ID")
@click.argument("out", type=_OUT)
def alert(alert_id: str, out: Path) -> None:
    """Write the evidence of the alert ID to OUT, with its decisions and screenings."""
    _write(out, lambda deps, by: alert_report(deps, alert_id, by=by))


def _write(out: Path, gather: Callable[[Deps, Principal], Report]) -> None:
    form = _format(out)
    with opened() as deps:
        by = command_line()
        found = gather(deps, by)
        with out_file(out) as file:
            content = hand_out(deps, found, form, by=by).content
            file.write(content)
    click.echo(f"{out}: {len(content):,} bytes")


def _format(out: Path) -> ReportFormat:
    ending = out.suffix.removeprefix(".").lower()
    if ending not in list(ReportFormat):
        raise UsageError(f"{out.name} must end in .html or .pdf")
    return ReportFormat(ending)
