from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from screening.domain.errors import ListNotReady, UnknownVersion
from screening.domain.listing import ListVersion
from screening.domain.screening import POINTS, Subject
from screening.matching.engine import screen_subject
from screening.matching.index import Index, open_index
from screening.matching.policy import default_policy
from screening.services import index_store
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.index_store import GRACE
from screening.services.refresh import load_list, load_samples, release_version
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, Clock, list_xml, write

LATER = {**PEOPLE, 5: "POPOV"}


def test_without_a_list_there_is_an_error_and_no_answer(corpora: CorpusProvider) -> None:
    with pytest.raises(ListNotReady, match="no list has a version in force"):
        corpora.current()
    with pytest.raises(ListNotReady):
        corpora.at(OLD)
    with pytest.raises(UnknownVersion):
        corpora.in_force_at(datetime(2026, 1, 1, tzinfo=UTC))


def test_the_current_corpus_is_what_is_in_force(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> None:
    version = _load(deps, tmp_path, list_xml(OLD))
    corpus = corpora.current()
    assert corpus.versions == (version,)
    assert _names(corpus, "IVANOV") == ["IVANOV"]
    assert corpora.current().index is corpus.index


def test_threads_that_ask_at_once_open_an_index_once(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    opened: list[Path] = []
    together = Barrier(8)

    def count(folder: Path) -> Index:
        opened.append(folder)
        return open_index(folder)

    monkeypatch.setattr(index_store, "open_index", count)

    def ask(_: int) -> Index:
        together.wait()
        return corpora.current().index

    with ThreadPoolExecutor(8) as threads:
        indexes = set(map(id, threads.map(ask, range(8))))
    assert (len(opened), len(indexes)) == (1, 1)


def test_a_hit_leads_to_the_authoritys_page_and_the_version(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    version = _load(deps, tmp_path, list_xml(OLD))
    corpus = corpora.current()
    (hit,) = screen_subject(Subject(name="IVANOV"), corpus.index, corpus.policy, threshold=7_000)
    assert (hit.url, hit.list_version) == ("https://lists.example/entries/1", version.version)


def test_a_load_in_between_is_seen_by_the_next_request(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    before = corpora.current()
    _load(deps, tmp_path, list_xml(NEW, LATER))
    assert corpora.current().stamp != before.stamp
    assert _names(corpora.current(), "POPOV") == ["POPOV"]
    assert _names(before, "POPOV") == []


def test_a_later_check_changes_the_age_and_not_the_stamp(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, clock: Clock
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    before = corpora.current()
    clock.move(timedelta(days=2))
    assert before.stale(before.versions[0], clock())
    _load(deps, tmp_path, list_xml(OLD))
    after = corpora.current()
    assert after.stamp == before.stamp
    assert not after.stale(after.versions[0], clock())


def test_a_list_is_stale_once_it_is_older_than_the_policy_allows(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    corpus = corpora.current()
    (version,) = corpus.versions
    limit = version.checked_at + default_policy().max_age
    assert not corpus.stale(version, limit)
    assert corpus.stale(version, limit + timedelta(microseconds=1))


def test_an_index_that_was_lost_is_built_again(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    shutil.rmtree(deps.data_folder / "indexes")
    assert _names(corpora.current(), "IVANOV") == ["IVANOV"]


def test_an_index_that_was_left_half_built_is_built_again(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    indexes = deps.data_folder / "indexes"
    (whole,) = [path for path in indexes.iterdir() if path.is_dir()]
    whole.rename(indexes / f".building-{whole.name}")
    assert _names(corpora.current(), "IVANOV") == ["IVANOV"]
    assert [path.name for path in indexes.iterdir() if path.is_dir()] == [whole.name]


def test_as_of_a_day_answers_from_what_was_published_by_then(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    new = _load(deps, tmp_path, list_xml(NEW, LATER))
    old = _load(deps, tmp_path, list_xml(OLD))
    assert corpora.at(NEW - timedelta(days=1)).versions == (old,)
    assert corpora.at(OLD).versions == (old,)
    assert corpora.at(NEW).versions == (new,)
    assert _names(corpora.at(OLD), "POPOV") == []


def test_as_of_a_day_before_the_first_version_is_an_error(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    with pytest.raises(UnknownVersion, match=f"no version of {LIST_ID} published by 2025-12-31"):
        corpora.at(OLD - timedelta(days=1))


def test_as_of_a_day_names_the_lists_that_are_too_late_and_those_that_can_be_kept_to(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    load_samples(deps)
    with pytest.raises(UnknownVersion) as refused:
        corpora.at(NEW, [LIST_ID, "us_ofac_sdn", "un_sc_sanctions"])
    assert str(refused.value) == (
        "no version of un_sc_sanctions, us_ofac_sdn published by 2026-02-01 is held here; "
        f"keep to those that have one, with `--list` or the field `lists`: {LIST_ID}"
    )
    with pytest.raises(
        UnknownVersion, match=r"^no version of us_ofac_sdn published by 2026-02-01 is held here$"
    ):
        corpora.at(NEW, ["us_ofac_sdn"])


def test_as_of_a_day_never_answers_from_a_held_version_or_a_sample(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    old = _load(deps, tmp_path, list_xml(OLD))
    _load(deps, tmp_path, list_xml(NEW, {1: "IVANOV"}))
    assert corpora.at(NEW).versions == (old,)
    load_samples(deps)
    with pytest.raises(UnknownVersion, match="un_sc_sanctions"):
        corpora.at(date(2030, 1, 1))
    assert corpora.at(date(2030, 1, 1), [LIST_ID]).versions == (old,)


def test_in_force_at_an_instant_answers_as_this_installation_did(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, clock: Clock
) -> None:
    old, first = _load(deps, tmp_path, list_xml(OLD)), clock.now
    clock.move(timedelta(hours=1))
    held = _load(deps, tmp_path, list_xml(NEW, {1: "IVANOV"}))
    clock.move(timedelta(hours=1))
    release_version(deps, LIST_ID, held.version, reason="It is so", by="Ann")
    in_force = [corpora.in_force_at(first + timedelta(hours=hours)).versions[0] for hours in (0, 1, 2)]
    assert [version.version for version in in_force] == [old.version, old.version, held.version]


def test_in_force_before_the_first_load_is_an_error(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, clock: Clock
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    with pytest.raises(UnknownVersion):
        corpora.in_force_at(clock.now - timedelta(microseconds=1))
    with pytest.raises(UnknownVersion, match="us_ofac_sdn"):
        corpora.in_force_at(clock.now, ["us_ofac_sdn", LIST_ID])


def test_an_index_is_removed_a_day_after_nobody_needs_it(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, clock: Clock
) -> None:
    clock.now = datetime.now(UTC)
    _load(deps, tmp_path, list_xml(OLD))
    old = corpora.current().stamp
    _load(deps, tmp_path, list_xml(NEW, LATER))
    new = corpora.current().stamp
    assert _stamps(deps) == {old, new}
    clock.move(GRACE + timedelta(minutes=1))
    corpora.remove_unused()
    assert _stamps(deps) == {new}


def _load(deps: Deps, folder: Path, content: bytes) -> ListVersion:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)]).version


def _names(corpus: Corpus, name: str) -> list[str]:
    hits = screen_subject(Subject(name=name), corpus.index, corpus.policy, threshold=7_000)
    return [hit.primary_name for hit in hits if hit.score == POINTS]


def _stamps(deps: Deps) -> set[str]:
    return {path.name.partition(".")[0] for path in (deps.data_folder / "indexes").iterdir() if path.is_dir()}
