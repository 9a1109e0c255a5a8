"""A load report as an operator reads it, and as an exit code."""

from __future__ import annotations

import click

from screening.domain.errors import ListHeld
from screening.services.load_report import LoadCounts, LoadOutcome, LoadReport
from screening.store.proofs import Proof

_SHOWN = 10
"""Quarantined records and unknown fields that are printed; all of them are counted and kept."""

_PLURALS = {"individual": "individuals", "entity": "entities", "vessel": "vessels", "aircraft": "aircraft"}


def print_report(report: LoadReport) -> None:
    """Print what a load read and changed. Raises ``ListHeld`` where the version is held."""
    version = report.version
    mark = " (sample)" if version.sample else " (partial)" if version.partial else ""
    click.echo(f"{version.list_id} {version.version}{mark}: {report.outcome}")
    if report.counts.designations:
        for line in _figures(report):
            click.echo(f"  {line}")
    if report.outcome is LoadOutcome.OLDER:
        click.echo(f"Not put in force: {report.reason}", err=True)
    if report.outcome is LoadOutcome.HELD:
        raise ListHeld(
            f"{version.list_id} {version.version} is held and not in force: {report.reason}; look at it and "
            f"use `screening lists release {version.list_id} {version.version} --reason WHY --by NAME`"
        )


def _figures(report: LoadReport) -> list[str]:
    counts = report.counts
    types = ", ".join(f"{counts.by_type[one]:,} {plural}" for one, plural in _PLURALS.items())
    primary = counts.names - counts.strong_aliases - counts.weak_aliases
    aliases = f"{counts.strong_aliases:,} strong and {counts.weak_aliases:,} weak aliases"
    return [
        f"designations  {counts.designations:,}: {types}",
        f"names         {counts.names:,}: {primary:,} primary, {aliases}",
        f"changes       {report.added:,} added, {report.amended:,} amended, {report.removed:,} removed"
        + (f"; {report.reparsed:,} of them read differently" if report.reparsed else ""),
        f"quarantined   {len(counts.quarantined):,}",
        *_quarantined(counts),
        f"unknown       {counts.unknown_fields.total():,} fields",
        *(f"  {path}: {count:,}" for path, count in counts.unknown_fields.most_common(_SHOWN)),
        *_unknown_programmes(counts),
        *([f"proof         {proof_text(report.proof)}"] if report.proof else []),
        f"seconds       {report.seconds:.1f}",
    ]


def proof_text(proof: Proof) -> str:
    """A proof in a line: when, how much was asked, what was missed."""
    rest = f" (the others with {proof.base})" if proof.base else ""
    return (
        f"{proof.at:%Y-%m-%d %H:%MZ}: {proof.names:,} names{rest} and {proof.manipulated:,} manipulations, "
        f"{proof.missed:,} missed, {proof.seconds:.1f} s"
    )


def _unknown_programmes(counts: LoadCounts) -> list[str]:
    found = counts.unknown_programmes
    shown = [f"  {code}: {count:,}" for code, count in found.most_common(_SHOWN)]
    return [f"programmes    {len(found):,} not described here", *shown] if found else []


def _quarantined(counts: LoadCounts) -> list[str]:
    return [f"  {one.locator}: {one.reason}" for one in counts.quarantined[:_SHOWN]]
