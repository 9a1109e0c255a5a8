"""The index file: every name of a corpus ready to be searched, and all that a hit shows.

A folder of numpy arrays and blobs, named by its corpus stamp, written once and opened
memory-mapped, so that processes share it and need no database. It holds one section for each
way of reading names (persons, organisations, craft).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from screening.domain.codec import designation_from_json, designation_to_json
from screening.domain.designation import AliasStrength, Designation, IdentifierType
from screening.matching.arrays import Lines, open_array
from screening.matching.equal_names import EqualNames, Filed, word_key, write_equal_names
from screening.matching.features import comparable
from screening.matching.lexicon import Lexicon, write_lexicon
from screening.matching.prepared import PreparedName
from screening.matching.section import Section, SectionBuilder
from screening.text.fold import NORMALISER_VERSION
from screening.text.tokens import GROUP_OF_TYPE, NameGroup

FORMAT_VERSION = "21"
"""Raised when the files of an index change; part of the name of its folder."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A designation as it goes into an index: with its version, the authority's page, and the
    classes of what its programmes impose."""

    designation: Designation
    list_version: str
    entry_url: str | None
    measure_classes: tuple[str, ...] = ()


class Index:
    """An opened index; immutable and safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        if (meta["format"], meta["normaliser"]) != (FORMAT_VERSION, NORMALISER_VERSION):
            raise ValueError(f"{folder} was built by another version")
        self.list_ids: tuple[str, ...] = tuple(meta["lists"])
        self.sections = {group: Section(folder / group.value, group) for group in NameGroup}
        self.lexicon = Lexicon(folder / "lexicon")
        self._equal_names = EqualNames(folder / "equal_names")
        self._identifiers_json = (folder / "identifiers.json").read_bytes()
        self._list_of: NDArray[np.int16] = open_array(folder, "entry_list")
        self.entry = lru_cache(maxsize=1024)(_Entries(folder, meta).read)
        """An entry by number, those lately asked for at hand. The cache knows no index: in a circle of
        references the index's files would stay open until the collector comes by."""

    def __len__(self) -> int:
        return len(self._list_of)

    @cached_property
    def _identifiers(self) -> dict[str, dict[str, list[int]]]:
        """Worked out when they are first asked for: files of mere names never ask."""
        found: dict[str, dict[str, list[int]]] = json.loads(self._identifiers_json)
        return found

    def list_id(self, entry: int) -> str:
        """The list that an entry stands on."""
        return self.list_ids[int(self._list_of[entry])]

    @property
    def identifier_types(self) -> list[IdentifierType]:
        """The types of identifiers that occur in this corpus."""
        return [IdentifierType(kind) for kind in self._identifiers]

    @property
    def identifier_values(self) -> set[str]:
        """All identifiers of this corpus in their comparable forms, whatever their type."""
        return {value for table in self._identifiers.values() for value in table}

    def with_identifier(self, kind: IdentifierType, value: str) -> list[int]:
        """The entries that carry an identifier, given in its comparable form."""
        return self._identifiers.get(kind, {}).get(value, [])

    def with_equal_names(self, asked: Sequence[PreparedName]) -> list[list[tuple[int, int]]]:
        """For each name asked those of the same words in any order, and perhaps one more: the number of
        each one's entry and its place among the entry's names."""
        return self._equal_names.find(asked)

    def has_equal_names(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Of which keys of names asked (``equal_names.word_key``) there is a name of the same words."""
        return self._equal_names.has(keys)


class _Entries:
    """The entries of an index, each read from its file when it is asked for."""

    def __init__(self, folder: Path, meta: dict[str, Any]) -> None:
        self._lines = Lines(folder, "entries")
        self._list_of: NDArray[np.int16] = open_array(folder, "entry_list")
        self._versions: list[tuple[str, str | None]] = [tuple(v) for v in meta["versions"]]
        self._classes_of: NDArray[np.int16] = open_array(folder, "entry_classes")
        self._classes: list[tuple[str, ...]] = [tuple(classes) for classes in meta["measure_classes"]]

    def read(self, number: int) -> IndexEntry:
        """One of them."""
        designation = designation_from_json(self._lines[number])
        version, template = self._versions[self._list_of[number]]
        ref = quote(designation.authority_ref, safe="")
        url = template.format(authority_ref=ref) if template else None
        return IndexEntry(designation, version, url, self._classes[self._classes_of[number]])


def build_index(folder: Path, entries: Iterable[IndexEntry]) -> None:
    """Write an index into ``folder`` (created; must not exist). Entries in any order; the
    ``entry_url`` of each is the template of its list. The caller syncs and publishes it."""
    folder.mkdir(parents=True)
    builders = {group: SectionBuilder(group) for group in NameGroup}
    lists: dict[str, tuple[int, str, str | None]] = {}
    identifiers: dict[str, dict[str, list[int]]] = {}
    classes: dict[tuple[str, ...], int] = {}
    equal_names: list[Filed] = []
    offsets, list_of, classes_of = [0], [], []
    with (folder / "entries.bin").open("wb") as blob:
        for number, entry in enumerate(entries):
            designation = entry.designation
            place = lists.setdefault(designation.list_id, (len(lists), entry.list_version, entry.entry_url))
            offsets.append(offsets[-1] + blob.write(designation_to_json(designation)))
            list_of.append(place[0])
            classes_of.append(classes.setdefault(entry.measure_classes, len(classes)))
            group = GROUP_OF_TYPE[designation.party_type]
            for at, name in enumerate(designation.names):
                strong = name.strength is AliasStrength.STRONG
                readings = builders[group].add(name.text, number, at, strong=strong)
                equal_names += [(word_key(reading), number, at) for reading in readings]
            _add_identifiers(identifiers, designation, number)
    words = set[str]().union(*(builder.words for builder in builders.values()))
    terms = set[str]().union(*(builder.terms for builder in builders.values()))
    numbers = write_lexicon(folder / "lexicon", words, terms)
    for group, builder in builders.items():
        builder.write(folder / group.value, numbers)
    write_equal_names(folder / "equal_names", equal_names)
    np.save(folder / "entries_offsets.npy", np.asarray(offsets, np.int64))
    np.save(folder / "entry_list.npy", np.asarray(list_of, np.int16))
    np.save(folder / "entry_classes.npy", np.asarray(classes_of, np.int16))
    (folder / "identifiers.json").write_text(json.dumps(identifiers), "utf-8")
    meta = {
        "format": FORMAT_VERSION,
        "normaliser": NORMALISER_VERSION,
        "lists": list(lists),
        "versions": [place[1:] for place in lists.values()],
        "measure_classes": list(classes),
    }
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")


def _add_identifiers(table: dict[str, dict[str, list[int]]], designation: Designation, number: int) -> None:
    for identifier in designation.identifiers:
        value = comparable(identifier.type, identifier.value)
        if value:
            table.setdefault(identifier.type, {}).setdefault(value, []).append(number)


def open_index(folder: Path) -> Index:
    """Open what ``build_index`` wrote; ``ValueError`` for another format or normaliser."""
    return Index(folder)
