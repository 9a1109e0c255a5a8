"""Writes ``screening/text/data/japanese_names.csv``: how names in Han characters are read in Japan.

    python tools/build_japanese_names.py /usr/share/mecab/dic/ipadic/Noun.name.csv

Source: the family and given names of the IPA dictionary, from Debian's ``mecab-ipadic`` (its
licence allows any use and copies with its notice: ``LICENSE.ipadic``). A row holds the names of
one reading; of the readings of a name the two most usual are kept, rare given names are left out.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

_TARGET = Path(__file__).parent.parent / "screening" / "text" / "data" / "japanese_names.csv"
_KINDS = {"姓": "family", "名": "given"}
_HAN = re.compile(r"[\u3005\u3400-\u9fff]+")
_MOST_READINGS = 2
_MOST_COST = {"family": 10_000, "given": 8_461}
"""The dictionary's measure of how rare a word is."""


def main(source: Path) -> None:
    """Write the table."""
    costs: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    with source.open(encoding="euc-jp", newline="") as handle:
        for name, _, _, cost, *rest in csv.reader(handle):
            kind, reading = _KINDS.get(rest[3]), rest[-2]
            if kind and int(cost) <= _MOST_COST[kind] and _HAN.fullmatch(name):
                known = costs[kind, name].get(reading, int(cost))
                costs[kind, name][reading] = min(known, int(cost))
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (kind, name), readings in costs.items():
        for reading in sorted(readings, key=lambda one: (readings[one], one))[:_MOST_READINGS]:
            names[kind, reading].append(name)
    with _TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["kind", "reading", "names"])
        writer.writerows([*key, " ".join(sorted(found))] for key, found in sorted(names.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
