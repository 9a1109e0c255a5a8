"""Subjects that an index cannot reach have no hit on it: screening the others finds all that there is."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.domain.designation import Designation, Identifier, IdentifierType, Name, PartyType
from screening.domain.screening import Subject, SubjectIdentifier
from screening.matching.engine import screen_subjects
from screening.matching.index import Index, IndexEntry, build_index, open_index
from screening.matching.kept_names import KeptNames, build_kept_names
from screening.matching.policy import default_policy
from screening.matching.reach import within_reach

POLICY = default_policy()
WORDS = ("Ali", "Hassan", "Husayn", "Mohammed", "Muhammad", "Kim", "Jong", "Un", "Trading", "Company", "Ltd",
         "Al", "J", "Bank", "SIS", "Kimjong")  # fmt: skip
"""Few words, so that there are many namesakes."""

names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
types = st.sampled_from(list(PartyType))
numbers = st.sampled_from(["", "A1234567", "B7654321"])


def subject(name: str, kind: PartyType | None, number: str) -> Subject:
    identifiers = (SubjectIdentifier(value=number),) if number else ()
    return Subject(name=name, type=kind, identifiers=identifiers)


def listed(ref: int, some: list[str], kind: PartyType, number: str) -> IndexEntry:
    identifiers = (
        (Identifier(type=IdentifierType.PASSPORT, value=number, published_type="Passport"),) if number else ()
    )
    designation = Designation(
        list_id="us_ofac_sdn",
        authority_ref=str(ref),
        party_type=kind,
        names=tuple(Name(text=text) for text in some),
        identifiers=identifiers,
        locator=str(ref),
    )
    return IndexEntry(designation, "1", None)


def reached(folder: Path, subjects: list[Subject], index: Index) -> set[int]:
    build_kept_names(folder, enumerate(subjects), POLICY, POLICY.least_threshold(index.list_ids))
    return set(within_reach(KeptNames(folder), index).tolist())


@settings(max_examples=60)
@given(
    st.lists(st.builds(subject, names, st.none() | types, numbers), min_size=1, max_size=30),
    st.lists(st.tuples(st.lists(names, min_size=1, max_size=3), types, numbers), min_size=1, max_size=4),
)
def test_whoever_has_a_hit_is_within_reach(
    subjects: list[Subject], entries: list[tuple[list[str], PartyType, str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_index(folder / "index", [listed(ref, *entry) for ref, entry in enumerate(entries)])
        index = open_index(folder / "index")
        hits = screen_subjects(subjects, index, POLICY, threshold=None)
        with_hits = {place for place, some in enumerate(hits) if some}
        assert with_hits <= reached(folder / "kept", subjects, index)


def test_a_subject_whose_words_are_not_listed_is_out_of_reach(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [listed(1, ["Joseph KONY"], PartyType.INDIVIDUAL, "A1234567")])
    index = open_index(tmp_path / "index")
    subjects = [
        Subject(name="Joseph Kony"),
        Subject(name="Angela Merkel"),
        Subject(name="Angela Merkel", identifiers=(SubjectIdentifier(value="a 123 4567"),)),
        Subject(name="Josef Konny"),
        Subject(name="Ltd"),
    ]
    assert reached(tmp_path / "kept", subjects, index) == {0, 2, 3}


def test_only_subjects_that_are_asked_about_are_reached(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [listed(1, ["Joseph KONY"], PartyType.INDIVIDUAL, "")])
    index = open_index(tmp_path / "index")
    build_kept_names(
        tmp_path / "kept", [(7, Subject(name="Joseph Kony")), (9, Subject(name="J Kony"))], POLICY, 7_000
    )
    asked = np.array([False, True])
    assert within_reach(KeptNames(tmp_path / "kept"), index, asked).tolist() == [9]


LONGER = (
    "Mohammed",
    "Muhammed",
    "Abdullah",
    "Abdulla",
    "Hassan",
    "Hasan",
    "Hussein",
    "Ibrahim",
    "Khan",
    "Al",
    "Petrov",
    "Petrova",
    "Sergei",
    "Ivanovich",
    "Kim",
    "Jong",
    "M",
    "A",
    "International",
    "Trading",
    "Shipping",
    "Company",
    "Industries",
    "Ltd",
)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_is_lost_where_namesakes_crowd(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)

    def name(words: tuple[int, int]) -> str:
        return " ".join(draw.choices(LONGER, k=draw.randint(*words)))

    kinds = [None, PartyType.INDIVIDUAL, PartyType.ENTITY]
    subjects = [subject(name((2, 5)), draw.choice(kinds), "") for _ in range(600)]
    entries = [listed(ref, [name((2, 4))], draw.choice(list(PartyType)[:2]), "") for ref in range(3)]
    build_index(tmp_path / "index", entries)
    index = open_index(tmp_path / "index")
    hits = screen_subjects(subjects, index, POLICY, threshold=None)
    with_hits = {place for place, some in enumerate(hits) if some}
    assert with_hits <= reached(tmp_path / "kept", subjects, index)


@pytest.mark.parametrize("seed", range(4))
def test_whoever_scores_just_enough_is_within_reach(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)

    def name() -> str:
        return " ".join(draw.sample(LONGER[: draw.choice((6, len(LONGER)))], k=draw.randint(2, 4)))

    kinds = [None, PartyType.INDIVIDUAL, PartyType.ENTITY]
    subjects = [subject(name(), draw.choice(kinds), "") for _ in range(400)]
    entries = [listed(ref, [name()], draw.choice(list(PartyType)[:2]), "") for ref in range(4)]
    build_index(tmp_path / "index", entries)
    index = open_index(tmp_path / "index")
    scored: dict[int, list[int]] = {}
    for place, hits in enumerate(screen_subjects(subjects, index, POLICY, threshold=POLICY.floor)):
        if hits:
            scored.setdefault(hits[0].score, []).append(place)
    assert len(scored) > 10
    for score, places in scored.items():
        build_kept_names(tmp_path / str(score), ((one, subjects[one]) for one in places), POLICY, score)
        assert within_reach(KeptNames(tmp_path / str(score)), index).tolist() == places
