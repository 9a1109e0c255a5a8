"""Every fact can be followed to the record that the authority published, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from screening.domain.errors import InvalidRequest, UnknownDesignation, UnknownList, UnknownVersion
from screening.domain.listing import RawRecord
from screening.domain.screening import Subject
from screening.matching.engine import screen_subject
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.provenance import NOT_FOUND, NOT_KEPT, NOT_SHOWN, Moment, find_entry
from screening.services.refresh import load_list
from screening.sources.registry import all_sources
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, list_xml, write


def test_an_entry_comes_with_the_record_that_it_was_read_from(deps: Deps, tmp_path: Path) -> None:
    version = _load(deps, tmp_path, list_xml())
    entry = find_entry(deps, LIST_ID, "2")
    assert entry.version.version == version
    assert entry.designation.primary_name == "PETROV"
    (record,) = entry.raw_records
    assert record.text.encode() in list_xml()
    assert "<uid>2</uid><lastName>PETROV</lastName>" in record.text
    assert (record.file, record.line, entry.note) == ("list.xml", 1, "")


def test_an_entry_can_be_had_without_its_record(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml())
    assert find_entry(deps, LIST_ID, "2", with_raw=False).raw_records == ()


def test_the_past_is_shown_as_it_was(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD))
    _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 2: "PETROFF", 5: "POPOV"}))
    for moment in (Moment(version=old), Moment(as_of=date(2026, 1, 31)), Moment(version=f"{old}@2")):
        entry = find_entry(deps, LIST_ID, "2", at=moment)
        assert entry.designation.primary_name == "PETROV"
        assert "PETROV" in entry.raw_records[0].text
    assert find_entry(deps, LIST_ID, "2").designation.primary_name == "PETROFF"
    with pytest.raises(UnknownDesignation, match=f"in version {old}"):
        find_entry(deps, LIST_ID, "5", at=Moment(version=old))


def test_what_a_hit_shows_leads_to_its_record(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml())
    corpus = corpora.current()
    (hit,) = screen_subject(Subject(name="PETROV"), corpus.index, corpus.policy, threshold=9_000)
    _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 2: "PETROFF"}))
    entry = find_entry(deps, hit.list_id, hit.authority_ref, at=Moment(version=hit.list_version))
    assert entry.designation.locator == hit.locator
    assert hit.published_wording in entry.raw_records[0].text


def test_a_file_that_is_no_longer_kept_is_said_so(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml())
    (file,) = (deps.data_folder / "raw" / LIST_ID).glob("*.gz")
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    entry = find_entry(deps, LIST_ID, "2")
    assert entry.raw_records == ()
    assert entry.note.startswith("the kept file cannot be read: ")
    file.unlink()
    assert find_entry(deps, LIST_ID, "2").note == NOT_KEPT


@pytest.fixture
def finding(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Call it with another way to find raw records."""

    def use(find_records: object) -> None:
        module = import_module(f"screening.sources.{LIST_ID}")
        (form,) = module.SOURCE.formats
        formats = (replace(form, find_records=find_records),)
        monkeypatch.setattr(module, "SOURCE", replace(module.SOURCE, formats=formats))
        all_sources.cache_clear()

    return use


def test_a_format_whose_records_cannot_be_found_is_said_so(
    deps: Deps, tmp_path: Path, finding: Callable[[object], None]
) -> None:
    _load(deps, tmp_path, list_xml())
    finding(None)
    assert find_entry(deps, LIST_ID, "2").note == NOT_SHOWN
    finding(lambda files, locator: ())
    assert find_entry(deps, LIST_ID, "2").note == NOT_FOUND
    finding(lambda files, locator: (RawRecord(files[0].name, 7, locator),))
    assert find_entry(deps, LIST_ID, "2").raw_records == (RawRecord("list.xml", 7, "sdnEntry[uid=2]"),)


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (Moment(as_of=date(2025, 12, 31)), UnknownVersion),
        (Moment(version="2020-01-01.00000000"), UnknownVersion),
        (Moment(version=""), UnknownVersion),
        (Moment(as_of=date(2999, 1, 1)), InvalidRequest),
        (Moment(as_of=date(2026, 1, 1), version="x"), InvalidRequest),
    ],
)
def test_a_moment_that_is_not_held_is_an_error(
    deps: Deps, tmp_path: Path, moment: Moment, error: type[Exception]
) -> None:
    _load(deps, tmp_path, list_xml())
    with pytest.raises(error):
        find_entry(deps, LIST_ID, "2", at=moment)


def test_an_unknown_entry_or_list_is_an_error(deps: Deps, tmp_path: Path) -> None:
    with pytest.raises(UnknownDesignation):
        find_entry(deps, LIST_ID, "2")
    _load(deps, tmp_path, list_xml())
    for reference in ("9", "", "\x00", "\ud800"):
        with pytest.raises(UnknownDesignation):
            find_entry(deps, LIST_ID, reference)
    with pytest.raises(UnknownList):
        find_entry(deps, "none", "2")


def _load(deps: Deps, folder: Path, content: bytes) -> str:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)]).version.version
