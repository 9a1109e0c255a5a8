"""Words that stand for one another without being spelled alike, and words that must not."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from screening.matching import compare_names
from screening.matching.classes import SIMILARITY_OF_KIND, are_distinct, class_similarity, classes
from screening.matching.lexicon import Lexicon, write_lexicon
from screening.matching.shelves import Asked
from screening.matching.spelling import similarity


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("muhammad", "mohamed", "variant"),
        ("oleksandr", "iskander", "language"),
        ("ivan", "yahya", "language"),
        ("giuseppe", "yusuf", "language"),
        ("sasha", "aleksandr", "nickname"),
        ("sasha", "aleksandra", "nickname"),
        ("bill", "william", "nickname"),
        ("pepe", "jose", "nickname"),
        ("soso", "ioseb", "nickname"),
        ("mohd", "muhammad", "variant"),
        ("lee", "ri", "ko"),
        ("jung", "chong", "ko"),
        ("zhang", "cheung", "zh"),
        ("hsiao", "xiao", "zh"),
    ],
)
def test_one_name_in_other_words_is_as_alike_as_its_kind_says(a: str, b: str, kind: str) -> None:
    assert class_similarity(a, b) == class_similarity(b, a) == SIMILARITY_OF_KIND[kind]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ali", "alyosha"),
        ("saad", "suad"),
        ("salih", "salah"),
        ("william", "robert"),
        ("aleksandr", "aleksandra"),
    ],
)
def test_different_names_share_no_class(a: str, b: str) -> None:
    assert class_similarity(a, b) == 0.0


def test_a_class_counts_the_same_for_one_pair_and_in_the_lexicon(tmp_path: Path) -> None:
    words = {"william", "robert", "will", "bil"}
    write_lexicon(tmp_path / "lexicon", words, set())
    found = Lexicon(tmp_path / "lexicon").related({Asked.WORD: ["bill"]})[Asked.WORD]["bill"].by_text
    assert found == pytest.approx({word: similarity("bill", word) for word in words - {"robert"}})
    assert similarity("bill", "william") == SIMILARITY_OF_KIND["nickname"]


def test_a_better_spelling_counts_rather_than_a_weaker_class() -> None:
    assert similarity("kirill", "kiril") > class_similarity("kirill", "kiril")


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Kostya Malofeyev", "MALOFEYEV, Konstantin"),
        ("Jim Nyakuni", "JAMES NYAKUNI"),
        ("Md Al-Shammari", "AL-SHAMMARI, Muhammad"),
        ("Mykola Kozitsyn", "KOZITSYN, Nikolai"),
    ],
)
def test_a_person_is_found_by_a_given_name_in_other_words(asked: str, listed: str) -> None:
    assert compare_names(asked, listed, "individual") >= 0.7


def test_the_table_of_given_names_is_folded_and_each_row_is_of_a_known_kind() -> None:
    text = files("screening.text").joinpath("data/given_names.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        words = row["members"].split()
        assert row["kind"] in SIMILARITY_OF_KIND
        assert len(words) == len(set(words)) >= 2
        assert all(word.isascii() and word.isalpha() and word.islower() for word in words), row
    heads = [(row["kind"], row["members"].split()[0]) for row in rows]
    assert len(heads) == len(set(heads))


def test_a_word_of_no_class_is_of_none() -> None:
    assert classes("pyx") == frozenset()


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("michajlovitj", "mikhailovich", "slavic"),
        ("zacharov", "zakharov", "slavic"),
        ("rjabuchin", "ryabukhin", "slavic"),
        ("koroljuk", "korolyuk", "slavic"),
        ("plotnitskii", "plotnickij", "slavic"),
        ("smirnoff", "smirnow", "slavic"),
        ("marsjalau", "marshalov", "eastslavic"),
        ("kurylovitj", "kurelovich", "eastslavic"),
        ("ivanova", "ivanov", "family"),
        ("plotnitskaya", "plotnitskiy", "family"),
        ("serhiyovych", "sergeevich", "patronymic"),
        ("mykolayovych", "nikolaevich", "patronymic"),
        ("uladzimirauna", "vladimirovna", "patronymic"),
        ("sjarhej", "sergey", "language"),
        ("aljaksandr", "oleksandr", "language"),
    ],
)
def test_a_slavic_name_is_itself_in_every_transcription(a: str, b: str, kind: str) -> None:
    assert class_similarity(a, b) == class_similarity(b, a) == SIMILARITY_OF_KIND[kind]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("marchenko", "marchuk"),
        ("romanov", "rumanov"),
        ("petrovich", "petrovna"),  # of a son, of a daughter
        ("petrovic", "perovich"),
        ("andric", "antic"),
        ("hassan", "ghassan"),
        ("jafar", "zafar"),
        ("hussain", "gusev"),
    ],
)
def test_other_names_stay_apart_whatever_their_transcription(a: str, b: str) -> None:
    assert class_similarity(a, b) == 0.0


@pytest.mark.parametrize(("a", "b"), [("song", "yong"), ("wang", "zhang"), ("min", "jin"), ("wei", "lei")])
def test_other_syllables_are_other_words_however_alike(a: str, b: str) -> None:
    assert are_distinct(a, b)
    assert are_distinct(b, a)


@pytest.mark.parametrize(
    ("a", "b"), [("jong", "chong"), ("zhang", "chang"), ("ali", "eli"), ("jan", "john"), ("kim", "kimm")]
)
def test_spellings_of_one_syllable_and_other_words_are_not_told_apart(a: str, b: str) -> None:
    assert not are_distinct(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("taufik", "tawfiq"),
        ("hourani", "hawrani"),
        ("merouane", "marwan"),
        ("mudhafar", "muzaffar"),
        ("munther", "monzer"),
        ("sinouar", "sinwar"),
        ("bechir", "bashir"),
        ("sadegh", "sadiq"),
        ("gomaa", "jumaa"),
        ("safouane", "safwan"),
    ],
)
def test_an_arabic_name_is_itself_in_every_spelling(a: str, b: str) -> None:
    assert class_similarity(a, b) == class_similarity(b, a) >= SIMILARITY_OF_KIND["arabic"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("hamid", "hamad"),
        ("bakri", "bachir"),
        ("ghalem", "gholami"),
        ("gamal", "kamal"),
        ("elias", "elsa"),
        ("chen", "shane"),
        ("salim", "salam"),
    ],
)
def test_arabic_names_of_other_vowels_or_consonants_stay_apart(a: str, b: str) -> None:
    assert class_similarity(a, b) == 0.0
