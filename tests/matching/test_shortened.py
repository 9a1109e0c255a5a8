"""Words of organisations that are cut short."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.matching import compare_names
from screening.matching.lexicon import Lexicon, write_lexicon
from screening.matching.prepared import prepare
from screening.matching.relations import Relations
from screening.matching.shortened import SIMILARITY_OF_BEGINNING, adjective_similarity, shortened_similarity
from screening.matching.spelling import similarity
from screening.text.tokens import NameGroup

WORDS = {"cari", "carib", "caribbean", "caribou", "car", "mitsub", "mitsubishi", "mits", "zephyr", "12345"}


def test_a_word_stands_for_one_that_begins_with_it() -> None:
    assert shortened_similarity("carib", "caribbean") == SIMILARITY_OF_BEGINNING
    assert shortened_similarity("caribbean", "carib") == SIMILARITY_OF_BEGINNING
    assert shortened_similarity("car", "caribbean") == 0.0
    assert shortened_similarity("carob", "caribbean") == 0.0


def test_a_cut_word_counts_beside_a_word_that_agrees_and_not_alone() -> None:
    assert compare_names("ZEPHYR MITSUB.", "Zephyr Mitsubishi", "entity") > 0.8
    assert compare_names("MITSUB. LTD", "Mitsubishi Ltd", "entity") < 0.3


@pytest.mark.parametrize("adjective", ["kazanskiy", "kazanskii", "kazansky", "kazanskaya", "kazanskoye"])
def test_a_slavic_adjective_stands_for_the_name_it_is_made_from(adjective: str) -> None:
    assert adjective_similarity("kazan", adjective) == SIMILARITY_OF_BEGINNING
    assert adjective_similarity("kazanovich", adjective) == 0.0
    assert compare_names("Kazan Helicopter Plant", f"{adjective} vertoletnyy zavod", "entity") > 0.7


def test_words_of_persons_are_not_cut_short() -> None:
    whole, cut = "Zephyr Alirezavand", "Zephyr Alir"
    assert compare_names(cut, whole, "individual") < compare_names(cut, whole, "entity")


@pytest.mark.parametrize("asked", sorted(WORDS | {"caribb", "mitsubis", "12345678"}))
def test_the_lexicon_lists_all_that_a_word_may_be_cut_from_or_to(tmp_path: Path, asked: str) -> None:
    numbers = write_lexicon(tmp_path / "lexicon", WORDS, set())
    relations = Relations(Lexicon(tmp_path / "lexicon"), prepare(f"Zephyr {asked}", NameGroup.ORGANISATION))
    found: dict[int, float] = {}
    for related in (relations.words[asked], relations.cut[asked]):
        some = dict(zip(related.terms.tolist(), related.similarities.tolist(), strict=True))
        assert list(some) == sorted(some)
        found |= {term: max(much, found.get(term, 0.0)) for term, much in some.items()}
    alike = {
        number: max(similarity(asked, word) if not asked.isdigit() else float(asked == word), cut)
        for word, number in numbers.items()
        for cut in [shortened_similarity(asked, word)]
    }
    assert found == pytest.approx({number: much for number, much in alike.items() if much})
