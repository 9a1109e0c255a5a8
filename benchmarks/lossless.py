"""Whether the index finds all that exhaustive scoring finds: ``python -m benchmarks.lossless CLEAN…``.

CLEAN are csv.gz files with a column ``name``; half of the queries are drawn from them, half are
listed names (of the database that ``SCREENING_DATABASE_URL`` names) with one or two edits. Three
comparisons, with a fixed seed, at the floor and at 0.70:

* every token asked against every listed token: the related ones are those that the lexicon returns;
* every query against the 500 names nearest by trigrams and 2,000 random ones;
* some queries against all names.

Prints the differences, of which there must be none, and ends with exit code 1 if there is one.
"""

from __future__ import annotations

import csv
import gzip
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from screening.config import Settings
from screening.domain.designation import PartyType
from screening.domain.screening import Subject
from screening.matching.alignment import nothing_known
from screening.matching.classes import are_distinct, class_similarity, classes
from screening.matching.engine import screen_subject
from screening.matching.index import Index
from screening.matching.names import compare_related
from screening.matching.pairs import Pairs, Spelled, spelled_alike
from screening.matching.policy import Policy
from screening.matching.prepared import CONTENT, prepare
from screening.matching.scoring import score
from screening.matching.shelves import Asked
from screening.services.corpus import CorpusProvider
from screening.services.deps import open_deps
from screening.text.fold import fold
from screening.text.tokens import GROUP_OF_TYPE, NameGroup

QUERIES, ON_ALL, NEAREST, AT_RANDOM, SEED = 5_000, 200, 500, 2_000, 20261122
THRESHOLDS = (5_000, 7_000)
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Query:
    """A name to ask with the party type it is asked for; ``on_all`` against every name."""

    name: str
    type: PartyType | None
    on_all: bool


class Alike(dict[str, float]):
    """How alike words are to one asked. Neighbours written as one are not among them, so that none is
    ruled out here: each is compared."""

    def __contains__(self, term: object) -> bool:
        return True


class Corpus:
    """What a worker compares with: the index, and all its names by entry and by trigram."""

    def __init__(self) -> None:
        with closing(open_deps(Settings())) as deps:
            corpus = CorpusProvider(deps).current()
        self.index: Index = corpus.index
        self.policy: Policy = corpus.policy
        self.names = [
            (number, name.text, self.index.entry(number).designation.party_type)
            for number in range(len(self.index))
            for name in self.index.entry(number).designation.names
        ]
        self.readings = [prepare(name, GROUP_OF_TYPE[kind]) for _, name, kind in self.names]
        self.words = self.index.lexicon.vocabulary
        self.numbers = np.arange(self.words.word_count)
        self.places = {word: place for place, word in enumerate(self.words.texts(self.numbers))}
        self.by_class: dict[str, set[str]] = defaultdict(set)
        for word in self.places:
            for name in classes(word):
                self.by_class[name].add(word)
        trigrams = defaultdict(list)
        for place, (_, name, _) in enumerate(self.names):
            for gram in _trigrams(name):
                trigrams[gram].append(place)
        self.trigrams = {gram: np.array(places) for gram, places in trigrams.items()}

    def alike(self, token: str) -> Alike:
        """All listed words that are alike to one asked, each compared with it, and how much."""
        pairs = Pairs(Spelled([token]), np.zeros_like(self.numbers), self.words, self.numbers)
        spelled = spelled_alike(pairs)
        places = np.flatnonzero(spelled)
        found = dict(zip(self.words.texts(places), spelled[places].tolist(), strict=True))
        found = {word: much for word, much in found.items() if word == token or not are_distinct(token, word)}
        for word in set().union(*(self.by_class[name] for name in classes(token) & self.by_class.keys())):
            found[word] = max(found.get(word, 0.0), class_similarity(token, word))
        return Alike(found)

    def nearest(self, name: str) -> list[int]:
        """The places of the names that share most trigrams with ``name``."""
        found = [self.trigrams[gram] for gram in _trigrams(name) if gram in self.trigrams]
        if not found:
            return []
        counts = np.bincount(np.concatenate(found), minlength=len(self.names))
        return [int(place) for place in np.argsort(-counts, kind="stable")[:NEAREST]]


_corpus: Corpus | None = None


def _opened() -> Corpus:
    global _corpus
    _corpus = _corpus or Corpus()
    return _corpus


