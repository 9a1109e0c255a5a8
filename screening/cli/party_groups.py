"""``screening lists groups``, ``link``, ``unlink`` and ``undo-link``: which entries are of one party."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import closing

import click

from screening.config import Settings
from screening.domain.party_group import Certainty, DecisionKind, Member, parse_member
from screening.services.deps import open_deps
from screening.services.party_catalogue import ShownGroup, decide, group_to_dict, list_groups


@click.command()
@click.option(
    "--certainty", type=click.Choice([one.value for one in Certainty]), help="Keep to certain or probable."
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=0), help="Groups to show.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def groups(certainty: str | None, limit: int, as_json: bool) -> None:
    """Show the party groups of the lists in force, with what links their entries."""
    with closing(open_deps(Settings())) as deps:
        found = list_groups(deps, certainty=Certainty(certainty) if certainty else None)
    shown = found[:limit]
    if as_json:
        click.echo(json.dumps([group_to_dict(one) for one in shown], indent=2, ensure_ascii=False))
        return
    counts = Counter(one.group.certainty for one in found)
    click.echo(f"{len(found):,} groups: " + ", ".join(f"{counts[one]:,} {one.value}" for one in Certainty))
    _print_groups(shown)
    if len(shown) < len(found):
        click.echo(f"\n{len(found) - len(shown):,} more; raise --limit to see them")


def _decision(name: str, kind: DecisionKind, text: str) -> click.Command:
    """The command ``name``, which decides ``kind`` of two designations; ``text`` is its help."""

    @click.command(name, help=text)
    @click.argument("first")
    @click.argument("second")
    @click.option("--reason", required=True, help="Why; goes into the audit.")
    @click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")
    def command(first: str, second: str, reason: str, by: str) -> None:
        pair = parse_member(first), parse_member(second)
        with closing(open_deps(Settings())) as deps:
            _print_groups(decide(deps, *pair, kind, by=by, reason=reason))

    return command


DECISIONS = (
    _decision(
        "link",
        DecisionKind.LINKED,
        "Decide that FIRST and SECOND (LIST_ID:AUTHORITY_REF) are of one party, whatever the lists say.",
    ),
    _decision(
        "unlink",
        DecisionKind.APART,
        "Decide that FIRST and SECOND (LIST_ID:AUTHORITY_REF) are two parties: never in one group.",
    ),
    _decision(
        "undo-link",
        DecisionKind.WITHDRAWN,
        "Take the last decision on FIRST and SECOND back: what the lists publish counts again.",
    ),
)


def _print_groups(shown: Iterable[ShownGroup]) -> None:
    for one in shown:
        click.echo(f"\n{one.group.id}  {one.group.certainty.value}")
        for member in one.group.members:
            click.echo(f"  {_member(one, member)}")
        for link in one.group.links:
            click.echo(f"    {link.certainty.value}, {link.basis.value}: {link.evidence}")
        for made in one.decisions:
            pair = f"{made.first} and {made.second}"
            click.echo(f"    {pair} {made.kind.value} by {made.actor} on {made.at:%Y-%m-%d}: {made.reason}")


def _member(shown: ShownGroup, member: Member) -> str:
    listed = shown.listed.get(member)
    name = f"{listed.primary_name} ({listed.party_type.value})" if listed else "no longer in force"
    return f"{member}  {name}" + ("" if member in shown.group.certain else "  probably")
