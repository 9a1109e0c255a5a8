"""Charts as geometry that templates draw in SVG: no script, no colour needed to read them.

Every chart stands beside a table, or says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_MARGIN = 4
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a line at its place in the picture."""

    x: float
    y: float
    on: date
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Values over time as a line that goes in steps: what is in force stays so until the next."""

    width: int
    height: int
    dots: tuple[Dot, ...]

    @property
    def path(self) -> str:
        """The line, as SVG writes paths."""
        first, *others = self.dots
        return f"M{first.x} {first.y}" + "".join(f"H{dot.x}V{dot.y}" for dot in others)

    @property
    def words(self) -> str:
        """What the line shows, for whoever does not see it."""
        first, last = self.dots[0], self.dots[-1]
        if len(self.dots) == 1:
            return f"{last.value:,} on {last.on}, the only version"
        most = max(dot.value for dot in self.dots)
        least = min(dot.value for dot in self.dots)
        return (
            f"{len(self.dots)} versions: {first.value:,} on {first.on}, {last.value:,} on {last.on}; "
            f"between {least:,} and {most:,}"
        )


def draw_line(values: Sequence[tuple[date, int]], *, width: int, height: int) -> LineChart | None:
    """The values, in the order of their days, over the whole picture; None for no value."""
    if not values:
        return None
    days, counts = [day for day, _ in values], [count for _, count in values]
    span, low = (days[-1] - days[0]).days or 1, min(counts)
    rise = max(counts) - low
    wide, high = width - 2 * _MARGIN, height - 2 * _MARGIN
    dots = tuple(
        Dot(
            round(_MARGIN + wide * ((day - days[0]).days / span if len(values) > 1 else 1), 1),
            round(_MARGIN + high * (1 - (count - low) / rise if rise else 0.5), 1),
            day,
            count,
        )
        for day, count in values
    )
    return LineChart(width=width, height=height, dots=dots)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart: where it stands and how high it is."""

    x: float
    y: float
    height: float
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChart:
    """Series side by side, a group of columns for each label. ``top`` is what the upper line stands for."""

    width: int
    height: int
    column: float
    top: int
    series: tuple[tuple[str, tuple[Column, ...]], ...]
    first: str
    last: str


def draw_columns(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], *, width: int, height: int
) -> ColumnChart | None:
    """Columns of all ``series``, each with a value for each label; None where there is no label."""
    if not labels:
        return None
    top = nice_top(max((value for _, values in series for value in values), default=0))
    group = width / len(labels)
    column = round(min(group * 0.8 / len(series), 40), 2)
    drawn = tuple(
        (name, tuple(_column(n, value, (at, column), group, (height, top)) for n, value in enumerate(values)))
        for at, (name, values) in enumerate(series)
    )
    return ColumnChart(
        width=width, height=height, column=column, top=top, series=drawn, first=labels[0], last=labels[-1]
    )


def nice_top(most: int) -> int:
    """The least of 1, 2, 5, 10, 20 … that is not below ``most``."""
    power = 1
    while True:
        for step in _NICE:
            if step * power >= most:
                return step * power
        power *= 10


def _column(
    number: int, value: int, place: tuple[int, float], group: float, scale: tuple[int, int]
) -> Column:
    at, width = place
    height, top = scale
    tall = round(height * value / top, 2)
    return Column(round(group * number + group * 0.1 + at * width, 2), round(height - tall, 2), tall, value)
