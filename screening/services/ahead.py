"""What the first requests would have to wait for, done before there are any.

A process that does it and then forks shares what was read with its children.
"""

from __future__ import annotations

from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import CorpusProvider
from screening.services.lookup_table import LookupTables

_MADE_UP = (
    "Ivan Petrovich Ivanov",
    "Ivanov Trading Company Limited",
    "Иван Иванов",
    "Γιάννης Παπαδόπουλος",
    "محمد أحمد",
    "王小明",
    "김철수",
)
"""Names that make the engine read its tables: of persons and companies, in several scripts."""


def make_ready(corpora: CorpusProvider, tables: LookupTables) -> None:
    """Open what is in force, and read what names are screened and looked up by; nothing is recorded.

    Raises ``ListNotReady`` where no list has a version in force.
    """
    corpus = corpora.current()
    for name in _MADE_UP:
        screen_subject(Subject(name=name), corpus.index, corpus.policy, threshold=None)
    tables.entries()
