"""List versions: added unseen, put in force in one step, and readable for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from screening.domain.designation import PartyType
from screening.domain.errors import UnknownVersion
from screening.domain.listing import Change, ChangeKind, ListVersion, VersionState, diff
from screening.store import designations as contents
from screening.store import lists
from screening.store.database import Database
from screening.store.lists import Activation
from screening.store.raw_files import raw_files, version_fetched_from
from tests.store.examples import LIST, NOON, make_designation, make_file, make_version, manifest_of, store

HOUR = timedelta(hours=1)
ONE, TWO, THREE = (make_designation(ref) for ref in ("1", "2", "3"))
TWO_AMENDED = make_designation("2", "ANOTHER NAME")
OLD, NEW = make_version("2026-02-26.aaaaaaaa"), make_version("2026-02-27.bbbbbbbb")


def _in_force(database: Database) -> ListVersion | None:
    with database.reading() as session:
        return lists.version_in_force(session, LIST)


def _activate(database: Database, version: ListVersion, *, hours: int) -> ListVersion:
    activation = Activation(at=NOON + hours * HOUR, actor="tester", reason="seen")
    with database.writing() as session:
        return lists.activate(session, LIST, version.version, activation)


def test_an_unknown_list_has_nothing(database: Database) -> None:
    with database.reading() as session:
        assert lists.version_in_force(session, LIST) is None
        assert lists.versions_in_force(session) == []
        assert lists.list_versions(session, LIST) == []
        assert contents.counts_in_force(session) == {}
        assert version_fetched_from(session, LIST, ["https://example.org/list.xml"]) is None


@pytest.mark.parametrize(
    "read", [lists.get_version, lists.version_report, raw_files, lists.changes, contents.manifest]
)
def test_an_unknown_version_is_an_error(database: Database, read: object) -> None:
    assert callable(read)
    with database.reading() as session, pytest.raises(UnknownVersion, match="no version '2026"):
        read(session, LIST, "2026-01-01.00000000")


@pytest.mark.parametrize("odd", ["a\x00", "\udc80"])
def test_what_cannot_be_stored_is_not_there(database: Database, odd: str) -> None:
    store(database, OLD, [ONE, TWO])
    with database.reading() as session:
        assert lists.list_versions(session, odd) == []
        assert contents.designation(session, LIST, OLD.version, odd) is None
        for list_id, version in ((LIST, odd), (odd, OLD.version)):
            with pytest.raises(UnknownVersion):
                lists.get_version(session, list_id, version)


def test_a_version_in_force_reads_as_it_was_added(database: Database) -> None:
    added = store(database, OLD, [ONE, TWO])
    assert added == OLD == _in_force(database)
    with database.reading() as session:
        assert lists.get_version(session, LIST, OLD.version) == OLD
        assert lists.versions_in_force(session) == [OLD]
        assert contents.manifest(session, LIST, OLD.version) == manifest_of([ONE, TWO])
        assert list(contents.designations(session, LIST, OLD.version)) == [ONE, TWO]
        assert contents.designation(session, LIST, OLD.version, "2") == TWO
        assert contents.designation(session, LIST, OLD.version, "3") is None
        assert contents.counts_in_force(session) == {LIST: {PartyType.INDIVIDUAL: 2}}


def test_designations_may_be_read_in_part(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    with database.reading() as session:
        assert next(contents.designations(session, LIST, OLD.version)) == ONE


def test_a_new_version_supersedes_the_old_one_which_stays_readable(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    store(database, NEW, [TWO_AMENDED, THREE], at=NOON + HOUR)
    assert _in_force(database) == NEW
    with database.reading() as session:
        assert lists.list_versions(session, LIST) == [NEW, replace(OLD, state=VersionState.SUPERSEDED)]
        assert list(contents.designations(session, LIST, OLD.version)) == [ONE, TWO]


def test_changes_are_those_against_the_version_in_force_before(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    store(database, NEW, [TWO_AMENDED, THREE], at=NOON + HOUR)
    with database.reading() as session:
        assert lists.changes(session, LIST, NEW.version) == [
            Change(ChangeKind.ADDED, "3"),
            Change(ChangeKind.AMENDED, "2"),
            Change(ChangeKind.REMOVED, "1"),
        ]
        manifests = [contents.manifest(session, LIST, one.version) for one in (OLD, NEW)]
        assert lists.changes(session, LIST, NEW.version) == diff(*manifests)


def test_everything_in_a_first_version_is_added(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    with database.reading() as session:
        changes = lists.changes(session, LIST, OLD.version)
    assert changes == [Change(ChangeKind.ADDED, "1"), Change(ChangeKind.ADDED, "2")]


def test_a_held_version_is_shown_and_not_in_force(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    held = replace(NEW, state=VersionState.HELD, held_reason="removes too much")
    assert store(database, held, [ONE]) == held
    assert _in_force(database) == OLD
    with database.reading() as session:
        assert lists.list_versions(session, LIST) == [held, OLD]
        assert lists.changes(session, LIST, NEW.version) == [Change(ChangeKind.REMOVED, "2")]


def test_a_released_version_is_compared_with_what_it_replaces(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    store(database, replace(NEW, state=VersionState.HELD, held_reason="removes too much"), [ONE])
    between = make_version("2026-02-27.cccccccc")
    store(database, between, [ONE, THREE], at=NOON + HOUR)
    assert _activate(database, NEW, hours=2) == NEW
    with database.reading() as session:
        assert lists.changes(session, LIST, NEW.version) == [Change(ChangeKind.REMOVED, "3")]


def test_a_version_that_was_never_in_force_supersedes_nothing_and_is_not_superseded(
    database: Database,
) -> None:
    loaded = replace(OLD, state=VersionState.LOADED)
    store(database, NEW, [ONE])
    assert store(database, OLD, [ONE, TWO], at=None) == loaded
    with database.reading() as session:
        assert lists.list_versions(session, LIST) == [NEW, loaded]
    assert _activate(database, OLD, hours=1) == OLD
    assert _activate(database, NEW, hours=2) == NEW
    with database.reading() as session:
        superseded = replace(OLD, state=VersionState.SUPERSEDED)
        assert lists.list_versions(session, LIST) == [NEW, superseded]
        assert lists.get_version(session, LIST, OLD.version) == superseded


def test_a_version_is_rolled_back_by_a_pointer(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    store(database, NEW, [ONE], at=NOON + HOUR)
    assert _activate(database, OLD, hours=2) == OLD
    assert _in_force(database) == OLD
    with database.reading() as session:
        assert lists.get_version(session, LIST, NEW.version).state is VersionState.SUPERSEDED
        assert len(lists.changes(session, LIST, OLD.version)) == 2, "what it changed when it came"


def test_what_was_in_force_at_an_instant_can_be_told(database: Database) -> None:
    store(database, OLD, [ONE])
    store(database, NEW, [TWO], at=NOON + HOUR)
    other = make_version("2026-01-01.dddddddd", list_id="us_ofac_sdn")
    store(database, other, [make_designation("9", list_id="us_ofac_sdn")], at=NOON + HOUR)
    _activate(database, OLD, hours=2)
    in_force = {}
    with database.reading() as session:
        for hours in (-0.001, 0, 0.5, 1, 2, 99):
            found = lists.versions_in_force_at(session, NOON + hours * HOUR)
            in_force[hours] = [version.version for version in found]
    both = [NEW.version, other.version]
    again = [OLD.version, other.version]
    assert in_force == {-0.001: [], 0: [OLD.version], 0.5: [OLD.version], 1: both, 2: again, 99: again}


def test_a_version_that_is_not_activated_waits(database: Database) -> None:
    store(database, OLD, [ONE])
    store(database, make_version("2026-01-01.eeeeeeee"), [TWO], at=None)
    assert _in_force(database) == OLD


def test_a_version_that_is_there_is_left_as_it_is(database: Database) -> None:
    store(database, OLD, [ONE, TWO], report={"by": "the first"})
    again = store(
        database, replace(OLD, designations=1), [THREE], report={"by": "the second"}, at=NOON + HOUR
    )
    assert again == OLD
    with database.reading() as session:
        assert contents.manifest(session, LIST, OLD.version) == manifest_of([ONE, TWO])
        assert lists.version_report(session, LIST, OLD.version) == {"by": "the first"}


def test_a_file_read_by_a_newer_parser_is_a_reading_of_its_own(database: Database) -> None:
    store(database, OLD, [ONE, TWO])
    newer = replace(OLD, parser_version=2)
    store(database, newer, [ONE, TWO_AMENDED], at=NOON + HOUR)
    assert _in_force(database) == newer
    with database.reading() as session:
        assert lists.versions_in_force_at(session, NOON) == [replace(OLD, state=VersionState.SUPERSEDED)]
        assert list(contents.designations(session, LIST, OLD.version)) == [ONE, TWO_AMENDED]
        assert list(contents.designations(session, LIST, OLD.version, parser_version=1)) == [ONE, TWO]


def test_a_check_is_noted_and_never_taken_back(database: Database) -> None:
    store(database, OLD, [ONE])
    for hours in (3, 1):
        with database.writing() as session:
            lists.mark_checked(session, LIST, OLD.version, NOON + hours * HOUR)
    assert _in_force(database) == replace(OLD, checked_at=NOON + 3 * HOUR)


def test_raw_files_and_the_report_are_kept(database: Database) -> None:
    url = "https://example.org/list.xml"
    files = [make_file("b" * 64, url=url, headers={"ETag": '"x"'}), make_file("a" * 64, name="ä\udc80.csv")]
    store(database, OLD, [ONE], raw_files=files, report={"unknown": {"a/b": 3}})
    store(database, NEW, [TWO], raw_files=[replace(files[0], retrieved_at=NOON + HOUR)])
    with database.reading() as session:
        assert raw_files(session, LIST, OLD.version)[1] == files[1]
        assert lists.version_report(session, LIST, OLD.version) == {"unknown": {"a/b": 3}}
        assert raw_files(session, LIST, NEW.version) == [replace(files[0], retrieved_at=NOON + HOUR)]


def test_the_version_that_was_last_fetched_from_addresses_is_found(database: Database) -> None:
    one, two = (make_file(digit * 64, url=f"https://example.org/{digit}") for digit in "cd")
    store(database, OLD, [ONE], raw_files=[one, two])
    store(database, NEW, [TWO], raw_files=[one, replace(two, sha256="e" * 64, retrieved_at=NOON + HOUR)])
    with database.reading() as session:
        found = version_fetched_from(session, LIST, [str(two.url), str(one.url)])
        assert found is not None
        assert found.version == NEW.version
        assert version_fetched_from(session, LIST, [str(one.url)]) is None
        assert version_fetched_from(session, LIST, [str(one.url), str(two.url), "x"]) is None
