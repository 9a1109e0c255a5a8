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
_NAME_LINE, _ADDRESS_LINE = "1", "2"
_DIGITS = re.compile(r"\d{7}")
_SHIP_NUMBER = re.compile(r"\b(?:IMO|MMSI)\W*(?:No|Number)?\W*\d{7,9}\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"^\s*/\S*\d\S*\s+")
_BETWEEN = re.compile(
    r"\s+/\s+|;|\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|d\.?b\.?a\.?|[adt]/[bk]?/?a)(?=[\s:])"
    r"|\b(?:also known as|formerly known as|doing business as|trading as|alias)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"(?<=[가-힣]{2}) ?(?:국무위원장|위원장|대통령|장군|씨|님)$"
    r"|(?<=[\u3040-\u30ff\u4e00-\u9fff]{2}) ?"
    r"(?:先生|女士|小姐|总统|總統|大統領|主席|委员长|委員長|将军|將軍|さん|様|氏)$"
)
"""What is written onto the end of a name in East Asia and is no part of it."""

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
    whole = _without_ship_numbers(whole)
    if person and not whole.isascii():
        whole = _HONORIFIC.sub("", whole)
    apart = [part.strip() for part in _BETWEEN.split(whole)]
    within = [] if _MARKS.isdisjoint(whole) else _within(whole, person=person)
    if not within and apart == [whole]:
        return (whole,)
    parts = [part for part in (*apart, *within) if sum(map(str.isalpha, part)) >= _FEWEST_LETTERS]
    return tuple(dict.fromkeys((whole, *parts)))[:MOST_PARTS]


def _within(whole: str, *, person: bool) -> list[str]:
    return [_BRACKETED.sub(" ", whole)] if person else _QUOTED.findall(whole)


def _payment_name(text: str) -> str | None:
    first, *pieces = _PAYMENT_LINES.split(text)
    numbers, lines = pieces[0::2], pieces[1::2]
    if first.strip():
        return first.strip() if numbers[:1] == [_ADDRESS_LINE] else None
    return " ".join(line for number, line in zip(numbers, lines, strict=True) if number == _NAME_LINE).strip()


def _without_ship_numbers(text: str) -> str:
    """*ARTAVIL IMO 9187629* is Artavil: the number is another fact of the ship, which is compared as one."""
    if not _DIGITS.search(text):
        return text
    bare = _SHIP_NUMBER.sub(" ", text).strip(" ,;-()/")
    return bare if any(map(str.isalpha, bare)) else text
