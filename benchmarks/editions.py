"""Published editions, played one after the other: read, compared and put in force."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from screening.domain.codec import fingerprint
from screening.domain.designation import Designation
from screening.services.deps import Deps
from screening.services.list_files import find_list_files
from screening.services.list_formats import recognise
from screening.services.load_report import LoadReport
from screening.services.raw_files import keeping
from screening.services.refresh import load_list
from screening.sources.registry import find_source

OFAC, UN = "us_ofac_sdn", "un_sc_sanctions"


class Edition(NamedTuple):
    """A published edition: its list, the day, the file under ``official/``."""

    list_id: str
    day: str
    file: str

    def __str__(self) -> str:
        return f"{self.list_id} {self.day}"


def _ofac(day: str) -> Edition:
    return Edition(OFAC, day, f"us-ofac/sdn.csv__{day}.xz")


def _un(day: str, file: str = "consolidated") -> Edition:
    return Edition(UN, day, f"un-sc/{file}.xml__{day}.xz")


FIRST = (_ofac("2024-04-26"), _un("2024-11-30"))
"""What is in force when the subjects are handed over."""

OF_OFAC = (_ofac("2024-05-01"), _ofac("2024-05-02"), _ofac("2024-05-03"))
OF_UN = (
    _un("2025-04-19"),
    _un("2025-11-15", "consolidatedLegacyByPRN"),
    _un("2025-11-20", "consolidatedLegacyByPRN"),
    _un("2026-02-27"),
)
STEPS = (*OF_OFAC, *OF_UN)
"""What is put in force then."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edition changes: what was listed and reads otherwise or no longer stands there, and what is
    listed and did not stand there so before; by reference."""

    edition: Edition
    before: Mapping[str, Designation]
    after: Mapping[str, Designation]

    @property
    def added(self) -> list[str]:
        """The references that were not listed before, in order."""
        return sorted(self.after.keys() - self.before.keys())

    @property
    def amended(self) -> list[str]:
        """The references that read otherwise."""
        return sorted(self.after.keys() & self.before.keys())

    @property
    def removed(self) -> list[str]:
        """The references that are listed no longer."""
        return sorted(self.before.keys() - self.after.keys())


def changes(official: Path, first: Sequence[Edition], steps: Sequence[Edition]) -> Iterator[Change]:
    """What each of the steps changes, read from the files themselves and not from what was loaded of them."""
    listed = {edition.list_id: _read(official, edition) for edition in first}
    for edition in steps:
        before, after = listed[edition.list_id], _read(official, edition)
        listed[edition.list_id] = after
        same = {ref for ref in before.keys() & after.keys() if _same(before[ref], after[ref])}
        yield Change(edition, _without(before, same), _without(after, same))


def _same(one: Designation, other: Designation) -> bool:
    return fingerprint(one) == fingerprint(other)


def _without(listed: Mapping[str, Designation], refs: set[str]) -> dict[str, Designation]:
    return {ref: one for ref, one in listed.items() if ref not in refs}


def _read(official: Path, edition: Edition) -> dict[str, Designation]:
    form, chosen = recognise(find_source(edition.list_id), find_list_files([official / edition.file]))
    with tempfile.TemporaryDirectory() as folder, keeping(chosen, Path(folder)) as kept:
        records = form.parse(tuple(file.published() for file in kept))
        return {one.authority_ref: one for one in records if isinstance(one, Designation)}


def put_in_force(deps: Deps, official: Path, edition: Edition) -> LoadReport:
    """Load an edition as an operator does."""
    is_csv = edition.list_id == OFAC
    published = date.fromisoformat(edition.day) if is_csv else None
    files = [official / edition.file]
    return load_list(deps, edition.list_id, files, published_on=published, partial=is_csv)
