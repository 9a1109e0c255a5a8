"""Words that stand for one another without being spelled alike: Bill and William, Lee and Ri.

A word belongs to classes; two words that share a class are as alike as the kind of the class
says. The tables are part of the engine's version.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files

from screening.matching.arabic import spoken_of
from screening.matching.rules import Keyed
from screening.matching.slavic import family_names, fathers, loose, stem, transcribed_of
from screening.text.syllables import chinese_syllables, korean_syllables

SIMILARITY_OF_KIND: dict[str, float] = {
    "variant": 0.85,  # one name in one language, written otherwise: Muhammad, Mohd
    "arabic": 0.8,  # the same sounds of Arabic, Persian or Urdu: Tawfiq, Toufik
    "slavic": 0.95,  # one name in two transcriptions: Mikhailov, Michajlow
    "eastslavic": 0.88,  # in Russian, Ukrainian and Belarusian: Golovatov, Halavatau
    "family": 0.9,  # of a woman and of a man: Ivanova, Ivanov
    "patronymic": 0.9,  # from one father's name: Andreevich, Andriyovych
    "language": 0.8,  # one name in several languages: John, Ivan
    "nickname": 0.75,  # a short or pet form: Bill of William, Sasha of Aleksandr
    "ko": 0.93,  # spellings of one Korean syllable: Lee, Ri
    "zh": 0.9,  # spellings of one Chinese syllable: Zhang, Cheung
}
"""How alike two words of one class are, by the kind of class: what stands before the colon. Chosen
by recall at a 1 % and a 0.1 % share of false alerts: common names (Muhammad, Ahmad) meet by chance
so often that a higher figure for their variants finds more homonyms than listed persons."""

_SYLLABLES = {"ko": korean_syllables, "zh": chinese_syllables}
_NONE: frozenset[str] = frozenset()


def _classes(tokens: Sequence[str]) -> list[frozenset[str]]:
    """The classes of each of some folded tokens, each ``kind:name`` in ASCII; none for most."""
    keys = zip(tokens, transcribed_of(tokens), spoken_of(tokens), strict=True)
    found = (
        _NONE.union(
            _given_name(token, slavic), _slavic(slavic), _syllables(token), map("arabic:".__add__, arabic)
        )
        for token, slavic, arabic in keys
    )
    return [some or _NONE for some in found]  # one empty set for most words, not one each


classes = Keyed(_classes)
"""The classes of a folded token."""


def _given_name(token: str, transcribed: Collection[str]) -> frozenset[str]:
    given = _given_names()
    if token in given:
        return given[token]
    known = _given_names_by_transcription()
    return _NONE.union(*[known[key] for key in transcribed if key in known])


def _slavic(transcribed: Collection[str]) -> set[str]:
    found = set[str]()
    for key, man in family_names(transcribed):
        found |= {f"slavic:{key}", f"eastslavic:{loose(key)}", f"family:{man}"}
    known = _given_names_by_stem()
    for father, gender in fathers(transcribed):
        found |= {f"patronymic:{name}:{gender}" for name in known.get(father, ())}
    return found


def _syllables(token: str) -> list[str]:
    spelled = [(kind, spells(token)) for kind, spells in _SYLLABLES.items()]
    return [f"{kind}:{one}" for kind, some in spelled for one in some]


@cache
def _given_names_by_transcription() -> dict[str, frozenset[str]]:
    given = _given_names()
    across = zip(map(_across_languages, given.values()), transcribed_of(list(given)), strict=True)
    return _merged((key, names) for names, keys in across for key in keys)


@cache
def _given_names_by_stem() -> dict[str, frozenset[str]]:
    known = ((stem(key), names) for key, names in _given_names_by_transcription().items())
    return _merged(known)


def _across_languages(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if name.startswith("language:"))


def _merged(pairs: Iterable[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for key, names in pairs:
        found[key] |= names
    return dict(found)


def class_similarity(a: str, b: str) -> float:
    """In [0, 1]: how alike two tokens are that share a class; 0.0 where they share none."""
    return similarity_of_shared(classes(a) & classes(b))


def similarity_of_shared(shared: Collection[str]) -> float:
    """How alike the classes make two tokens that share them."""
    return max([SIMILARITY_OF_KIND[name.partition(":")[0]] for name in shared], default=0.0)


def may_be_distinct(token: str) -> bool:
    """Whether a token can be known to be a different word from one that is spelled alike."""
    return any(syllables(token) for syllables in _SYLLABLES.values())


def are_distinct(a: str, b: str) -> bool:
    """Whether two tokens are known to be different words, however alike they are spelled (the
    Korean syllables Song and Yong): syllables of one language and the same ones of none."""
    both = [(syllables(a), syllables(b)) for syllables in _SYLLABLES.values()]
    comparable = [ours.isdisjoint(theirs) for ours, theirs in both if ours and theirs]
    return bool(comparable) and all(comparable)


@cache
def _given_names() -> dict[str, frozenset[str]]:
    """Given names, with other languages and short forms: each word's classes, named after the
    first member of their row."""
    text = files("screening.text").joinpath("data/given_names.csv").read_text("utf-8")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(text.splitlines()):
        members = row["members"].split()
        for member in members:
            found[member].add(f"{row['kind']}:{members[0]}")
    return {word: frozenset(names) for word, names in found.items()}
