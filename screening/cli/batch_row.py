"""``screening batch-row``: one row of a screened file answered again, and whether it is as recorded."""

from __future__ import annotations

import json
from pathlib import Path

import click

from screening.cli.errors import INCOMPLETE
from screening.cli.session import screening_session
from screening.domain.screening import POINTS
from screening.services.batch_replay import RowReplay, replay_row, row_replay_to_dict
from screening.services.replay import Outcome

_WORDS = {
    Outcome.SAME: "The same hits as were recorded.",
    Outcome.DIFFERS: "Other hits than were recorded.",
    Outcome.NOT_REPLAYABLE: "It cannot be answered again.",
}


@click.command("batch-row")
@click.argument("batch_id", metavar="BATCH")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("number", metavar="ROW", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def batch_row(ctx: click.Context, batch_id: str, source: Path, number: int, as_json: bool) -> None:
    """Answer row ROW (from 1, under the header) of IN again on the lists of BATCH; exit code 6 where
    its hits differ.

    IN must be the very file that was screened; nothing is recorded.
    """
    with screening_session() as session:
        found = replay_row(session.deps, session.corpora, batch_id, source, number)
    if as_json:
        click.echo(json.dumps(row_replay_to_dict(found), ensure_ascii=True, indent=2))
    else:
        _print(found)
    ctx.exit(0 if found.outcome is Outcome.SAME else INCOMPLETE)


def _print(found: RowReplay) -> None:
    batch, answer = found.batch, found.answer
    click.echo(_WORDS[found.outcome])
    click.echo(f"  row {found.number} of {batch.input_name}, SHA-256 {batch.input_sha256}")
    click.echo(
        f"  policy {batch.policy}, corpus {batch.corpus[:12]}, begun {batch.started_at:%Y-%m-%d %H:%M}Z"
    )
    if answer:
        why = f" ({answer.reason})" if answer.reason else ""
        click.echo(f"  id {answer.row_id}: {answer.status}{why}, {len(answer.hits)} hits")
        for hit in answer.hits:
            score = f"{hit.score / POINTS:.4f}"
            click.echo(f"  {score} {hit.list_id} {hit.authority_ref} {hit.matched_name}")
    for reason in found.reasons:
        click.echo(f"  {reason}")
    for one in found.differences:
        click.echo(f"  {one.path}: {json.dumps(one.recorded)} was recorded, {json.dumps(one.replayed)} now")
