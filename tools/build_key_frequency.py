"""Counts how often each key of a token occurs: its skeletons, echoes and meanings.

    python tools/build_key_frequency.py > screening/matching/data/key_frequency.csv

From ``screening/text/data/token_frequency.csv``: a key is as frequent as all words that have it.
Skeletons are in capitals, echoes begin with ``*``, meanings of the words of organisations with ``=``.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from importlib.resources import files

from screening.matching.echoes import echoes
from screening.matching.skeletons import skeletons
from screening.text.organisations import meaning_of
from screening.text.tokens import NameGroup


def key_rows() -> list[list[str]]:
    """The table, its heading first, in the order of the keys."""
    text = files("screening.text").joinpath("data/token_frequency.csv").read_text("utf-8")
    counts: defaultdict[str, Counter[NameGroup]] = defaultdict(Counter)
    for row in list(csv.DictReader(text.splitlines()))[1:]:
        for group in NameGroup:
            for key in _keys(row["token"], group):
                counts[key][group] += int(row[group.value])
    rows = [[key, *(str(counts[key][group]) for group in NameGroup)] for key in sorted(counts)]
    return [["key", *(group.value for group in NameGroup)], *rows]


def _keys(token: str, group: NameGroup) -> list[str]:
    meanings = meaning_of(token) if group is NameGroup.ORGANISATION else ()
    found = [*{one.upper() for one in skeletons(token)}, *{f"*{one}" for one in echoes(token)}]
    return [*found, *(f"={meaning.text}" for meaning in meanings)]


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(key_rows())
