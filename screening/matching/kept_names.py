"""The names of many subjects, prepared once and kept: what a small index is held against when a list changes.

A folder of numpy arrays, written once and opened memory-mapped. Of each name asked it holds what
``reach`` needs: its tokens with their weights, and the questions that each token is looked up by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.domain.designation import IdentifierType
from screening.domain.screening import Subject
from screening.matching.arrays import Lines, open_array, write_lines
from screening.matching.equal_names import word_key
from screening.matching.features import comparable, subject_identifiers
from screening.matching.finding import AskedName, names_asked
from screening.matching.lexicon import forms_of
from screening.matching.policy import Policy
from screening.matching.prepared import CONTENT, MINOR, PreparedName
from screening.matching.shelves import Asked, Question
from screening.text.tokens import NameGroup, TokenKind

GROUPS = tuple(NameGroup)
KEPT_FORMAT = "2"
"""Raised when the files change."""

_AT_ONCE = 4_000
_OPENED = ("forms", "form_offsets")
_ARRAYS = ("subjects", "owners", "groups", "needed", "minor", "initials", "keys", "token_offsets", "weights",
           "entry_offsets", "entries", "kinds", "identifiers", "identifier_owners")  # fmt: skip


class KeptNamesBuilder:
    """Collects subjects and writes their names as arrays."""

    def __init__(self, policy: Policy, threshold: int) -> None:
        """``threshold`` (points): the lowest that the names will be sought at."""
        self._policy, self._threshold = policy, threshold
        self._questions: dict[Question, int] = {}
        self._columns: dict[str, list[Any]] = {name: [] for name in _ARRAYS}
        self._columns["token_offsets"].append(0)
        self._columns["entry_offsets"].append(0)

    def add(self, number: int, subject: Subject) -> None:
        """Add a subject under a number; numbers ascend."""
        owner = len(self._columns["subjects"])
        self._columns["subjects"].append(number)
        for one in names_asked(0, subject, self._policy, self._threshold):
            self._add_name(owner, one)
        for value in _identifiers(subject):
            self._columns["identifiers"].append(hash_of(value))
            self._columns["identifier_owners"].append(owner)

    def _add_name(self, owner: int, one: AskedName) -> None:
        name, columns = one.prepared, self._columns
        columns["owners"].append(owner)
        columns["groups"].append(GROUPS.index(name.group))
        columns["needed"].append(one.needed)
        columns["minor"].append(name.weight_of(MINOR))
        columns["initials"].append(name.kinds.count(TokenKind.INITIAL))
        columns["keys"].append(word_key(name))
        for place, asked in sorted(_asked_of(name).items()):
            columns["weights"].append(name.weights[place])
            columns["entries"] += [self._questions.setdefault(q, len(self._questions)) for q in asked]
            columns["entry_offsets"].append(len(columns["entries"]))
        columns["token_offsets"].append(len(columns["weights"]))

    def write(self, folder: Path) -> None:
        """Write the files into ``folder``, which is created."""
        folder.mkdir(parents=True)
        self._columns["kinds"] = [kind for kind, _ in self._questions]
        for name, values in self._columns.items():
            np.save(folder / f"{name}.npy", np.array(values, _TYPES.get(name, np.int32)))
        _write_forms(folder, list(self._questions))
        write_lines(folder, "questions", (text.encode("ascii") for _, text in self._questions))


def _write_forms(folder: Path, questions: list[Question]) -> None:
    """What the questions are looked up by, so that most are known to lead nowhere without being asked."""
    some = [forms_of(questions[start : start + _AT_ONCE]) for start in range(0, len(questions), _AT_ONCE)]
    sizes = [np.bincount(owners, minlength=min(_AT_ONCE, len(questions) - number * _AT_ONCE))
             for number, (_, owners) in enumerate(some)]  # fmt: skip
    np.save(folder / "forms.npy", np.concatenate([np.empty(0, np.uint32), *(forms for forms, _ in some)]))
    np.save(folder / "form_offsets.npy", np.cumsum(np.concatenate([[0], *sizes]), dtype=np.int64))


_TYPES: dict[str, Any] = {
    "subjects": np.int64, "groups": np.int8, "kinds": np.int8, "keys": np.uint64, "identifiers": np.uint64,
    "minor": np.float32, "weights": np.float32, "token_offsets": np.int64, "entry_offsets": np.int64,
}  # fmt: skip


class KeptNames:
    """The names of some subjects, opened; safe to share between processes."""

    subjects: NDArray[np.int64]
    """The numbers of the subjects, ascending."""
    owners: NDArray[np.int32]
    """Of each name the place of its subject."""
    groups: NDArray[np.int8]
    needed: NDArray[np.int32]
    minor: NDArray[np.float32]
    initials: NDArray[np.int32]
    keys: NDArray[np.uint64]
    token_offsets: NDArray[np.int64]
    weights: NDArray[np.float32]
    """Of each token that a name is found by, in bits."""
    entry_offsets: NDArray[np.int64]
    entries: NDArray[np.int32]
    """Of each token the questions that it is looked up by."""
    kinds: NDArray[np.int8]
    forms: NDArray[np.uint32]
    """Of each question all that it is looked up by."""
    form_offsets: NDArray[np.int64]
    identifiers: NDArray[np.uint64]
    identifier_owners: NDArray[np.int32]

    def __init__(self, folder: Path) -> None:
        """Open what ``KeptNamesBuilder`` wrote."""
        for name in (*_ARRAYS, *_OPENED):
            setattr(self, name, open_array(folder, name))
        self._texts = Lines(folder, "questions")

    def questions(self, numbers: NDArray[np.int64]) -> list[Question]:
        """Some of the questions, by their numbers."""
        kinds = self.kinds[numbers].tolist()
        places = zip(kinds, numbers.tolist(), strict=True)
        return [(Asked(kind), self._texts[number].decode("ascii")) for kind, number in places]


def hash_of(value: str) -> int:
    """A number of 64 bits for a text; two texts hardly ever share one."""
    return int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _identifiers(subject: Subject) -> set[str]:
    """What may be equal to a listed identifier, in every comparable form."""
    values = {asked.value for asked in subject_identifiers(subject)}
    found = {comparable(kind, value) for value in values for kind in IdentifierType}
    return {one for one in found if one}


def _asked_of(name: PreparedName) -> dict[int, list[Question]]:
    """By the place of each token that a name is found by: all that it is looked up by, alone or with its
    neighbours."""
    content = {i for i, kind in enumerate(name.kinds) if kind in CONTENT}
    found: dict[int, list[Question]] = {i: [(Asked.WORD, name.texts[i])] for i in content}
    if name.group is NameGroup.ORGANISATION:
        for i in content:
            found[i].append((Asked.CUT, name.texts[i]))
    for kind, spans in ((Asked.JOINED, name.joined_spans), (Asked.ACRONYM, name.acronyms)):
        for span, text in spans:
            for i in content.intersection(span):
                found[i].append((kind, text))
    return found


def build_kept_names(
    folder: Path, subjects: Iterable[tuple[int, Subject]], policy: Policy, threshold: int
) -> None:
    """Write the names of numbered subjects into ``folder``, which is created."""
    builder = KeptNamesBuilder(policy, threshold)
    for number, subject in subjects:
        builder.add(number, subject)
    builder.write(folder)
