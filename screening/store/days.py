"""Days of instants in UTC, and the time between two, worked out by the database: it counts by them, and
answers need not be made of instants first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Double, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class day_of(GenericFunction[str]):  # noqa: N801
    """The day of a column of instants, as ``2026-03-01``."""

    type = String()
    inherit_cache = True
    name = "day_of"


@compiles(day_of, "sqlite")
def _on_sqlite(element: day_of, compiler: SQLCompiler, **more: Any) -> str:
    return f"substr({compiler.process(element.clauses, **more)}, 1, 10)"


@compiles(day_of, "postgresql")
def _on_postgresql(element: day_of, compiler: SQLCompiler, **more: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **more)} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


class seconds_between(GenericFunction[float]):  # noqa: N801
    """The seconds from one column of instants to another, to the millisecond."""

    type = Double()
    inherit_cache = True
    name = "seconds_between"


@compiles(seconds_between, "sqlite")
def _between_on_sqlite(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    first, last = (compiler.process(one, **more) for one in element.clauses)
    return f"round((julianday({last}) - julianday({first})) * 86400.0, 3)"


@compiles(seconds_between, "postgresql")
def _between_on_postgresql(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    first, last = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(round(extract(epoch FROM {last} - {first}), 3) AS double precision)"
