"""``screening audit``: is the record of what was done whole?"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from screening.cli.errors import EXIT_CODES, INCOMPLETE
from screening.cli.session import command_line
from screening.config import Settings
from screening.domain.errors import DatabaseFailure
from screening.services import zero_footprint as service
from screening.services.audit_check import MOST_FINDINGS, AuditReport, verify_audit
from screening.services.audit_export import export_audit
from screening.services.audit_file import key_for_files, verify_export
from screening.services.audit_seal import accept_restore, seal_audit
from screening.services.audit_verification import keep_report
from screening.services.deps import open_deps
from screening.services.subject_access import export_subject
from screening.store.audit_seals import seal_line

_PATH = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """Verify the record of what was done, and seal it."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--file", type=_PATH, metavar="FILE", help="Verify an export instead; needs no database.")
@click.option("--key-file", type=_PATH, metavar="KEY", help="The audit key; with --file.")
@click.option("--keep", is_flag=True, help="Keep what came of it as a record, for reports and pages.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool, file: Path | None, key_file: Path | None, keep: bool) -> None:
    """Check every record, and what it covers; a line for each thing that is not as it was recorded,
    and exit code 5."""
    if file is not None:
        ctx.exit(_verify_file(file, key_file))
    with closing(open_deps(Settings())) as deps:
        report = verify_audit(deps)
        if keep:
            keep_report(deps, report, by=command_line().name)
    if as_json:
        click.echo(json.dumps(_report_to_dict(report)))
    else:
        _print_report(report)
    ctx.exit(EXIT_CODES[DatabaseFailure] if report.findings else 0)


@audit.command()
@click.argument("out", type=click.File("wb"))
@click.option("--from", "since", type=_DAY, metavar="DATE", help="The first day; default: the beginning.")
@click.option("--to", "until", type=_DAY, metavar="DATE", help="The last day; default: until now.")
def export(out: BinaryIO, since: datetime | None, until: datetime | None) -> None:
    """Write the records to OUT (- for standard output) as JSON Lines, with what they cover."""
    days = {"since": since.date() if since else None, "until": until.date() if until else None}
    with closing(open_deps(Settings())) as deps:
        count = export_audit(deps, out, **days)
    click.echo(f"{count} records exported", err=True)


@audit.command()
@click.argument("out", type=click.File("wb"))
@click.option("--reference", metavar="R", help="The client's own id of the party.")
@click.option("--name", metavar="NAME", help="Its name, in any writing.")
@click.option("--reason", required=True, help="Why; goes into the audit.")
@click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")
def subject(out: BinaryIO, reference: str | None, name: str | None, reason: str, by: str) -> None:
    """Write everything that is kept of one party to OUT (- for standard output) as JSON Lines."""
    with closing(open_deps(Settings())) as deps:
        count = export_subject(deps, out, reference=reference, name=name, reason=reason, by=by)
    click.echo(f"{count} answers and hits", err=True)


@audit.command("zero-footprint")
@click.argument("turn", type=click.Choice(["on", "off", "confirm", "show"]))
@click.argument("change", required=False)
@click.option("--reason", default="", help="Why; goes into the audit.")
@click.option("--by", default="", metavar="NAME", help="Who asks for it, or confirms it: two persons.")
def zero_footprint(turn: str, change: str | None, reason: str, by: str) -> None:
    """Keep a keyed digest in place of the parties asked about (on), or the parties again (off); another
    person must confirm CHANGE. What is kept by digest cannot be replayed."""
    with closing(open_deps(Settings())) as deps:
        if turn == "confirm":
            service.confirm_change(deps, change or "", by=by, entered_by=command_line().name)
        elif turn != "show":
            on, entered_by = turn == "on", command_line().name
            made = service.request_change(deps, on=on, reason=reason, by=by, entered_by=entered_by)
            click.echo(f"another person has to confirm {made.id}")
        click.echo(f"zero footprint is {'on' if service.is_on(deps) else 'off'}")


@audit.command()
@click.option("--restored", is_flag=True, help="Go on from an earlier state that was brought back.")
@click.option("--reason", default="", help="Why; with --restored.")
@click.option("--by", default="", metavar="NAME", help="Who answers for it; with --restored.")
def seal(restored: bool, reason: str, by: str) -> None:
    """Write the head of the chain down outside the database, and print it: keep the line elsewhere."""
    with closing(open_deps(Settings())) as deps:
        made = accept_restore(deps, reason=reason, by=by) if restored else seal_audit(deps)
    click.echo(seal_line(made), nl=False)


def _verify_file(file: Path, key_file: Path | None) -> int:
    report = verify_export(file, key_for_files(Settings(), key_file))
    for finding in report.findings:
        click.echo(str(finding), err=True)
    if report.findings:
        click.echo(f"The export is broken: {len(report.findings)} findings", err=True)
        return EXIT_CODES[DatabaseFailure]
    unkeyed = "" if report.keyed else "; without the key the hashes themselves were not checked"
    span = f"{report.first} to {report.last}"
    click.echo(f"{report.records} records verified, {span} of a chain with head {report.head}{unkeyed}")
    return 0 if report.keyed else INCOMPLETE


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
