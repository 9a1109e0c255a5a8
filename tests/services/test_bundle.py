from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.domain.errors import UsageError
from screening.domain.party_group import Member
from screening.grouping.hits import PartyMap
from screening.services import bundle as bundle_module
from screening.services.bundle import BundleMismatch, bundle_name, open_bundle, write_bundle
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from tests.loading import LIST_ID
from tests.screened import load_people

PARTIES = PartyMap(3, {Member(LIST_ID, "36"): "Q1", Member(LIST_ID, "1"): "Q1"})


@pytest.fixture
def corpus(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Corpus:
    load_people(deps, tmp_path)
    return corpora.current()


@pytest.fixture
def unpacked(corpus: Corpus, deps: Deps, tmp_path: Path) -> Path:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(write_bundle(corpus, PARTIES, tmp_path, at=deps.clock())) as file:
        file.extractall(folder)
    return folder


def test_a_bundle_is_the_corpus_that_it_was_made_of(unpacked: Path, corpus: Corpus) -> None:
    opened = open_bundle(unpacked)
    assert (opened.corpus.stamp, opened.corpus.versions) == (corpus.stamp, corpus.versions)
    assert opened.corpus.policy == corpus.policy
    assert len(opened.corpus.index) == len(corpus.index)
    assert opened.parties == PARTIES


def test_a_bundle_is_named_by_what_is_in_it(corpus: Corpus, deps: Deps, tmp_path: Path) -> None:
    first = write_bundle(corpus, PARTIES, tmp_path, at=deps.clock())
    other = write_bundle(corpus, PartyMap(), tmp_path, at=deps.clock())
    again = write_bundle(corpus, PARTIES, tmp_path, at=deps.clock())
    assert first == again
    assert first != other
    assert first.name.startswith(f"corpus-{corpus.stamp[:12]}-")


def test_the_id_that_is_expected_is_looked_for(unpacked: Path) -> None:
    opened = open_bundle(unpacked)
    assert open_bundle(unpacked, opened.id).id == opened.id
    assert bundle_name(opened.corpus.stamp, opened.id).endswith(f"{opened.id[:12]}.zip")
    with pytest.raises(BundleMismatch, match="not 000000000000"):
        open_bundle(unpacked, "0" * 64)


def _spoil_index(folder: Path) -> None:
    blob = folder / "index" / "entries.bin"
    blob.write_bytes(blob.read_bytes().replace(b"KONY", b"TONY"))


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (_spoil_index, "index/entries.bin is damaged"),
    (lambda folder: (folder / "index" / "meta.json").unlink(), "meta.json is damaged or missing"),
    (lambda folder: (folder / "parties.json").write_text('{"revision": 3, "groups": []}'), "parties.json"),
    (lambda folder: (folder / "bundle.json").unlink(), "is no corpus bundle"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_a_damaged_bundle_is_refused(unpacked: Path, spoil: Callable[[Path], object], said: str) -> None:
    spoil(unpacked)
    with pytest.raises(BundleMismatch, match=said):
        open_bundle(unpacked)


@pytest.mark.parametrize("what", ["ENGINE_VERSION", "NORMALISER_VERSION"])
def test_a_bundle_of_another_release_is_refused(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(bundle_module, what, "another")
    with pytest.raises(BundleMismatch, match="install the same release"):
        open_bundle(unpacked)


def test_a_bundle_needs_a_folder_to_stand_in(corpus: Corpus, deps: Deps, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder"):
        write_bundle(corpus, PARTIES, tmp_path / "none", at=deps.clock())
