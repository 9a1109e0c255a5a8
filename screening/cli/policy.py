"""``screening policy``: what counts as a hit, drafted by one and put in force by whoever answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from screening.cli.load_text import proof_text
from screening.cli.session import command_line
from screening.cli.tables import print_table
from screening.config import Settings
from screening.matching.policy import Policy
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps, open_deps
from screening.services.four_eyes import Request
from screening.services.four_eyes import force as force_with_approval
from screening.services.policies import (
    PolicyState,
    draft_policy,
    find_policy,
    list_policies,
    read_policy_file,
)
from screening.services.policy_answers import differences, policy_to_dict

_SHOWN = 10
"""Misses of a proof that are printed; `--json` has more."""

_HEADERS = ("policy", "state", "drafted by", "drafted at", "in force since", "put in force by")


@click.group()
def policy() -> None:
    """Check, draft and put in force what counts as a hit (docs/policy.md)."""


@policy.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Show the policies that are known here, the one in force first."""
    with _opened() as deps:
        states = list_policies(deps)
    if as_json:
        click.echo(_json_text([policy_to_dict(state) for state in states]))
    else:
        print_table(_HEADERS, [_row(state) for state in states])


@policy.command()
@click.argument("policy_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all that the policy means.")
def show(policy_id: str | None, as_json: bool) -> None:
    """Show a policy: who wrote it and put it in force, and what it says. Without ID, the one in force."""
    with _opened() as deps:
        state = find_policy(deps, policy_id)
    if as_json:
        click.echo(_json_text(policy_to_dict(state)))
        return
    click.echo(f"{state.id}: {state.state}")
    for line in _history(state):
        click.echo(f"  {line}")
    click.echo()
    click.echo(state.wording or _json_text(json.loads(state.content)))


@policy.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check FILE and show what it would change; every fault is named with its line (exit code 3)."""
    found = read_policy_file(file)
    with _opened() as deps:
        before = Catalogue(deps).policy
    click.echo(f"{found.policy.id}: no fault")
    _print_differences(before, found.policy)


@policy.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="NAME", help="Its author; goes into the audit.")
def draft(file: Path, by: str) -> None:
    """Keep FILE as a draft: nothing is screened under it until it is put in force."""
    with _opened() as deps:
        kept = draft_policy(deps, read_policy_file(file), by=by)
    click.echo(f"{kept.policy}: drafted by {kept.author} at {kept.at:%Y-%m-%d %H:%MZ}")


@policy.command()
@click.argument("policy_id", metavar="ID")
@click.option("--reason", required=True, help="Why; goes into the audit.")
@click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")
@click.option("--despite-misses", is_flag=True, help="Even where its proof misses names.")
def force(policy_id: str, reason: str, by: str, despite_misses: bool) -> None:
    """Put the policy ID in force: a draft, an earlier one, or the one that ships.

    All lists in force are proven under it first; where a name is missed, it is held (exit code 4).
    Running services and batches that are started later follow at once. Where four eyes are demanded
    it waits for a second person (exit code 4); ask again once it is approved.
    """
    with _opened() as deps:
        request = Request(reason=reason, by=by, entered_by=command_line().name)
        done = force_with_approval(deps, policy_id, request, despite_misses=despite_misses)
    click.echo(f"{done.policy}: in force")


@contextmanager
def _opened() -> Iterator[Deps]:
    """Without putting the settings' own policy in force: here a person decides."""
    with closing(open_deps(Settings())) as deps:
        yield deps


def _row(state: PolicyState) -> tuple[str, ...]:
    draft = state.kept.draft if state.kept else None
    last = state.activations[0] if state.activations else None
    return (
        state.id,
        state.state,
        draft.author if draft else "-",
        f"{draft.at:%Y-%m-%d %H:%MZ}" if draft else "-",
        f"{last.at:%Y-%m-%d %H:%MZ}" if last else "-",
        last.actor if last else "-",
    )


def _history(state: PolicyState) -> Iterator[str]:
    for one in state.activations:
        yield f"put in force by {one.actor} at {one.at:%Y-%m-%d %H:%MZ}: {one.reason}"
    if state.kept and state.kept.draft:
        yield f"drafted by {state.kept.draft.author} at {state.kept.draft.at:%Y-%m-%d %H:%MZ}"
    for proof in state.proofs:
        yield f"proven on {proof.list_id} {proof.version} at {proof_text(proof)}"
        yield from (f"  missed {miss}" for miss in proof.misses[:_SHOWN])


def _print_differences(before: Policy, after: Policy) -> None:
    changes = list(differences(before, after))
    click.echo(f"against {before.id}, in force:" if changes else f"means the same as {before.id}, in force")
    for key, old, new in changes:
        click.echo(f"  {key}: {old} -> {new}")


def _json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
