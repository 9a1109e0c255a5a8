"""``screening replay``: a recorded answer given again, or what differs and why."""

from __future__ import annotations

import json

import click

from screening.cli.errors import INCOMPLETE
from screening.cli.session import command_line, screening_session
from screening.services.replay import Outcome, Replay, Replayer
from screening.services.replay_answers import replay_to_dict, request_to_dict

_WORDS = {
    Outcome.SAME: "The same answer: {hits} hits under policy {policy}, corpus {corpus}.",
    Outcome.DIFFERS: "Another answer than was recorded.",
    Outcome.NOT_REPLAYABLE: "It cannot be replayed.",
}


@click.command()
@click.argument("screening_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def replay(ctx: click.Context, screening_id: str, as_json: bool) -> None:
    """Give the recorded answer ID again from the same lists and policy; exit code 6 where it differs.

    Indexes that are gone are built again from the database; nothing is recorded.
    """
    with screening_session() as session:
        found = Replayer(session.deps, session.corpora).replay(screening_id, seen_by=command_line())
    if as_json:
        click.echo(json.dumps(replay_to_dict(found), ensure_ascii=True, indent=2))
    else:
        _print(found)
    ctx.exit(0 if found.outcome is Outcome.SAME else INCOMPLETE)


def _print(found: Replay) -> None:
    recorded = found.recorded
    words = {"hits": len(recorded.hits), "policy": recorded.policy, "corpus": recorded.corpus[:12]}
    click.echo(_WORDS[found.outcome].format(**words))
    asked_at = f"{recorded.screened_at:%Y-%m-%d %H:%M}Z"
    click.echo(f"  asked by {found.asked_by} at {asked_at}, audit record {found.audit_record}:")
    asked = json.dumps(request_to_dict(recorded.request), ensure_ascii=False)
    click.echo(f"  {asked.encode('utf-8', 'backslashreplace').decode()}")
    for reason in found.reasons:
        click.echo(f"  {reason}")
    for one in found.differences:
        click.echo(f"  {one.path}: {json.dumps(one.recorded)} was recorded, {json.dumps(one.replayed)} now")
