"""What the terms of the names asked may stand for, looked up in the lexicon all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from screening.matching.alignment import Known
from screening.matching.lexicon import Lexicon, Related
from screening.matching.prepared import PreparedName
from screening.matching.shelves import Asked
from screening.text.tokens import NameGroup


class Relations:
    """The relations of the terms of some asked names, each by its text."""

    words: Mapping[str, Related]
    """What a word may stand for."""
    cut: Mapping[str, Related]
    """What a word of an organisation may be short for, or be cut short to."""
    joined: Mapping[str, Related]
    """What neighbours written as one may stand for."""
    acronyms: Mapping[str, Related]
    """What the initials of a whole name may stand for."""

    def __init__(self, lexicon: Lexicon, names: Iterable[PreparedName]) -> None:
        """Look up all terms of ``names``."""
        related = lexicon.related(_terms(names))
        self.words, self.cut = related[Asked.WORD], related[Asked.CUT]
        self.joined, self.acronyms = related[Asked.JOINED], related[Asked.ACRONYM]

    def known(self, name: PreparedName) -> Known:
        """What one of the names may stand for, to compare it with listed ones."""
        words = [found.by_text if (found := self.words.get(text)) else None for text in name.texts]
        joined = [(span, text, self.joined[text]) for span, text in name.joined_spans]
        return Known(words, [(span, text, found.by_text) for span, text, found in joined if found.most])


def _terms(names: Iterable[PreparedName]) -> dict[Asked, set[str]]:
    """All that has to be looked up to find some names."""
    terms: dict[Asked, set[str]] = {kind: set() for kind in Asked}
    for name in names:
        words = [text for _, text in name.content]
        terms[Asked.WORD].update(words)
        if name.group is NameGroup.ORGANISATION:
            terms[Asked.CUT].update(words)
        terms[Asked.JOINED].update([text for _, text in name.joined_spans])
        terms[Asked.ACRONYM].update([text for _, text in name.acronyms])
    return terms
