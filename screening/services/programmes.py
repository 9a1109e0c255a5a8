"""What the programmes of a list are called and impose: its ``lists/<list_id>/programmes.csv``."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

from screening.domain.designation import Designation
from screening.domain.programme import MeasureClass, Programme
from screening.resources import lists_dir

_TABLE = "programmes.csv"


@cache
def programmes_of(list_id: str) -> Mapping[str, Programme]:
    """The programmes of a list by ``programme_key``; empty for a list that has no table here."""
    path = lists_dir() / list_id / _TABLE
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {programme_key(row["code"]): _programme(row) for row in csv.DictReader(file)}


def programme_key(code: str) -> str:
    """The form in which codes are compared: neither blanks nor case tell two apart."""
    return " ".join(code.split()).casefold()


def describe_programmes(list_id: str, codes: Iterable[str]) -> tuple[Programme, ...]:
    """Those of the programmes that the list's table describes, in the order given."""
    table = programmes_of(list_id)
    return tuple(table[key] for key in map(programme_key, codes) if key in table)


def unknown_programmes(designation: Designation) -> tuple[str, ...]:
    """Codes on a designation that its list's table does not describe; none where the list has no
    table, such as a customer's."""
    table = programmes_of(designation.list_id)
    return tuple(code for code in designation.programmes if table and programme_key(code) not in table)


def measures_of(designation: Designation) -> tuple[str, ...]:
    """What the list itself says that an entry orders, else what its programmes impose."""
    if designation.measures:
        return designation.measures
    described = describe_programmes(designation.list_id, designation.programmes)
    return tuple(dict.fromkeys(measure for one in described for measure in one.measures))


def measure_classes_of(designation: Designation) -> tuple[MeasureClass, ...]:
    """The classes of an entry's programmes, each once, the gravest first."""
    described = describe_programmes(designation.list_id, designation.programmes)
    found = {one.measure_class for one in described}
    return tuple(one for one in MeasureClass if one in found)


@cache
def tables_digest() -> str:
    """8 hex digits over all tables: they change with a release, and hits show what they say."""
    digest = hashlib.sha256()
    for path in sorted(lists_dir().glob(f"*/{_TABLE}")):
        digest.update(f"{path.parent.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def _programme(row: Mapping[str, str]) -> Programme:
    return Programme(
        code=row["code"],
        title=row["title"],
        legal_basis=row["legal_basis"],
        measure_class=MeasureClass(row["measure_class"]),
        measures=tuple(filter(None, map(str.strip, row["measures"].split("|")))),
    )
