"""The names that one line of text holds: the whole, and what its punctuation sets apart.

A payment names the party in numbered lines (SWIFT MT 103, field 50F: ``1/`` is the name, ``2/`` the
address, ``3/`` country and town; an account comes before, after a slash). An organisation's own name
stands in quotation marks among words that describe it in some language (*Республиканское унитарное
предприятие «ЦЕНТРКУРОРТ»*); in the name of a person they hold a nickname. A slash, a semicolon or
*also known as* stands between two names.
"""

from __future__ import annotations

import re

MOST_PARTS = 4
_FEWEST_LETTERS = 4

_PAYMENT_LINES = re.compile(r"(?:^|\s)([1-8])/")
_NAME_LINE = "1"
_ACCOUNT = re.compile(r"^\s*/\S*\d\S*\s+")
_BETWEEN = re.compile(
    r"\s+/\s+|;|\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|d\.?b\.?a\.?|[adt]/[bk]?/?a)(?=[\s:])"
    r"|\b(?:also known as|formerly known as|doing business as|trading as)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('["“”„«‘‹]\\s*([^"“”„«»‘’‹›]{3,}?)\\s*["“”»’›](?!\\w)')
_BRACKETED = re.compile(r"\(([^()]*)\)|[\"“”„«][^\"“”„«»]*[\"“”»]")

_MARKS = frozenset('()"“”„«‘‹»')
"""What a text must have for something to stand within it: most have none, and looking takes time."""


def name_parts(text: str, *, person: bool) -> tuple[str, ...]:
    """The whole text, then the names in it, none twice; of a payment the lines of the name."""
    whole = text
    if "/" in text:
        text = _ACCOUNT.sub("", text)
        whole = _payment_name(text) or text
    apart = [part.strip() for part in _BETWEEN.split(whole)]
    within = [] if _MARKS.isdisjoint(whole) else _within(whole, person=person)
    parts = [part for part in (*apart, *within) if sum(map(str.isalpha, part)) >= _FEWEST_LETTERS]
    return tuple(dict.fromkeys((whole, *parts)))[:MOST_PARTS]


def _within(whole: str, *, person: bool) -> list[str]:
    return [_BRACKETED.sub(" ", whole)] if person else _QUOTED.findall(whole)


def _payment_name(text: str) -> str | None:
    pieces = _PAYMENT_LINES.split(text)
    numbers, lines = pieces[1::2], pieces[2::2]
    if pieces[0].strip() or numbers[:1] != [_NAME_LINE]:
        return None
    return " ".join(line for number, line in zip(numbers, lines, strict=True) if number == _NAME_LINE).strip()
