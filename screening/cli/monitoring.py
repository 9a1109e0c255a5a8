"""``screening monitoring``: what rescreenings did, what went wrong, and the proof for a period."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from screening.cli.errors import INCOMPLETE
from screening.cli.out_file import out_file
from screening.cli.rescreen import run_line
from screening.cli.session import command_line, opened, screening_session
from screening.cli.tables import print_table
from screening.domain.screening import POINTS
from screening.services.coverage import Coverage, read_coverage
from screening.services.coverage_answers import coverage_to_csv, coverage_to_dict
from screening.services.incidents import close_incident
from screening.services.monitoring_answers import finding_to_dict, run_to_dict
from screening.services.replay import Outcome
from screening.services.rescreen_replay import RunReplay, replay_run, run_replay_to_dict
from screening.services.rescreen_simulation import SimulationOrder, simulate_policy, simulation_to_dict
from screening.store.findings import findings_of
from screening.store.findings import incidents as all_incidents
from screening.store.rescreenings import get_run, runs_page
from screening.store.schedule import due_runs

_COVERED = ("list", "version", "in force", "outcome", "minutes", "rescreening", "subjects", "not in time")
_INSTANT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.group()
def monitoring() -> None:
    """Show rescreenings, incidents and coverage; try a policy on monitored subjects."""


@monitoring.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def runs(limit: int) -> None:
    """Show the last rescreenings."""
    with opened() as deps, deps.database.reading() as session:
        for run in runs_page(session, limit):
            click.echo(f"{run.started_at:%Y-%m-%d %H:%M} {run_line(run)}")


@monitoring.command()
@click.argument("number", type=int)
def run(number: int) -> None:
    """Show the rescreening NUMBER and what it found, as JSON."""
    with opened() as deps, deps.database.reading() as session:
        found = run_to_dict(get_run(session, number))
        findings = [finding_to_dict(one) for one in findings_of(session, number, 10_000)]
    click.echo(json.dumps(found | {"findings": findings}, indent=2, ensure_ascii=False))


@monitoring.command()
def incidents() -> None:
    """Show the daily runs that found something else than was known."""
    with opened() as deps, deps.database.reading() as session:
        rows = [
            (str(one.id), f"{one.at:%Y-%m-%d %H:%M}", str(one.rescreening), f"{one.differences:,}", one.state,
             one.text)
            for one in all_incidents(session)
        ]  # fmt: skip
    print_table(("incident", "at", "rescreening", "differences", "state", "text"), rows)


@monitoring.command("close-incident")
@click.argument("number", type=int)
@click.option("--text", required=True, help="What came of it.")
def close(number: int, text: str) -> None:
    """Close the incident NUMBER."""
    with opened() as deps:
        close_incident(deps, number, text=text, by=command_line())
    click.echo(f"incident {number} is closed")


@monitoring.command()
def scheduled() -> None:
    """Show what `screening schedule` did."""
    with opened() as deps, deps.database.reading() as session:
        rows = [
            (one.task, f"{one.due_at:%Y-%m-%d %H:%M}", f"{one.started_at:%Y-%m-%d %H:%M}", one.state,
             str(one.missed or ""), one.note)
            for one in due_runs(session)
        ]  # fmt: skip
    print_table(("task", "due", "started", "state", "missed", "what came of it"), rows)


@monitoring.command()
@click.option("--since", type=_INSTANT, help="From when on, in UTC; default: a day ago.")
@click.option("--until", type=_INSTANT, help="Up to when, in UTC; default: now.")
@click.option("--minutes", type=click.IntRange(1, 100_000), default=60, show_default=True)
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE", help="Write CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def coverage(
    ctx: click.Context, /, since: datetime | None, until: datetime | None, minutes: int, **shown: Any
) -> None:
    """Tell whether every subject was screened against every version in force within so many MINUTES.

    Exit code 6: it was not, or a daily run found something else than was known.
    """
    with opened() as deps:
        end = until.replace(tzinfo=UTC) if until else deps.clock()
        begin = since.replace(tzinfo=UTC) if since else end - timedelta(days=1)
        found = read_coverage(deps, begin, end, minutes)
    if shown["csv_file"]:
        _write_csv(shown["csv_file"], found)
    if shown["as_json"]:
        click.echo(json.dumps(coverage_to_dict(found), indent=2, ensure_ascii=False))
    else:
        _print_coverage(found)
    ctx.exit(0 if found.is_whole else INCOMPLETE)


def _write_csv(path: Path, found: Coverage) -> None:
    with out_file(path) as file:
        file.write(coverage_to_csv(found).encode())


def _print_coverage(found: Coverage) -> None:
    rows = [
        (one.name, one.version, f"{one.at:%Y-%m-%d %H:%M}", one.outcome,
         "" if one.minutes is None else f"{one.minutes:.1f}", str(one.rescreening or ""),
         f"{one.subjects:,}", f"{one.not_in_time:,}")
        for one in found.versions
    ]  # fmt: skip
    print_table(_COVERED, rows)
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(found.subjects.items())) or "none"
    click.echo(f"changes of subjects: {counts}")
    for one in found.late_subjects:
        click.echo(f"  {one.name}, due since {one.at:%Y-%m-%d %H:%M} ({one.version}): {one.outcome}")
    if found.days_without:
        click.echo(f"days without a daily run: {', '.join(found.days_without)}")
    click.echo(f"incidents: {found.incidents}")


@monitoring.command()
@click.argument("number", type=int)
@click.option("--sample", type=click.IntRange(1), metavar="N", help="How many of its subjects; default: all.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Draws the same sample.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def replay(ctx: click.Context, /, number: int, as_json: bool, **drawn: int) -> None:
    """Do the rescreening NUMBER again: the same subjects as they were, the same versions and policy.

    Nothing is recorded. Exit code 6: it gives something else than was known then, or cannot be done again.
    """
    with screening_session() as session:
        found = replay_run(session.deps, session.corpora, number, **drawn)
    if as_json:
        click.echo(json.dumps(run_replay_to_dict(found), indent=2, ensure_ascii=False))
    else:
        _print_replay(found)
    ctx.exit(0 if found.outcome is Outcome.SAME else INCOMPLETE)


_REPLAYED = {
    Outcome.SAME: "The same: {subjects:,} of {of_subjects:,} subjects, {hits:,} hits.",
    Outcome.DIFFERS: "Something else than was known.",
    Outcome.NOT_REPLAYABLE: "It cannot be done again.",
}


def _print_replay(found: RunReplay) -> None:
    counts = {name: getattr(found, name) for name in ("subjects", "of_subjects", "hits")}
    click.echo(_REPLAYED[found.outcome].format(**counts))
    click.echo(f"  policy {found.run.policy}, corpus {found.run.corpus[:12]}, digest {found.run.digest}")
    for reason in found.reasons:
        click.echo(f"  {reason}")
    for one in found.differences:
        then, now = (
            "none" if score is None else f"{score / POINTS:.4f}" for score in (one.recorded, one.replayed)
        )
        click.echo(f"  {one.reference} {one.member}: {then} was known, {now} now")


@monitoring.command()
@click.option("--policy", "policy_id", metavar="ID", help="A policy kept here; default: the one in force.")
@click.option("--threshold", type=click.FloatRange(0, 1), metavar="T", help="Default: the policy's own.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="How many subjects; default: all.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Draws the same sample.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(policy_id: str | None, threshold: float | None, as_json: bool, **drawn: int) -> None:
    """Try a policy or threshold on monitored subjects: hits gained and lost. Nothing is put in force."""
    points = None if threshold is None else round(threshold * POINTS)
    order = SimulationOrder(policy_id=policy_id, threshold=points, **drawn)
    with screening_session() as session:
        found = simulate_policy(session.deps, session.corpora, order, by=command_line())
    if as_json:
        click.echo(json.dumps(simulation_to_dict(found), indent=2, ensure_ascii=False))
        return
    click.echo(
        f"{found.subjects:,} of {found.of_subjects:,} subjects: {found.hits_now:,} hits now, "
        f"{found.hits_then:,} then; {found.gained:,} gained ({found.subjects_gained:,} subjects), "
        f"{found.lost:,} lost ({found.subjects_lost:,} subjects)"
    )
    for one in found.examples:
        score = one.score_then if one.score_now is None else one.score_now
        mark = "+" if one.score_now is None else "-"
        click.echo(f"  {mark} {one.reference} {one.name}: {one.member} {(score or 0) / POINTS:.4f}")
