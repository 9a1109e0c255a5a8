"""A name ready to be compared: its tokens with their kinds and what each says, in bits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from screening.matching.measures import (
    LONGEST_ACRONYM,
    LONGEST_JOINED,
    MOST_LONGER_JOINED,
    SHORTEST_ACRONYM,
    SHORTEST_JOINED,
)
from screening.matching.once import once
from screening.matching.rarity import bits, is_usual
from screening.text.tokens import NameGroup, Token, TokenKind, token_readings

CONTENT = frozenset({TokenKind.WORD, TokenKind.NUMBER, TokenKind.COMMON})
"""The kinds that a name is found by. Initials, particles, titles and legal forms only add."""

MINOR = frozenset(TokenKind) - CONTENT - {TokenKind.INITIAL}
EXACT_MINOR = frozenset({TokenKind.LEGAL_FORM, TokenKind.GENERIC})
"""The minor kinds that agree where they are the same, and not otherwise."""

MOST_JOINED = 4
_JOINED_LENGTHS = frozenset(range(SHORTEST_JOINED, LONGEST_JOINED + 1))


@dataclass(frozen=True)
class PreparedName:
    """A name ready to be compared: its tokens with their kinds and weights in bits."""

    group: NameGroup
    texts: tuple[str, ...]
    kinds: tuple[TokenKind, ...]
    weights: tuple[float, ...]
    written: tuple[str, ...]
    """The words as they are spelled, where ``texts`` are what they stand for."""
    usual: tuple[bool, ...]
    """Whether each is a word that names of the group often have."""

    def texts_of(self, kinds: frozenset[TokenKind]) -> list[str]:
        """The tokens of some kinds."""
        return [text for text, kind in zip(self.texts, self.kinds, strict=False) if kind in kinds]

    def weight_of(self, kinds: frozenset[TokenKind]) -> float:
        """What the tokens of some kinds weigh, in bits."""
        return sum([weight for kind, weight in zip(self.kinds, self.weights, strict=False) if kind in kinds])

    @once
    def content(self) -> tuple[tuple[int, str], ...]:
        """The tokens that the name is found by, with their places."""
        return tuple([(i, text) for i, text in enumerate(self.texts) if self.kinds[i] in CONTENT])

    @once
    def words(self) -> tuple[tuple[int, str], ...]:
        """The telling words with their places."""
        return tuple([(i, text) for i, text in enumerate(self.texts) if self.kinds[i] is TokenKind.WORD])

    @once
    def short_words(self) -> tuple[tuple[int, str], ...]:
        """The words that may abbreviate a whole name, with their places."""
        lengths = range(SHORTEST_ACRONYM, LONGEST_ACRONYM + 1)
        return tuple([(i, text) for i, text in self.words if len(text) in lengths])

    @once
    def joined_spans(self) -> tuple[tuple[tuple[int, ...], str], ...]:
        """Neighbouring tokens written as one word, with their places: two to four of them. In the name
        of a person the last, the family name, is also the neighbour of the first (KimJong Un). An Arabic
        article is written as it is spelled and as it is said: *Siraj al-Din* is Sirajaldin and Sirajuddin."""
        return tuple(self.joined_of(_JOINED_LENGTHS))

    def joined_of(self, lengths: frozenset[int]) -> list[tuple[tuple[int, ...], str]]:
        """Those of ``joined_spans`` that are so many letters long."""
        return _joined_spans(self, lengths)

    @once
    def nearly_joined(self) -> frozenset[int]:
        """How long neighbours written as one may be that stand for one of the words."""
        near = range(-MOST_LONGER_JOINED, MOST_LONGER_JOINED + 1)
        return _JOINED_LENGTHS & {len(text) + more for _, text in self.words for more in near}

    @once
    def acronyms(self) -> tuple[tuple[tuple[int, ...], str], ...]:
        """What an organisation's name is abbreviated to: the initials of its words, with and without
        particles and legal forms, and the places of the words."""
        return tuple(_acronyms(self)) if self.most_initials >= SHORTEST_ACRONYM else ()

    @once
    def most_initials(self) -> int:
        """How many letters an abbreviation of the name may have; 0 for other than organisations."""
        if self.group is not NameGroup.ORGANISATION:
            return 0
        return min(LONGEST_ACRONYM, sum([1 + word.count(" ") for word in self.written]))


_KINDS = tuple(TokenKind)
_JSON = json.JSONEncoder(separators=(",", ":"))
_NUMBERS_OF_KINDS = {kind: number for number, kind in enumerate(_KINDS)}


def name_to_json(name: PreparedName) -> bytes:
    """A prepared name as an index keeps it."""
    kinds = [_NUMBERS_OF_KINDS[kind] for kind in name.kinds]
    written = None if name.written == name.texts else name.written
    usual = [int(one) for one in name.usual]
    parts = name.texts, kinds, name.weights, written, usual
    return _JSON.encode(parts).encode("ascii")


def name_from_json(payload: bytes, group: NameGroup) -> PreparedName:
    """What ``name_to_json`` wrote of a name of that group."""
    texts, kinds, weights, written, usual = json.loads(payload)
    texts, kinds = tuple(texts), tuple(_KINDS[kind] for kind in kinds)
    written = tuple(written) if written else texts
    return PreparedName(group, texts, kinds, tuple(weights), written, tuple(map(bool, usual)))


@lru_cache(maxsize=1_024)
def prepare(name: str, group: NameGroup) -> tuple[PreparedName, ...]:
    """Fold, tokenise and weigh a name: each of its readings, the plain one first."""
    return tuple([_prepared(_without_litany(tokens), group) for tokens in token_readings(name, group)])


def _prepared(tokens: tuple[Token, ...], group: NameGroup) -> PreparedName:
    texts = tuple([token.text for token in tokens])
    return PreparedName(
        group,
        texts,
        tuple([token.kind for token in tokens]),
        _weights(tokens, group),
        tuple([token.written for token in tokens]),
        tuple([is_usual(text, group) for text in texts]),
    )


def _without_litany(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A word that a name says a third time says nothing, and hundreds would take seconds to pair."""
    if len(tokens) <= MOST_SAID or len({token.text for token in tokens}) == len(tokens):
        return tokens
    said = Counter[str]()
    kept = []
    for token in tokens:
        said[token.text] += 1
        if said[token.text] <= MOST_SAID:
            kept.append(token)
    return tuple(kept)


