"""The names that the speed measurements ask for, and a corpus grown by recombining real names."""

from __future__ import annotations

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TextIO

from screening.domain.designation import Designation, Name, PartyType
from screening.matching.index import IndexEntry

_TYPES = {"Person": PartyType.INDIVIDUAL, "Vessel": PartyType.VESSEL, "Airplane": PartyType.AIRCRAFT}
_OPENERS: dict[str, Callable[..., TextIO]] = {".gz": gzip.open, ".csv": open}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SEED = 20261121


class Asked(NamedTuple):
    """A name to ask for, and the type of its party."""

    name: str
    type: PartyType


def listed_names(entries: Iterable[IndexEntry]) -> list[Asked]:
    """Every name of the entries."""
    return [
        Asked(name.text, entry.designation.party_type)
        for entry in entries
        for name in entry.designation.names
    ]


def clean_names(files: Sequence[Path]) -> list[Asked]:
    """Names of parties that are not listed: the columns ``name`` and ``schema`` of CSV files,
    plain or ``.gz``."""
    found = []
    for path in files:
        with _OPENERS[path.suffix](path, "rt", encoding="utf-8") as lines:
            rows = csv.DictReader(lines)
            found += [Asked(row["name"], _TYPES.get(row["schema"], PartyType.ENTITY)) for row in rows]
    return found


def asked_names(listed: Sequence[Asked], clean: Sequence[Asked], count: int) -> list[Asked]:
    """``count`` names, no two alike: half of them listed ones with one or two letters changed, half
    clean ones (all listed where there are no clean ones)."""
    chance = random.Random(_SEED)
    known = {name for name, _ in listed}
    taken = chance.sample(clean, min(len(clean), count // 2))
    while len(set(taken)) < count:
        name, party_type = chance.choice(listed)
        slipped = Asked(_with_slips(name, chance), party_type)
        if slipped.name not in known:
            taken.append(slipped)
    names = list(dict.fromkeys(taken))
    chance.shuffle(names)
    return names


def _with_slips(name: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(name))
        letter = chance.choice(_LETTERS)
        before, after = name[:at], name[at + 1 :]
        name = chance.choice((before + letter + after, before + letter + name[at:], before + after or name))
    return name


def grown(entries: Sequence[IndexEntry], times: int) -> Iterator[IndexEntry]:
    """The entries and, for each, ``times - 1`` more whose names are made of the words of others of
    the same party type: a corpus ``times`` as large in which words are as frequent as in this."""
    yield from entries
    chance = random.Random(_SEED)
    words: dict[PartyType, list[str]] = defaultdict(list)
    for name, party_type in listed_names(entries):
        words[party_type] += name.split()
    for number in range(1, times):
        for entry in entries:
            yield replace(entry, designation=_recombined(entry.designation, words, number, chance))


def _recombined(
    designation: Designation, words: dict[PartyType, list[str]], number: int, chance: random.Random
) -> Designation:
    same = words[designation.party_type]

    def other(name: Name) -> Name:
        return replace(name, text=" ".join(chance.choice(same) for _ in name.text.split()), wording=None)

    names = tuple(map(other, designation.names))
    return replace(designation, names=names, authority_ref=f"{designation.authority_ref}-{number}")
