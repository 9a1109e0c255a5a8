"""The delta of two versions: who changed, in what, and whether the authority did it or we."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from screening.domain.changes import FieldChange
from screening.domain.designation import AliasStrength, Designation, Identifier, IdentifierType, Name
from screening.domain.errors import UnknownList, UnknownVersion
from screening.domain.listing import ChangeCause, ChangeKind, Parsed, PublishedFile, VersionState
from screening.services.deps import Deps
from screening.services.diff_answers import diff_to_dict, field_lines
from screening.services.list_diff import diff_versions, with_fields
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.refresh import load_list, release_version
from screening.sources.registry import all_sources
from screening.store.lists import changes, list_versions, version_in_force
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, Clock, list_xml, write

WITH_PASSPORT = """<sdnEntry><uid>9</uid><lastName>ORLOV</lastName><sdnType>Individual</sdnType>
<idList><id><uid>1</uid><idType>Passport</idType><idNumber>{number}</idNumber><idCountry>Russia</idCountry></id></idList></sdnEntry>"""


def test_the_fields_of_an_amended_entry_are_told_from_what_to_what(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD, more=WITH_PASSPORT.format(number="A1"))).version
    new = _load(deps, tmp_path, list_xml(NEW, more=WITH_PASSPORT.format(number="A2"))).version
    found = diff_versions(deps, LIST_ID, old.version, new.version)
    (change,) = with_fields(deps, found, found.changes)
    assert (change.kind, change.cause, change.primary_name) == ("amended", "published", "ORLOV")
    (field,) = change.fields
    assert [(one.value, one.type) for one in field.before] == [("A1", IdentifierType.PASSPORT)]
    assert list(field_lines(field)) == [
        "identifiers - A1 (type: passport, published_type: Passport, country: Russia (code: ru))",
        "identifiers + A2 (type: passport, published_type: Passport, country: Russia (code: ru))",
    ]
    shown = diff_to_dict(found, [change])
    assert (shown["added"], shown["amended"], shown["removed"], shown["reparsed"]) == (0, 1, 0, 0)
    assert shown["changes"][0]["fields"][0]["after"][0]["value"] == "A2"


def test_what_came_and_went_has_no_fields(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version
    new = _load(deps, tmp_path, list_xml(NEW, {1: "IVANOV", 2: "PETROV", 3: "SIDOROV", 5: "POPOV"})).version
    found = diff_versions(deps, LIST_ID, old.version, new.version)
    told = [(one.kind, one.authority_ref, one.fields) for one in with_fields(deps, found, found.changes)]
    assert told == [(ChangeKind.ADDED, "5", ()), (ChangeKind.REMOVED, "4", ())]
    back = diff_versions(deps, LIST_ID, new.version, old.version)
    assert {kind.value: count for kind, count in back.counts.items()} == {"added": 1, "removed": 1}


def test_values_of_every_kind_are_said_in_one_line() -> None:
    name = Name(text="KOH", strength=AliasStrength.WEAK, note="in\nnote")
    number = Identifier(type=IdentifierType.IMO, value="9074729", published_type="IMO")
    change = FieldChange("names", (name,), (number, "text", AliasStrength.WEAK))
    assert list(field_lines(change)) == [
        "names - KOH (strength: weak, note: in note)",
        "names + 9074729 (type: imo, published_type: IMO)",
        "names + text",
        "names + weak",
    ]


@pytest.fixture
def newer_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and the test list is read by a newer parser, which gives everybody a title."""
    module = import_module(f"screening.sources.{LIST_ID}")
    (form,) = module.SOURCE.formats

    def parse(files: tuple[PublishedFile, ...]) -> Iterator[Parsed]:
        for item in form.parse(files):
            yield replace(item, titles=("Mr",)) if isinstance(item, Designation) else item

    def upgrade() -> None:
        formats = (replace(form, parser_version=form.parser_version + 1, parse=parse),)
        monkeypatch.setattr(module, "SOURCE", replace(module.SOURCE, formats=formats))
        all_sources.cache_clear()

    return upgrade


def test_the_same_file_read_differently_is_no_amendment_of_the_authority(
    deps: Deps, tmp_path: Path, newer_parser: Callable[[], None]
) -> None:
    first = _load(deps, tmp_path, list_xml()).version
    newer_parser()
    report = _load(deps, tmp_path, list_xml())
    assert (report.outcome, report.amended, report.reparsed) == (LoadOutcome.ACTIVATED, 4, 4)
    assert report.version.version == first.version
    found = diff_versions(deps, LIST_ID, first.reading, report.version.reading)
    assert (found.counts[ChangeKind.AMENDED], found.reparsed) == (4, 4)
    (field,) = with_fields(deps, found, found.changes)[0].fields
    assert field == FieldChange("titles", (), ("Mr",))
    with deps.database.reading() as session:
        kept = changes(session, LIST_ID, report.version.version)
    assert {change.cause for change in kept} == {ChangeCause.REPARSED}


def test_a_new_file_after_an_upgrade_shows_the_authoritys_changes_alone(
    deps: Deps, tmp_path: Path, clock: Clock, newer_parser: Callable[[], None]
) -> None:
    first = _load(deps, tmp_path, list_xml()).version
    newer_parser()
    clock.move(timedelta(days=1))
    report = _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 1: "IVANOFF"}))
    assert (report.amended, report.reparsed) == (1, 0)
    with deps.database.reading() as session:
        versions = list_versions(session, LIST_ID)
    assert [(one.version, one.parser_version - first.parser_version) for one in versions] == [
        (report.version.version, 1),
        (first.version, 1),
        (first.version, 0),
    ]
    assert {one.retrieved_at for one in versions[1:]} == {first.retrieved_at}
    assert versions[1].checked_at == first.checked_at
    found = diff_versions(deps, LIST_ID, first.reading, report.version.reading)
    assert (found.counts[ChangeKind.AMENDED], found.reparsed) == (4, 4)


def test_an_upgrade_whose_old_file_is_gone_still_loads_the_new_one(
    deps: Deps, tmp_path: Path, newer_parser: Callable[[], None]
) -> None:
    _load(deps, tmp_path, list_xml())
    for path in (deps.data_folder / "raw" / LIST_ID).glob("*.gz"):
        path.unlink()
    newer_parser()
    report = _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 1: "IVANOFF", 5: "POPOV"}))
    assert (report.outcome, report.added, report.amended, report.reparsed) == ("in force", 1, 4, 4)


def test_an_earlier_reading_can_be_put_in_force_again(
    deps: Deps, tmp_path: Path, newer_parser: Callable[[], None]
) -> None:
    first = _load(deps, tmp_path, list_xml()).version
    newer_parser()
    _load(deps, tmp_path, list_xml())
    release_version(deps, LIST_ID, first.reading, reason="It read better", by="Ann")
    with deps.database.reading() as session:
        assert version_in_force(session, LIST_ID) == replace(first, state=VersionState.ACTIVE)


@pytest.mark.parametrize("version", ["2020-01-01.00000000", "{first}@7", "{first}@x", "\x00", ""])
def test_an_unknown_version_is_an_error(deps: Deps, tmp_path: Path, version: str) -> None:
    first = _load(deps, tmp_path, list_xml()).version.version
    asked = version.format(first=first)
    with pytest.raises(UnknownVersion):
        diff_versions(deps, LIST_ID, first, asked)
    with pytest.raises(UnknownList):
        diff_versions(deps, "none", first, first)


def _load(deps: Deps, folder: Path, content: bytes) -> LoadReport:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)])
