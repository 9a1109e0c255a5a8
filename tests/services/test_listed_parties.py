"""A party stays in its authority's file when it is de-listed, but not in what is screened."""

from __future__ import annotations

from pathlib import Path

from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.refresh import load_list, release_version

_SECO = Path(__file__).parent.parent / "sources" / "data" / "seco.xml"


def test_a_party_that_its_authority_de_listed_is_kept_and_not_screened(
    deps: Deps, corpora: CorpusProvider
) -> None:
    loaded = load_list(deps, "ch_seco_sanctions", [_SECO]).version
    assert loaded.designations == 3
    release_version(deps, "ch_seco_sanctions", loaded.version, reason="a test", by="tester")
    assert _found(corpora, "Zephyr Trading House") == []
    assert _found(corpora, "Paper Boat") == ["301"]


def _found(corpora: CorpusProvider, name: str) -> list[str]:
    corpus = corpora.current()
    hits = screen_subject(Subject(name=name), corpus.index, corpus.policy, threshold=9_000)
    return [hit.authority_ref for hit in hits]
