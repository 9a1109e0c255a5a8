"""What a load that dies leaves behind is unseen, harmless and used again."""

from __future__ import annotations

import pytest

from screening.domain.codec import fingerprint
from screening.domain.listing import Quarantined
from screening.store import designations as contents
from screening.store import lists
from screening.store.database import Database
from screening.store.staging import (
    MANIFEST_CHUNK,
    STATES_CHUNK,
    stage_manifest,
    stage_quarantined,
    stage_states,
)
from tests.store.examples import LIST, make_designation, make_version, manifest_of, stage, store
from tests.store.processes import kill_while, run_together

ONE, TWO, THREE = (make_designation(ref) for ref in ("1", "2", "3"))
TEN = [make_designation(str(number)) for number in range(10)]


def _seen(database: Database) -> list[str]:
    with database.reading() as session:
        return [version.version for version in lists.list_versions(session, LIST)]


def test_what_is_staged_is_not_seen(database: Database) -> None:
    stage(database, make_version(), [ONE, TWO])
    assert _seen(database) == []


def test_staging_again_changes_nothing(database: Database) -> None:
    stage(database, make_version(), [ONE, TWO])
    store(database, make_version(), [ONE, TWO])
    stage(database, make_version(), [ONE, THREE])
    with database.reading() as session:
        assert contents.manifest(session, LIST, make_version().version) == manifest_of([ONE, TWO])


@pytest.mark.parametrize("count", [3, MANIFEST_CHUNK + 1])
def test_what_an_earlier_load_left_gives_way(database: Database, count: int) -> None:
    version = make_version(count=count)
    stage(database, version, [make_designation("left"), make_designation("0", "OLD NAME")])
    designations = [make_designation(str(number)) for number in range(count)]
    store(database, version, designations)
    with database.reading() as session:
        assert contents.manifest(session, LIST, version.version) == manifest_of(designations)


def test_a_small_list_needs_no_staged_manifest(database: Database) -> None:
    with database.writing() as session:
        stage_states(session, LIST, [(fingerprint(one), one) for one in (ONE, TWO)])
        manifest = manifest_of([ONE, TWO])
        lists.add_version(
            session, make_version(), manifest=manifest, raw_files=(), report={}, activation=None
        )
    with database.reading() as session:
        assert contents.manifest(session, LIST, make_version().version) == manifest


def test_a_small_list_takes_nothing_over_from_what_was_left(database: Database) -> None:
    stage(database, make_version(), [make_designation("left"), make_designation("1", "OLD NAME")])
    test_a_small_list_needs_no_staged_manifest(database)


def test_a_manifest_of_states_that_are_not_there_is_refused(database: Database) -> None:
    with pytest.raises(LookupError, match="not staged"), database.writing() as session:
        stage_manifest(session, make_version(), [("1", "f" * 64)])
    assert _seen(database) == []


def test_a_state_that_returns_is_the_same_state(database: Database) -> None:
    for number, name in enumerate(("A", "B", "A")):
        version = make_version(f"2026-02-2{number}.{number}aaaaaaa", count=1)
        store(database, version, [make_designation("1", name)])
    with database.reading() as session:
        manifests = [contents.manifest(session, LIST, version) for version in _seen(database)]
    assert manifests[0] == manifests[2] != manifests[1]


def test_quarantined_records_are_kept_in_their_order(database: Database) -> None:
    records = [Quarantined(f"entry[{n}]", "no name \ud800", "<x>\x00") for n in range(5)]
    for first in (0, 3, 0):
        with database.writing() as session:
            stage_quarantined(session, make_version(), first, records[first : first + 3])
    store(database, make_version(), [ONE, TWO])
    with database.writing() as session:
        stage_quarantined(session, make_version(), 0, [Quarantined("late", "", "")])
    with database.reading() as session:
        assert contents.quarantined(session, LIST, make_version().version) == records


@pytest.mark.parametrize("job", ["hold_staged", "hold_add"])
def test_a_load_that_is_killed_leaves_nothing_to_be_seen_and_can_be_repeated(
    database: Database, job: str
) -> None:
    store(database, make_version("2026-01-01.aaaaaaaa", count=1), [ONE])
    before = _seen(database)
    kill_while(job, database.url)
    assert _seen(database) == before
    version = make_version(count=10)
    assert store(database, version, TEN) == version
    with database.reading() as session:
        assert contents.manifest(session, LIST, version.version) == manifest_of(TEN)
        assert lists.version_in_force(session, LIST) == version


def test_two_processes_that_load_the_same_list_make_one_version(database: Database) -> None:
    run_together("load", database.url, 2)
    assert len(_seen(database)) == 1
    with database.reading() as session:
        assert len(list(contents.designations(session, LIST, _seen(database)[0]))) == 300


def test_chunks_are_small_enough_for_one_statement_of_any_back_end() -> None:
    assert max(STATES_CHUNK, MANIFEST_CHUNK) <= 999
