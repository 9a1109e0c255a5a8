"""What the terms of the names asked may stand for, looked up in the lexicon all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from screening.matching.alignment import Known
from screening.matching.lexicon import Lexicon, Related
from screening.matching.prepared import CONTENT, PreparedName
from screening.matching.shelves import Asked, Question
from screening.text.tokens import NameGroup


class Relations:
    """The relations of the terms of some asked names."""

    def __init__(self, lexicon: Lexicon, names: Iterable[PreparedName]) -> None:
        """Look up all terms of ``names``."""
        questions = {question for name in names for question in questions_of(name)}
        self._related = lexicon.related(questions)
        self.known = Known(_Told(self._related, Asked.WORD), _Told(self._related, Asked.JOINED))

    def of_word(self, text: str) -> Related:
        """What a word may stand for."""
        return self._related[Asked.WORD, text]

    def of_cut(self, text: str) -> Related:
        """What a word of an organisation may be short for, or be cut short to."""
        return self._related[Asked.CUT, text]

    def of_joined(self, text: str) -> Related:
        """What neighbours written as one may stand for."""
        return self._related[Asked.JOINED, text]

    def of_acronym(self, text: str) -> Related:
        """What the initials of a whole name may stand for."""
        return self._related[Asked.ACRONYM, text]


class _Told:
    """What terms of one kind may stand for, by their texts."""

    def __init__(self, related: Mapping[Question, Related], kind: Asked) -> None:
        self._related = related
        self._kind = kind

    def get(self, text: str) -> Mapping[str, float] | None:
        """How alike terms are to one that was looked up."""
        found = self._related.get((self._kind, text))
        return found.by_text if found else None


def questions_of(name: PreparedName) -> Iterator[Question]:
    """All that has to be looked up to find a name."""
    for text, kind in zip(name.texts, name.kinds, strict=True):
        if kind in CONTENT:
            yield Asked.WORD, text
            if name.group is NameGroup.ORGANISATION:
                yield Asked.CUT, text
    for _, text in name.joined_spans:
        yield Asked.JOINED, text
    for _, text in name.acronyms:
        yield Asked.ACRONYM, text
