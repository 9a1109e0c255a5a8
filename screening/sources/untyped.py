"""The party type on lists that publish none: a person or an organisation, read from the name."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from screening.domain.designation import Attribute, PartyType
from screening.text.fold import fold
from screening.text.tokens import NameGroup, TokenKind, tokenise

NOT_PUBLISHED = Attribute(label="party type", value="not published by the authority; read from the name")
_PERSONAL = re.compile(r"\b(?:JR|SR|I{2,3}|IV|DR|PROFESSOR|PROF|MR|MRS)\b\.?", re.IGNORECASE)
_SHORT_FORM = 3
_NO_FORM = "Xyz"
"""A word that is nothing else, so that a name of legal forms alone keeps them."""
_MARKS = re.compile(r"[\d&@]|\w\.\w{2,}$")


def party_type_of(name: str) -> PartyType:
    """``entity`` where the name has a legal form, a word of ``data/organisation_words.txt``, a
    number, or is one word alone; else ``individual``. A reading, not a fact: say so beside it."""
    words = fold(_PERSONAL.sub(" ", name)).split()
    is_entity = len(words) < 2 or _has_form(name) or _MARKS.search(name) or not _words().isdisjoint(words)
    return PartyType.ENTITY if is_entity else PartyType.INDIVIDUAL


def _has_form(name: str) -> bool:
    """A legal form anywhere, a short one at either end alone: *Chan Sau Luen* is a person."""
    tokens = tokenise(f"{_NO_FORM} {name}", NameGroup.ORGANISATION)[1:]
    last = len(tokens) - 1
    return any(
        len(token.written) > _SHORT_FORM or place in (0, last)
        for place, token in enumerate(tokens)
        if token.kind is TokenKind.LEGAL_FORM and len(token.text) > 2
    )


@cache
def _words() -> frozenset[str]:
    text = (resources.files("screening.sources") / "data" / "organisation_words.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
