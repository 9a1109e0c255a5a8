"""Initials written together or apart: *A.B.C. Company* and *ABC Company*, *JC* and *Jean-Claude*.

Which is meant, the letters do not tell; a name is read both ways.
"""

from __future__ import annotations

import re

from screening.text.token import Token, TokenKind

_APART = re.compile(r"\b[a-z](?: (?:and )?[a-z])+\b")
_WRITTEN_TOGETHER = re.compile("[bcdfghjklmnpqrstvwxz]{2}")


def initials_joined(folded: str) -> str:
    """A folded name with single letters that follow each other, with an *and* or without, as one word."""
    return _APART.sub(lambda match: match[0].replace(" and ", "").replace(" ", ""), folded)


def initials_apart(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens of a person's name with a first word of two consonants as two initials; no given
    name is spelled so."""
    first = tokens[0].text if len(tokens) > 1 and tokens[0].kind is TokenKind.WORD else ""
    if not _WRITTEN_TOGETHER.fullmatch(first):
        return tokens
    return (*(Token(letter, TokenKind.INITIAL) for letter in first), *tokens[1:])