def main() -> None:
    """Ask, compare, print."""
    queries = _queries(sys.argv[1:], random.Random(SEED))
    chunks = [queries[start : start + _CHUNK] for start in range(0, len(queries), _CHUNK)]
    counts: Counter[str] = Counter()
    differences: list[str] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for number, (counted, differing) in enumerate(pool.map(_compare, range(len(chunks)), chunks)):
            counts += counted
            differences += differing
            print(f"\r{number + 1} of {len(chunks)} chunks", end="", file=sys.stderr)
    print(f"\n{len(queries):,} queries:", ", ".join(f"{count:,} {what}" for what, count in counts.items()))
    print(f"{len(differences)} differences")
    print("\n".join(differences))
    sys.exit(bool(differences))


def _queries(paths: list[str], chance: random.Random) -> list[Query]:
    corpus = _opened()
    clean: list[str] = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            clean += [row["name"] for row in csv.DictReader(file)]
    names = [(_edited(name, chance), kind) for _, name, kind in chance.sample(corpus.names, QUERIES // 2)]
    types = list(PartyType)
    names += [(name, chance.choice(types)) for name in chance.sample(clean, QUERIES // 2)]
    chance.shuffle(names)
    return [
        Query(name, kind if chance.random() < 0.8 else None, number < ON_ALL)
        for number, (name, kind) in enumerate(names)
    ]


def _edited(name: str, chance: random.Random) -> str:
    for _ in range(chance.choice([1, 1, 2])):
        at = chance.randrange(len(name))
        edits = (
            name[:at] + name[at + 1 :],
            name[:at] + chance.choice("aeiouhkmnrst ") + name[at:],
            name[:at] + chance.choice("aeiouhkmnrst") + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
        )
        name = chance.choice(edits) or name
    return name


def _compare(number: int, queries: list[Query]) -> tuple[Counter[str], list[str]]:
    corpus, chance = _opened(), random.Random(SEED + number)
    counts: Counter[str] = Counter()
    differences: list[str] = []
    for query in queries:
        alike = {token: corpus.alike(token) for token in _tokens(query)}
        counts["token pairs"] += len(alike) * len(corpus.places)
        differences += _token_differences(corpus, alike)
        every = range(len(corpus.names))
        places = every if query.on_all else [*corpus.nearest(query.name), *chance.sample(every, AT_RANDOM)]
        differences += _name_differences(corpus, query, list(places), alike, counts)
    return counts, differences


def _tokens(query: Query) -> list[str]:
    groups = (GROUP_OF_TYPE[query.type],) if query.type else tuple(NameGroup)
    readings = [reading for group in groups for reading in prepare(query.name, group)]
    tokens = {text for reading in readings for text in reading.texts_of(CONTENT)}
    return sorted(token for token in tokens if not token.isdigit())


def _token_differences(corpus: Corpus, alike: dict[str, Alike]) -> list[str]:
    related = corpus.index.lexicon.related({Asked.WORD: list(alike)})
    differences = []
    for token, terms in related[Asked.WORD].items():
        by_text = terms.by_text
        found = {word: much for word, much in by_text.items() if word in corpus.places}
        if found != alike[token]:
            differences.append(f"token {token}: {found.items() ^ alike[token].items()}")
    return differences


def _name_differences(
    corpus: Corpus, query: Query, places: list[int], alike: Mapping[str, Alike], counts: Counter[str]
) -> list[str]:
    subject = Subject(name=query.name, type=query.type)
    counts["name pairs"] += len(places)
    above = {corpus.names[place][0] for place in places if _could_hit(corpus, query.name, place, alike)}
    differences = []
    for threshold in THRESHOLDS:
        hits = screen_subject(subject, corpus.index, corpus.policy, threshold=threshold)
        found = {(hit.list_id, hit.authority_ref): hit.score for hit in hits}
        for number in above:
            hit = score(subject, corpus.index.entry(number), corpus.policy)
            counts["hits"] += hit.score >= threshold
            if hit.score >= threshold and found.get((hit.list_id, hit.authority_ref)) != hit.score:
                differences.append(
                    f"{query.name!r} at {threshold}: {hit.list_id} {hit.authority_ref} is missing"
                )
    return differences


def _could_hit(corpus: Corpus, name: str, place: int, alike: Mapping[str, Alike]) -> bool:
    """Whether a name could be a hit, by the similarities of words that every listed one was asked for."""
    asked, listed = prepare(name, GROUP_OF_TYPE[corpus.names[place][2]]), corpus.readings[place]
    for ours in asked:
        known = nothing_known(ours)._replace(words=[alike.get(text) for text in ours.texts])
        pairs = (compare_related(ours, theirs, known) for theirs in listed)
        if any(found and found.score >= 0.5 for found in pairs):
            return True
    return False


def _trigrams(name: str) -> set[str]:
    folded = f" {fold(name)} "
    return {folded[i : i + 3] for i in range(len(folded) - 2)}


if __name__ == "__main__":
    main()
