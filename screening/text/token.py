"""A word of a folded name and what it is there for."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class TokenKind(StrEnum):
    """What a token is in its name; the policy says what each kind is worth."""

    WORD = "word"
    INITIAL = "initial"
    NUMBER = "number"
    PARTICLE = "particle"
    TITLE = "title"
    LEGAL_FORM = "legal form"
    GENERIC = "generic word"
    COMMON = "common word"
    """A title, particle, legal form or generic word of a name that has nothing else."""


class Token(NamedTuple):
    """One word of a folded name: what it stands for, and how it is written where that differs."""

    text: str
    kind: TokenKind
    spelling: str | None = None

    @property
    def written(self) -> str:
        """The word itself, or several with blanks; empty for a token that shares another's word."""
        return self.text if self.spelling is None else self.spelling
