"""Loading what is already here: what comes into force, what is held, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from screening.domain.errors import BadListFile, UnknownList, UsageError
from screening.domain.listing import ChangeKind, ListVersion, VersionState
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.list_diff import NamedChange, diff_versions
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.refresh import load_list, load_samples, release_version
from screening.sources.registry import all_sources
from screening.store.designations import designation, quarantined
from screening.store.lists import list_versions, version_in_force, version_report
from screening.store.raw_files import raw_files
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, Clock, list_xml, write
from tests.store.chain import verified

TWO = {1: "IVANOV", 2: "PETROV"}
ODD = "<sdnEntry><uid>9</uid><sdnType>Individual</sdnType></sdnEntry>"
TYPES = (
    "<sdnEntry><uid>21</uid><lastName>ACME</lastName><sdnType>Entity</sdnType><akaList>"
    "<aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>ACME TRADING</lastName></aka>"
    "<aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>ACM</lastName></aka>"
    "</akaList><colour>red</colour></sdnEntry>"
)


def test_a_list_is_loaded_and_put_in_force(deps: Deps, tmp_path: Path) -> None:
    report = _load(deps, tmp_path, list_xml(OLD, more=TYPES))
    assert report.outcome is LoadOutcome.ACTIVATED
    assert report.version == _in_force(deps)
    assert report.version.version == f"2026-01-01.{report.version.sha256[:8]}"
    assert (report.version.state, report.version.held_reason) == (VersionState.ACTIVE, None)
    assert dict(report.counts.by_type) == {"individual": 4, "entity": 1}
    assert (report.counts.names, report.counts.strong_aliases, report.counts.weak_aliases) == (7, 1, 1)
    assert dict(report.counts.unknown_fields) == {"sdnEntry/colour": 1}
    assert (report.added, report.amended, report.removed) == (5, 0, 0)


def test_a_new_version_says_what_it_changes(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version.version
    report = _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 4: "KUZNETSOVA", 5: "POPOV"}))
    assert (report.added, report.amended, report.removed) == (1, 1, 0)
    assert diff_versions(deps, LIST_ID, old, report.version.version).changes == (
        NamedChange(ChangeKind.ADDED, "5", "POPOV"),
        NamedChange(ChangeKind.AMENDED, "4", "KUZNETSOVA"),
    )
    back = diff_versions(deps, LIST_ID, report.version.version, old)
    assert [change.primary_name for change in back.changes] == [
        "KUZNETSOV",
        "POPOV",
    ]


def test_the_same_file_again_changes_nothing_but_when_it_was_checked(
    deps: Deps, tmp_path: Path, clock: Clock
) -> None:
    first = _load(deps, tmp_path, list_xml()).version
    clock.move(timedelta(days=3))
    again = _load(deps, tmp_path, list_xml())
    assert again.outcome is LoadOutcome.UNCHANGED
    assert _in_force(deps) == again.version
    assert again.version.checked_at == clock.now
    assert (again.version.version, again.version.retrieved_at) == (first.version, first.retrieved_at)


def test_an_older_version_is_kept_but_does_not_overtake(deps: Deps, tmp_path: Path) -> None:
    newer = _load(deps, tmp_path, list_xml(NEW)).version
    older = _load(deps, tmp_path, list_xml(OLD, TWO))
    assert older.outcome is LoadOutcome.OLDER
    assert newer.version in older.reason
    assert _in_force(deps) == newer
    assert older.version.state is VersionState.LOADED


def test_an_older_version_loaded_twice_still_does_not_overtake(deps: Deps, tmp_path: Path) -> None:
    newer = _load(deps, tmp_path, list_xml(NEW)).version
    _load(deps, tmp_path, list_xml(OLD))
    assert _load(deps, tmp_path, list_xml(OLD)).outcome is LoadOutcome.OLDER
    assert _in_force(deps) == newer


def test_another_file_of_the_same_day_takes_over(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    corrected = _load(deps, tmp_path, list_xml(OLD, {**PEOPLE, 5: "POPOV"}))
    assert corrected.outcome is LoadOutcome.ACTIVATED
    assert _in_force(deps) == corrected.version


@pytest.mark.parametrize(
    ("people", "more", "reason"),
    [
        ({1: "IVANOV"}, "", "it has 1 designations where 2 to 50 are expected"),
        ({uid: f"MAN {uid}" for uid in range(51)}, "", "it has 51 designations where 2 to 50 are expected"),
        (TWO, "", "it removes 2 of 4 designations (50.0%) where at most 25.0% are expected"),
        (TWO, ODD, "1 of its 3 records (33.3%) were not understood where at most 20.0% are expected"),
    ],
)
def test_a_version_outside_expectations_is_held(
    deps: Deps, tmp_path: Path, people: dict[int, str], more: str, reason: str
) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version
    held = _load(deps, tmp_path, list_xml(NEW, people, more))
    assert held.outcome is LoadOutcome.HELD
    assert reason in held.reason
    assert (held.version.state, held.version.held_reason) == (VersionState.HELD, held.reason)
    assert _in_force(deps) == old


def test_a_first_version_outside_expectations_is_held_too(deps: Deps, tmp_path: Path) -> None:
    assert _load(deps, tmp_path, list_xml(OLD, {1: "IVANOV"})).outcome is LoadOutcome.HELD
    assert _in_force(deps) is None


def test_a_held_version_loaded_again_stays_held(deps: Deps, tmp_path: Path) -> None:
    first = _load(deps, tmp_path, list_xml(OLD, {1: "IVANOV"}))
    again = _load(deps, tmp_path, list_xml(OLD, {1: "IVANOV"}))
    assert (again.outcome, again.reason) == (LoadOutcome.HELD, first.reason)


def test_a_removal_just_within_expectations_passes(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    three = {uid: name for uid, name in PEOPLE.items() if uid != 4}
    assert _load(deps, tmp_path, list_xml(NEW, three)).outcome is LoadOutcome.ACTIVATED


def test_an_incomplete_set_is_marked_and_never_follows_a_complete_one(deps: Deps, tmp_path: Path) -> None:
    first = load_list(deps, LIST_ID, [write(tmp_path / "a.xml", list_xml(OLD))], partial=True)
    assert first.outcome is LoadOutcome.ACTIVATED
    assert first.version.partial
    complete = _load(deps, tmp_path, list_xml(OLD, {**PEOPLE, 5: "POPOV"})).version
    later = load_list(deps, LIST_ID, [write(tmp_path / "c.xml", list_xml(NEW))], partial=True)
    assert later.outcome is LoadOutcome.HELD
    assert "incomplete set" in later.reason
    assert _in_force(deps) == complete


def test_an_odd_record_is_set_aside_counted_and_kept(deps: Deps, tmp_path: Path) -> None:
    report = _load(deps, tmp_path, list_xml(OLD, more=ODD))
    assert report.outcome is LoadOutcome.ACTIVATED
    with deps.database.reading() as session:
        assert quarantined(session, LIST_ID, report.version.version) == report.counts.quarantined
        assert version_report(session, LIST_ID, report.version.version)["quarantined"] == 1
    assert report.counts.quarantined[0].locator == "sdnEntry[uid=9]"


def test_what_was_published_is_kept_byte_for_byte(deps: Deps, tmp_path: Path) -> None:
    version = _load(deps, tmp_path, list_xml()).version
    with deps.database.reading() as session:
        (raw,) = raw_files(session, LIST_ID, version.version)
    kept = deps.data_folder / raw.path
    assert kept == deps.data_folder / "raw" / LIST_ID / f"{version.sha256}.gz"
    assert load_list(deps, LIST_ID, [kept]).version.sha256 == version.sha256
    assert raw.size == len(list_xml())


def test_a_past_version_can_be_read_back(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version
    _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 1: "IVANOFF"}))
    with deps.database.reading() as session:
        found = designation(session, LIST_ID, old.version, "1")
    assert found is not None
    assert found.primary_name == "IVANOV"


def test_a_released_version_comes_into_force_and_into_the_audit(deps: Deps, tmp_path: Path) -> None:
    held = _load(deps, tmp_path, list_xml(OLD, {1: "IVANOV"})).version
    released = release_version(deps, LIST_ID, held.version, reason="A small list", by="Ann")
    assert released == _in_force(deps)
    with deps.database.reading() as session:
        assert verified(session) == 3, "loaded, proven, and put in force"


def test_a_release_goes_back_to_an_earlier_version_until_the_next_load(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version
    new = _load(deps, tmp_path, list_xml(NEW)).version
    release_version(deps, LIST_ID, old.version, reason="The new one is wrong", by="Ann")
    assert _load(deps, tmp_path, list_xml(NEW)).outcome is LoadOutcome.OLDER
    in_force = _in_force(deps)
    assert in_force is not None
    assert in_force.version == old.version != new.version


@pytest.mark.parametrize(("reason", "by"), [(" ", "Ann"), ("Because", "")])
def test_a_release_without_a_reason_or_a_name_is_refused(
    deps: Deps, tmp_path: Path, reason: str, by: str
) -> None:
    held = _load(deps, tmp_path, list_xml(OLD, {1: "IVANOV"})).version
    with pytest.raises(UsageError):
        release_version(deps, LIST_ID, held.version, reason=reason, by=by)
    assert _in_force(deps) is None


def test_what_is_in_force_cannot_be_released(deps: Deps, tmp_path: Path) -> None:
    version = _load(deps, tmp_path, list_xml()).version.version
    with pytest.raises(UsageError, match="in force already"):
        release_version(deps, LIST_ID, version, reason="Because", by="Ann")


def test_a_date_that_contradicts_the_file_is_refused(deps: Deps, tmp_path: Path) -> None:
    file = write(tmp_path / "list.xml", list_xml(OLD))
    with pytest.raises(UsageError, match=r"list\.xml was published on 2026-01-01, not on 2026-02-01"):
        load_list(deps, LIST_ID, [file], published_on=NEW)
    with pytest.raises(UsageError, match="yet to come"):
        load_list(deps, LIST_ID, [file], published_on=date(2026, 3, 2))
    assert _in_force(deps) is None


def test_an_unknown_list_is_refused(deps: Deps, tmp_path: Path) -> None:
    with pytest.raises(UnknownList, match="xx_test_list"):
        load_list(deps, "no_such_list", [write(tmp_path / "list.xml", list_xml())])


def test_the_same_file_read_by_a_newer_parser_takes_over(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _load(deps, tmp_path, list_xml()).version
    before = corpora.current()
    module = import_module(f"screening.sources.{LIST_ID}")
    (form,) = module.SOURCE.formats
    newer = form.parser_version + 1
    formats = (replace(form, parser_version=newer),)
    monkeypatch.setattr(module, "SOURCE", replace(module.SOURCE, formats=formats))
    all_sources.cache_clear()
    report = _load(deps, tmp_path, list_xml())
    assert (report.outcome, report.version.parser_version) == (LoadOutcome.ACTIVATED, newer)
    assert report.version.version == first.version
    assert corpora.current().stamp != before.stamp


def test_samples_are_loaded_where_a_list_has_no_version(deps: Deps, corpora: CorpusProvider) -> None:
    reports = load_samples(deps)
    assert {report.version.list_id for report in reports} == {"un_sc_sanctions", "us_ofac_sdn"}
    assert all(report.version.sample for report in reports)
    assert {version.sample for version in corpora.current().versions} == {True}
    assert load_samples(deps) == []


def test_a_real_version_takes_the_place_of_a_sample_and_never_the_other_way_round(
    deps: Deps, tmp_path: Path, official: Path
) -> None:
    sample = next(r for r in load_samples(deps) if r.version.list_id == "un_sc_sanctions")
    file = official / "un-sc" / "consolidated.xml__2018-10-29.xz"
    real = load_list(deps, "un_sc_sanctions", [file])
    assert (real.outcome, real.removed) == (LoadOutcome.ACTIVATED, 0)
    assert load_samples(deps) == []
    with pytest.raises(UsageError, match="is a sample"):
        release_version(deps, "un_sc_sanctions", sample.version.version, reason="x", by="Ann")


def test_a_refused_file_leaves_the_version_in_force_and_no_copy(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version
    before = sorted((deps.data_folder / "raw" / LIST_ID).iterdir())
    with pytest.raises(BadListFile, match=r"list\.xml is cut short"):
        _load(deps, tmp_path, list_xml(NEW)[:-40])
    assert _in_force(deps) == old
    assert sorted((deps.data_folder / "raw" / LIST_ID).iterdir()) == before
    with deps.database.reading() as session:
        assert len(list_versions(session, LIST_ID)) == 1


def _load(deps: Deps, folder: Path, content: bytes) -> LoadReport:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)])


def _in_force(deps: Deps) -> ListVersion | None:
    with deps.database.reading() as session:
        return version_in_force(session, LIST_ID)
