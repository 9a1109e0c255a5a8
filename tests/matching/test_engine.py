"""Finding: nothing that scores is lost, and nothing listed beside it matters."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.domain.designation import Designation, Gender, Identifier, IdentifierType, PartyType
from screening.domain.screening import Hit, Subject
from screening.matching.engine import screen_subject, screen_subjects
from screening.matching.index import Index, IndexEntry
from screening.matching.policy import default_policy
from screening.matching.scoring import score
from screening.services.subject_fields import LONGEST_TEXT
from tests.matching.conftest import MakeIndex, listed

GIVEN = [
    "Ali",
    "Mohammed",
    "Muhammad",
    "Hassan",
    "Hussein",
    "Yusuf",
    "Omar",
    "Abd al-Rahman",
    "J.",
    "Vladimir",
]
FAMILY = ["Khan", "Hasan", "Al-Masri", "Almasri", "Hosseini", "Kim", "Petrov", "Petroff", "Rahman", "O'Brien"]
LISTS = ["xx_list", "us_ofac_sdn"]
"""One whose weak aliases alert, and one whose weak aliases only confirm."""

COMPANY = [
    "Gazprom",
    "Neft",
    "Trading",
    "Bank",
    "Iran",
    "Shipping",
    "Lines",
    "OOO",
    "Co., Ltd",
    "2",
    "Almaz",
    "Antey",
]


def crowd(size: int, seed: int) -> list[Designation]:
    """Namesakes and near namesakes, some with strong and weak aliases that are near them too: what a cut
    at the best few would lose."""
    rng = random.Random(seed)

    def person() -> str:
        return f"{rng.choice(FAMILY)}, {rng.choice(GIVEN)} {rng.choice(GIVEN)}"

    def company() -> str:
        return " ".join(rng.sample(COMPANY, rng.randint(1, 4)))

    def named(name: Callable[[], str], party_type: PartyType) -> Designation:
        aliases = [name() for _ in range(rng.randint(0, 2))]
        weak = tuple(name() for _ in range(rng.randint(0, 1)))
        return listed(name(), *aliases, weak=weak, party_type=party_type, list_id=rng.choice(LISTS))

    people = [named(person, PartyType.INDIVIDUAL) for _ in range(size)]
    return people + [named(company, PartyType.ENTITY) for _ in range(size)]


@pytest.fixture(scope="module")
def crowded(make_index: MakeIndex) -> tuple[list[Designation], Index]:
    """A crowd and its index."""
    designations = crowd(60, seed=1)
    return designations, make_index(designations)


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A name of the crowd's words with one or two letters changed, joined or initialled."""
    words = draw(st.lists(st.sampled_from(GIVEN + FAMILY + COMPANY), min_size=1, max_size=4))
    name = list(draw(st.sampled_from([" ", " ", ""])).join(words))
    for _ in range(draw(st.integers(0, 2))):
        name[draw(st.integers(0, len(name) - 1))] = draw(st.sampled_from("aeiouhkmst "))
    return "".join(name)


def exhaustive(
    subject: Subject, designations: list[Designation], threshold: int
) -> dict[str, tuple[int, str]]:
    hits = (score(subject, IndexEntry(d, "v", None), default_policy()) for d in designations)
    return found(hit for hit in hits if hit.score >= threshold)


def found(hits: Iterable[Hit]) -> dict[str, tuple[int, str]]:
    return {hit.authority_ref: (hit.score, hit.matched_name) for hit in hits}


@pytest.mark.parametrize("threshold", [5000, 7000])
@settings(max_examples=60, deadline=None)
@given(name=edited(), party_type=st.sampled_from([None, PartyType.INDIVIDUAL, PartyType.ENTITY]))
def test_the_index_returns_what_exhaustive_scoring_returns(
    crowded: tuple[list[Designation], Index], threshold: int, name: str, party_type: PartyType | None
) -> None:
    designations, index = crowded
    subject = Subject(name=name, type=party_type, nationalities=("ru",))
    hits = screen_subject(subject, index, default_policy(), threshold=threshold)
    assert found(hits) == exhaustive(subject, designations, threshold)


@settings(max_examples=20, deadline=None)
@given(names=st.lists(edited(), min_size=2, max_size=12))
def test_many_names_asked_together_are_answered_as_each_alone(
    crowded: tuple[list[Designation], Index], names: list[str]
) -> None:
    _, index = crowded
    asked = [
        Subject(name=f"{name} {number}" if number % 3 == 0 else name) for number, name in enumerate(names)
    ]
    together = screen_subjects(asked, index, default_policy(), threshold=5000)
    alone = [screen_subject(one, index, default_policy(), threshold=5000) for one in asked]
    assert [_told(hits) for hits in together] == [_told(hits) for hits in alone]


def _told(hits: tuple[Hit, ...]) -> list[tuple[str, int, list[str]]]:
    return [(hit.authority_ref, hit.score, [line.note for line in hit.evidence]) for hit in hits]


