"""Counts how often each token occurs in names: the table that says which tokens are rare.

    python tools/build_token_frequency.py EVAL_FOLDER > screening/text/data/token_frequency.csv

Origin: the names of the official lists (OFAC, UN, EU: public) and the clean names of the
evaluation data (GLEIF CC0, Wikidata CC0, EveryPolitician, IMO registers). Only counts leave:
tokens with three or more names over two or more sources. Names themselves are not kept.
Columns: token, then the number of names of persons, organisations and craft it occurs in; the
first line ``*`` carries the number of names counted.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter, defaultdict
from pathlib import Path

from screening.text.fold import fold
from screening.text.tokens import NameGroup

GROUPS = {
    "Person": NameGroup.PERSON,
    "Company": NameGroup.ORGANISATION,
    "Organization": NameGroup.ORGANISATION,
    "LegalEntity": NameGroup.ORGANISATION,
    "Vessel": NameGroup.CRAFT,
    "Airplane": NameGroup.CRAFT,
}
FEWEST_NAMES, FEWEST_SOURCES = 3, 2


def main(folder: Path) -> None:
    """Print the table for the names under ``folder``."""
    counts: dict[NameGroup, Counter[str]] = {group: Counter() for group in NameGroup}
    sources: dict[str, set[str]] = defaultdict(set)
    seen: set[tuple[NameGroup, str]] = set()
    for file in ("list_names", "clean_persons", "clean_companies", "clean_vessels"):
        for source, group, name in _names(folder / f"{file}.csv.gz"):
            folded = fold(name)
            if (group, folded) not in seen:
                seen.add((group, folded))
                counts[group].update(set(folded.split()) | {"*"})
            for token in set(folded.split()):
                sources[token].add(source)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["token", *(group.value for group in NameGroup)])
    writer.writerow(["*", *(counts[group]["*"] for group in NameGroup)])
    for token in sorted(sources):
        row = [counts[group][token] for group in NameGroup]
        if len(token) > 1 and sum(row) >= FEWEST_NAMES and len(sources[token]) >= FEWEST_SOURCES:
            writer.writerow([token, *row])


def _names(path: Path) -> list[tuple[str, NameGroup, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return [
            (
                row.get("source") or row.get("list") or "list",
                GROUPS.get(row.get("schema") or "", NameGroup.PERSON),
                row["name"],
            )
            for row in csv.DictReader(handle)
        ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
