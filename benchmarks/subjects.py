"""A file of monitored subjects: clean names, and those that are planted."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from benchmarks.planting import TYPES, Planted

_FILES = (("clean_persons", "person"), ("clean_companies", "company"), ("clean_vessels", "vessel"))


def write_subjects(file: Path, clean: Path, count: int, planted: Sequence[Planted]) -> None:
    """Write ``count`` clean subjects, with names of the files in ``clean``, and the planted ones."""
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(("id", "name", "type"))
        for number, (name, kind) in enumerate(islice(_clean(clean), count), 1):
            rows.writerow((f"clean-{number}", name, kind))
        for one in planted:
            kind = TYPES[one.subject.type] if one.subject.type else ""
            rows.writerow((one.reference, one.subject.name, kind))


def _clean(folder: Path) -> Iterator[tuple[str, str]]:
    """Clean names, then made-up persons and companies of their words, as many as are wanted."""
    read = {kind: _names(folder / f"{file}.csv.gz") for file, kind in _FILES}
    yield from chain.from_iterable([(name, kind) for name in some] for kind, some in read.items())
    draw = random.Random(8)
    while True:
        kind = draw.choice(("person", "person", "company"))
        one, other = draw.choice(read[kind]).split(), draw.choice(read[kind]).split()
        yield " ".join([*one[:1], *other[1:]]) or one[0], kind


def _names(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as text:
        names = [row["name"] for row in csv.DictReader(text) if row["name"].strip()]
    random.Random(7).shuffle(names)
    return names
