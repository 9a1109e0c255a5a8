"""An entry with its raw record as an operator reads it."""

from __future__ import annotations

import click

from screening.services.entry_answers import entry_rows
from screening.services.programmes import describe_programmes, measures_of
from screening.services.provenance import Entry


def print_entry(entry: Entry) -> None:
    """Print every fact of an entry, what its programmes are, and the published record."""
    found, version = entry.designation, entry.version
    click.echo(f"{found.primary_name}  ({found.list_id} {found.authority_ref}, {found.party_type})")
    mark = " (sample)" if version.sample else ""
    _print("version", f"{version.version}{mark}, {version.state}, published on {version.published_on}")
    _print("sha256", version.sha256)
    _print("locator", found.locator)
    for field, values in entry_rows(found):
        for number, value in enumerate(values):
            _print("" if number else field, value)
    for programme in describe_programmes(found.list_id, found.programmes):
        words = programme.measure_class.replace("_", " ")
        _print("programme", f"{programme.code}: {programme.title} ({programme.legal_basis}; {words})")
    if not found.measures and measures_of(found):
        _print("measures", ", ".join(measures_of(found)))
    for record in entry.raw_records:
        click.echo(f"\n{record.file}, line {record.line}:\n{record.text}")
    if entry.note:
        click.echo(f"\nNo raw record: {entry.note}.")


def _print(label: str, value: str) -> None:
    click.echo(f"  {label:16} {value}")
