"""``screening audit``: is the record of what was done whole?"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict

import click

from screening.cli.errors import EXIT_CODES
from screening.config import Settings
from screening.domain.errors import DatabaseFailure
from screening.services.audit_check import MOST_FINDINGS, AuditReport, verify_audit
from screening.services.audit_seal import accept_restore, seal_audit
from screening.services.deps import open_deps
from screening.store.audit_seals import seal_line


@click.group()
def audit() -> None:
    """Verify the record of what was done, and seal it."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Check every record, and what it covers; a line for each thing that is not as it was recorded,
    and exit code 5."""
    with closing(open_deps(Settings())) as deps:
        report = verify_audit(deps)
    if as_json:
        click.echo(json.dumps(_report_to_dict(report)))
    else:
        _print_report(report)
    ctx.exit(EXIT_CODES[DatabaseFailure] if report.findings else 0)


@audit.command()
@click.option("--restored", is_flag=True, help="Go on from an earlier state that was brought back.")
@click.option("--reason", default="", help="Why; with --restored.")
@click.option("--by", default="", metavar="NAME", help="Who answers for it; with --restored.")
def seal(restored: bool, reason: str, by: str) -> None:
    """Write the head of the chain down outside the database, and print it: keep the line elsewhere."""
    with closing(open_deps(Settings())) as deps:
        made = accept_restore(deps, reason=reason, by=by) if restored else seal_audit(deps)
    click.echo(seal_line(made), nl=False)


def _print_report(report: AuditReport) -> None:
    for finding in report.findings:
        click.echo(str(finding), err=True)
    if report.findings:
        many = "+" if len(report.findings) == MOST_FINDINGS else ""
        click.echo(f"The audit is broken: {len(report.findings)}{many} findings", err=True)
        return
    since = f"{report.sealed_since:%Y-%m-%d}"
    click.echo(
        f"{report.records} records verified, head {report.head}; {report.seals} seals met, since {since}"
    )


def _report_to_dict(report: AuditReport) -> dict[str, object]:
    return {
        "records": report.records,
        "head": asdict(report.head),
        "seals": report.seals,
        "sealed_since": report.sealed_since.isoformat() if report.sealed_since else None,
        "findings": [asdict(one) for one in report.findings],
    }