def test_two_lists_together_give_what_each_gives_alone(make_index: MakeIndex) -> None:
    one, other = crowd(160, seed=2), crowd(160, seed=3)
    apart, policy = (make_index(one), make_index(other)), default_policy()
    together = make_index([*one, *other])
    for name in ("Mohammed Hassan Khan", "Ali Hasan", "Iran Bank Trading", "Gazprom"):
        subject = Subject(name=name)
        separately = [screen_subject(subject, index, policy, threshold=5000) for index in apart]
        both = screen_subject(subject, together, policy, threshold=5000)
        assert found(both) == found(separately[0]) | found(separately[1])
        assert len(both) > 5, "the crowd must be large enough to hide a cut"


@pytest.mark.parametrize("name", ["Ali", "Bank", "Bank 2", "J."])
def test_an_equal_name_is_found_however_little_it_says(make_index: MakeIndex, name: str) -> None:
    index = make_index([*crowd(10, seed=4), listed(name, party_type=PartyType.ENTITY)])
    hits = screen_subject(Subject(name=name), index, default_policy(), threshold=9000)
    assert [hit.primary_name for hit in hits if hit.score == 10_000] == [name]


def test_a_weak_alias_hides_no_strong_name_that_scores_less(make_index: MakeIndex) -> None:
    index = make_index([listed("Zephyr Tradinq", weak=("Zephyr Trading",), list_id="us_ofac_sdn")])
    (hit,) = screen_subject(Subject(name="Zephyr Trading"), index, default_policy(), threshold=7000)
    assert hit.matched_name == "Zephyr Tradinq"


def test_an_identifier_alone_finds_its_entry(make_index: MakeIndex) -> None:
    imo = Identifier(type=IdentifierType.IMO, value="IMO 7937317", published_type="IMO")
    index = make_index(
        [*crowd(10, seed=5), listed("X PRESS", party_type=PartyType.VESSEL, identifiers=(imo,))]
    )
    for asked in (Subject(name="Unknown", imo="7937317"), Subject(name="7937317")):
        hits = screen_subject(asked, index, default_policy(), threshold=7000)
        assert [hit.primary_name for hit in hits] == ["X PRESS"]


def test_only_the_lists_asked_for_answer(make_index: MakeIndex) -> None:
    index = make_index([listed("KHAN, Ali", list_id="one"), listed("KHAN, Ali", list_id="two")])
    hits = screen_subject(
        Subject(name="Ali Khan"), index, default_policy(), threshold=7000, lists=frozenset({"two"})
    )
    assert [hit.list_id for hit in hits] == ["two"]


def test_ties_are_ordered_by_corroboration_then_list_and_reference(make_index: MakeIndex) -> None:
    plain = [listed("KHAN, Ali", list_id="b"), listed("KHAN, Ali", list_id="a")]
    contradicted = listed("KHAN, Ali", list_id="0", genders=(Gender.FEMALE,))
    index = make_index([contradicted, *plain])
    hits = screen_subject(Subject(name="Ali Khan"), index, default_policy(), threshold=7000)
    assert [hit.list_id for hit in hits] == ["0", "a", "b"]
    hits = screen_subject(
        Subject(name="Ali Khan", gender=Gender.MALE), index, default_policy(), threshold=7000
    )
    assert [hit.list_id for hit in hits] == ["a", "b", "0"]


@pytest.mark.parametrize(
    "name", ["", " ", "x", "!!!", "🙂", "\0", "a" * 10_000, "\u202eنادل abc", "1/", "\ud800"]
)
def test_odd_names_get_an_answer(make_index: MakeIndex, name: str) -> None:
    index = make_index(crowd(20, seed=6))
    assert isinstance(screen_subject(Subject(name=name), index, default_policy(), threshold=5000), tuple)


_WORDS = st.sampled_from(
    ["ali ", "kim", "金正恩", "محمد ", "김정은", "a b ", "1 ", "bank", "(", "/ ", "\u202e", "é.", "ก"]
)


@settings(max_examples=40, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(_WORDS, min_size=1, max_size=4), other=st.text(max_size=20))
def test_the_longest_names_of_any_letters_are_answered_in_bounded_time(
    crowded: tuple[list[Designation], Index], words: list[str], other: str
) -> None:
    name = ("".join(words) * LONGEST_TEXT + other)[-LONGEST_TEXT:]
    assert isinstance(screen_subject(Subject(name=name), crowded[1], default_policy(), threshold=5000), tuple)


def test_an_index_that_nobody_holds_is_closed_at_once(make_index: MakeIndex) -> None:
    index = make_index([listed("Ivan Petrov")])
    assert screen_subject(Subject(name="Ivan Petrov"), index, default_policy(), threshold=7000)
    held: list[object] = [index, index.lexicon, *index.sections.values()]
    parts = [weakref.ref(part) for part in held]
    held.clear()
    gc.disable()
    try:
        del index
        assert [part() for part in parts] == [None] * len(parts)
    finally:
        gc.enable()


def test_an_empty_corpus_can_be_searched(make_index: MakeIndex) -> None:
    assert screen_subject(Subject(name="Ali Khan"), make_index([]), default_policy(), threshold=5000) == ()
