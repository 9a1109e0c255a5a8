"""Syllables: one Korean or Chinese syllable under all of its spellings."""

from __future__ import annotations

import pytest

from screening.text.syllables import chinese_syllables, korean_syllables, split_given_name


@pytest.mark.parametrize(
    ("syllable", "spellings"),
    [
        ("i", "lee yi rhee ri li"),
        ("bak", "pak park bak bahk"),
        ("choe", "choi choe choy"),
        ("jeong", "jong jung chong chung jeong"),
        ("no", "roh noh ro no"),
        ("u", "woo wu"),
        ("eun", "un eun"),
        ("im", "rim lim im"),
    ],
)
def test_a_korean_syllable_is_known_by_its_romanisations(syllable: str, spellings: str) -> None:
    assert all(syllable in korean_syllables(spelling) for spelling in spellings.split())


@pytest.mark.parametrize(
    ("syllable", "spellings"),
    [
        ("zhang", "zhang chang cheung teo"),
        ("xiao", "xiao hsiao siu"),
        ("huang", "huang wong ng"),
        ("chen", "chen chan tan"),
        ("zhou", "chou chow chau"),
        ("guo", "guo kuo kwok quek"),
    ],
)
def test_a_chinese_syllable_is_known_in_pinyin_wade_giles_and_the_south(
    syllable: str, spellings: str
) -> None:
    assert all(syllable in chinese_syllables(spelling) for spelling in spellings.split())


@pytest.mark.parametrize("word", ["vladimir", "hassan", "ali", "omar", "hans", "jean", "u", ""])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not korean_syllables(word)
    assert not chinese_syllables(word)


@pytest.mark.parametrize(
    ("folded", "split"),
    [
        ("deng xiaoping", ["deng xiao ping"]),
        ("jongun kim", ["kim jong un"]),
        ("kim jong un", []),
        ("abdul rahman", []),
        ("bin laden", []),
        ("min liang", []),
    ],
)
def test_a_given_name_of_two_syllables_is_split_beside_a_family_name(folded: str, split: list[str]) -> None:
    assert list(dict.fromkeys(split_given_name(folded))) == split
