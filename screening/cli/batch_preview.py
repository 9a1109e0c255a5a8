"""What a file is recognised as, printed for a person."""

from __future__ import annotations

import json

import click

from screening.services.batch_preview import BatchPreview

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "\x1f": "none, one column"}


def print_preview(seen: BatchPreview) -> None:
    """Format, columns with the fields that they are read as, the first rows as read, warnings."""
    click.echo(f"{seen.name}: {_kind(seen)}, {seen.rows:,} rows")
    width = max((len(column.name) for column in seen.columns), default=0)
    for column in seen.columns:
        click.echo(f"  {column.name:{width}}  {column.field or '(passes through)'}")
    for row in seen.first_rows:
        read = json.dumps(row.subject, ensure_ascii=False) if row.subject else "not screened"
        left_out = f"  ({'; '.join(row.left_out)})" if row.left_out else ""
        click.echo(f"row {row.number}, id {row.id}: {read}{left_out}")
    for warning in seen.warnings:
        click.echo(f"Warning: {warning}", err=True)


def _kind(seen: BatchPreview) -> str:
    parts = [seen.format + (f" in {seen.packing}" if seen.packing else "")]
    parts += [f"encoding {seen.encoding}"] if seen.encoding else []
    parts += [f"delimiter {_DELIMITERS.get(seen.delimiter, seen.delimiter)}"] if seen.delimiter else []
    parts += [f"sheet {seen.sheet} of {len(seen.sheets)} filled"] if seen.sheet else []
    return ", ".join(parts)
