"""What each published file holds and what reading it costs: ``python -m benchmarks.lists FOLDER``.

FOLDER holds published files at any depth. Each is tried against every list that knows its format,
in a process of its own, so that the peak memory is that file's. Sets of several files (OFAC's
tables) are read together when they lie in one folder of the same day: ``NAME__DATE``. One row a
file: parties by type, names, weak aliases, records set aside, unknown fields, seconds, megabytes.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from screening.domain.designation import AliasStrength, Designation
from screening.domain.errors import BadListFile
from screening.domain.listing import ListHeader, Parsed, PublishedFile, Quarantined, UnknownField
from screening.services.list_files import find_list_files
from screening.services.list_formats import recognise
from screening.sources.registry import all_sources

_COLUMNS = ("list", "files", "format", "parties", "names", "weak", "aside", "unknown", "s", "MB")


def main() -> None:
    """Read every file and print a table."""
    print(" | ".join(_COLUMNS))
    for paths in _sets(Path(sys.argv[1])):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            for row in pool.apply(_read, (paths,)):
                print(" | ".join(row), flush=True)


def _sets(folder: Path) -> Iterable[list[Path]]:
    """Files that belong together: OFAC's tables of one day; every other file alone."""
    together: dict[tuple[Path, str], list[Path]] = defaultdict(list)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name, _, day = path.name.partition("__")
        table = name.lower().endswith(".csv") and "ofac" in path.parent.name
        prefix = "cons" if name.lower().startswith("cons") else "sdn"
        together[path.parent, f"{prefix} {day.split('.')[0]}" if table else path.name].append(path)
    return together.values()


def _read(paths: list[Path]) -> list[list[str]]:
    shown = ", ".join(path.name for path in paths)
    rows = []
    for source in all_sources():
        try:
            form, files = recognise(source, find_list_files(paths))
        except BadListFile:
            continue
        started = time.perf_counter()
        try:
            counts = _count(form.parse(tuple(PublishedFile(file.name, file.open) for file in files)))
        except BadListFile as error:
            rows.append([source.list_id, shown, form.name, str(error)])
            continue
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took = f"{time.perf_counter() - started:.1f}"
        rows.append([source.list_id, shown, form.name, *counts, took, f"{megabytes:.0f}"])
    return rows or [["-", shown, "not a list file that is known here"]]


def _count(parsed: Iterable[Parsed]) -> list[str]:
    types: Counter[str] = Counter()
    sums: Counter[str] = Counter()

    def designation(found: Designation) -> None:
        types[found.party_type] += 1
        sums["names"] += len(found.names)
        sums["weak"] += sum(name.strength is AliasStrength.WEAK for name in found.names)

    takes: dict[type, Callable[[Any], None]] = {
        Designation: designation,
        ListHeader: lambda _: None,
        Quarantined: lambda _: sums.update(aside=1),
        UnknownField: lambda _: sums.update(unknown=1),
    }
    for item in parsed:
        takes[type(item)](item)
    parties = ", ".join(f"{count:,} {kind}" for kind, count in sorted(types.items()))
    return [parties, *(f"{sums[key]:,}" for key in ("names", "weak", "aside", "unknown"))]


if __name__ == "__main__":
    main()
