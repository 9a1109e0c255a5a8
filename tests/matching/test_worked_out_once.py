from __future__ import annotations

from screening.matching.once import once


class Word:
    """A word that counts how often its letters are counted."""

    counted = 0

    def __init__(self, text: str) -> None:
        self.text = text

    @once
    def letters(self) -> int:
        """How many letters it has."""
        self.counted += 1
        return len(self.text)


def test_it_is_worked_out_when_it_is_first_asked_for_and_not_again() -> None:
    word = Word("four")
    assert word.counted == 0
    assert [word.letters, word.letters] == [4, 4]
    assert word.counted == 1


def test_each_has_its_own() -> None:
    assert [Word("a").letters, Word("ab").letters] == [1, 2]


def test_what_it_is_can_be_read_of_the_class() -> None:
    assert Word.letters.__doc__ == "How many letters it has."