def _joined_spans(name: PreparedName, lengths: frozenset[int]) -> list[tuple[tuple[int, ...], str]]:
    words = [word.replace(" ", "") for word in name.written]
    if lengths is not _JOINED_LENGTHS and _shortest_joined(words, name.group) > max(lengths, default=0):
        return []
    found = _joined(name.group, words, lengths)
    if not _ARTICLES.isdisjoint(words):
        found = list(dict.fromkeys(found + _joined(name.group, _as_said(words), lengths)))
    return found


def _shortest_joined(words: list[str], group: NameGroup) -> int:
    """How many letters the shortest two neighbours have: most names have none as short as a word asked."""
    sizes = list(map(len, words))
    pairs = map(add, sizes, sizes[1:] if group is not NameGroup.PERSON else [*sizes[1:], *sizes[:1]])
    return min(pairs, default=0)


_ARTICLES = frozenset({"al", "el"})
_SUN_LETTERS = frozenset("tdrzsln")
"""What an Arabic article becomes like when it stands before a word that begins so (*ar-Rahman*)."""


def _as_said(words: list[str]) -> list[str]:
    """The words with each article between two of them as it is said, after the ending of the first."""
    after = [*words[1:], ""]
    return [
        f"u{then[0] if then[0] in _SUN_LETTERS else 'l'}" if place and then and word in _ARTICLES else word
        for place, (word, then) in enumerate(zip(words, after, strict=True))
    ]


def _joined(group: NameGroup, words: list[str], lengths: frozenset[int]) -> list[tuple[tuple[int, ...], str]]:
    found = []
    longest = max(lengths, default=0)
    for runs in _runs(group, len(words)):
        text = words[runs[0][0]]
        for run in runs:
            text += words[run[-1]]
            if len(text) > longest:
                break
            if len(text) in lengths:
                found.append((run, text))
    return found


@lru_cache(maxsize=256)
def _runs(group: NameGroup, count: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """The places of two and more neighbouring words, as many as may be joined, of a name of so many words;
    by the word that they begin with, each one longer than the last."""
    runs = [tuple(range(i, min(count, i + MOST_JOINED))) for i in range(count - 1)]
    if group is NameGroup.PERSON and count > 1:
        runs.append((count - 1, *range(min(count, MOST_JOINED) - 1)))
    return tuple(tuple(run[:size] for size in range(2, len(run) + 1)) for run in runs)


def _acronyms(name: PreparedName) -> Iterator[tuple[tuple[int, ...], str]]:
    every = [[i for i, kind in enumerate(name.kinds) if kind not in without] for without in _UNSAID]
    found = {_initials(name, places): tuple(places) for places in every}
    return ((places, text) for text, places in found.items() if _may_abbreviate(text))


_UNSAID = (
    frozenset[TokenKind](),
    frozenset({TokenKind.PARTICLE}),
    frozenset({TokenKind.PARTICLE, TokenKind.LEGAL_FORM}),
)


def _initials(name: PreparedName, places: list[int]) -> str:
    return "".join(word[0] for i in places for word in name.written[i].split())


def _may_abbreviate(text: str) -> bool:
    return SHORTEST_ACRONYM <= len(text) <= LONGEST_ACRONYM and text.isalpha() and text.islower()


_PATRONYMIC = re.compile(
    r"[a-z]{3,}(?:[oeay]v(?:ich|itch|itj|ych|ic|yc)|ovna|evna|ivna|avna|ichna|yevna|[oe]vits|[oe]wna)$"
)
_LAST_OF_PATRONYMIC = ("ch", "tj", "ic", "yc", "na", "ts")
SHARE_OF_PATRONYMIC = 0.5
"""A patronymic says no more than the given name that it is made from, and is often left out."""

MOST_SAID = 2
BITS_OF_REPEATED = 1.0
"""A word that a name says again adds next to nothing."""


def _weights(tokens: tuple[Token, ...], group: NameGroup) -> tuple[float, ...]:
    weights = [bits(token, group) for token in tokens]
    if len(set(tokens)) < len(tokens):
        repeated = {i for i, token in enumerate(tokens) if token in tokens[:i]}
        weights = [min(w, BITS_OF_REPEATED) if i in repeated else w for i, w in enumerate(weights)]
    place = _patronymic(tokens) if group is NameGroup.PERSON else None
    if place is not None:
        weights[place] *= SHARE_OF_PATRONYMIC
    return tuple(weights)


def _patronymic(tokens: tuple[Token, ...]) -> int | None:
    """The place of an East Slavic patronymic: it follows a given name, in a name of three words."""
    words = [i for i, token in enumerate(tokens) if token.kind is TokenKind.WORD]
    if len(words) < 3:
        return None
    alike = [_is_patronymic(tokens[i].text) for i in words]
    return next((words[k] for k in range(1, len(words)) if alike[k] and not alike[k - 1]), None)


def _is_patronymic(word: str) -> bool:
    # the ends alone are told in a tenth of the time
    return word.endswith(_LAST_OF_PATRONYMIC) and bool(_PATRONYMIC.match(word))
