"""How far a batch has come, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import click

_SHARES = 10
"""Lines that a long batch is told in."""

_LONG = 20_000
"""Rows below which nothing is told without a terminal."""

Progress = Callable[[int, int], None]


@contextmanager
def batch_progress() -> Iterator[Progress]:
    """What to tell the rows that are done and the rows that there are."""
    if not sys.stderr.isatty():
        yield _Lines().tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (BarColumn(), MofNCompleteColumn(), "rows", rate, TimeRemainingColumn())
    console = Console(stderr=True)
    # shown with each chunk rather than by a thread: workers are forked from a process that has none
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None, rate="")
        pace = _Pace()
        yield lambda done, rows: bar.update(
            task, completed=done, total=rows, rate=pace.words(done), refresh=True
        )


class _Pace:
    """Rows a second since the first that was told."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def rate(self, done: int) -> float:
        """Rows a second; 0 before there is anything to tell."""
        now = time.monotonic()
        first, began = self._first = self._first or (done, now)
        return (done - first) / (now - began) if now > began else 0.0

    def words(self, done: int) -> str:
        """The rate as it is shown."""
        rate = self.rate(done)
        return f"{rate:,.0f} rows/s" if rate else ""


class _Lines:
    """A line for each tenth of a long batch."""

    def __init__(self) -> None:
        self._pace = _Pace()
        self._told: int | None = None

    def tell(self, done: int, rows: int) -> None:
        """Say how far it is, where that is worth a line."""
        rate = self._pace.rate(done)
        share = done * _SHARES // rows if rows else _SHARES
        if rows < _LONG or self._told is None or share <= self._told:
            self._told = share if self._told is None else self._told
            return
        self._told = share
        left = f", {timedelta(seconds=round((rows - done) / rate))} left" if rate and done < rows else ""
        click.echo(f"{done:,} of {rows:,} rows, {rate:,.0f} rows/s{left}", err=True)
