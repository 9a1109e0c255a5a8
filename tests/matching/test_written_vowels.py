"""Written vowels: the same consonants with a vowel elsewhere are another word."""

from __future__ import annotations

import pytest

from screening.matching.written_vowels import vowel_conflicts
from screening.text.fold import fold


@pytest.mark.parametrize(
    ("latin", "written"),
    [
        ("nazih", "نزيه"),
        ("wasim", "وسيم"),
        ("yousef", "يوسف"),
        ("mustafa", "مصطفى"),
        ("mostafa", "مصطفي"),
        ("davoudi", "داوودی"),
        ("muhammad", "محمد"),
        ("khalil", "خليل"),
        ("ivanovich", "إيفانوفيتش"),
        ("shlomo", "שלמה"),
    ],
)
def test_a_word_has_the_vowels_that_are_written(latin: str, written: str) -> None:
    assert vowel_conflicts(latin, fold(written)) == 0


@pytest.mark.parametrize(
    ("latin", "written", "conflicts"),
    [("wasmi", "وسيم", 2), ("obaid", "بديع", 1), ("omar", "عمرو", 1), ("slimi", "سالم", 2)],
)
def test_a_vowel_in_another_place_is_a_conflict(latin: str, written: str, conflicts: int) -> None:
    assert vowel_conflicts(latin, fold(written)) == conflicts


def test_words_whose_consonants_do_not_pair_have_no_conflict() -> None:
    assert vowel_conflicts("muhammad", fold("وسيم")) == 0
