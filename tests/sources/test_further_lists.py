"""Canada, Australia, Japan and the U.S. screening lists: samples as a person reads them, planted
faults reported, and the authorities' own files counted.

``UPDATE_GOLDEN=1 pytest tests/sources/test_further_lists.py`` writes the golden files anew.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import os
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import etree
from pydantic import TypeAdapter
from python_calamine import CalamineWorkbook

from screening.domain.designation import Designation, NameKind
from screening.domain.errors import BadListFile
from screening.domain.listing import ListHeader, Parsed, PublishedFile, Quarantined, UnknownField
from screening.resources import lists_dir
from screening.sources.registry import find_source
from tests.sources.published import counts, designations, parse_sample
from tests.workbook import workbook

_GOLDEN = Path(__file__).parent / "golden"
_LISTS = (
    "au_dfat_sanctions",
    "ca_dfatd_sema_sanctions",
    "jp_mof_sanctions",
    "us_bis_denied",
    "us_trade_csl",
)
_TABLES = {"jp_mof_sanctions": ",", "us_bis_denied": "\t", "us_trade_csl": ","}
_OFFICIAL = {
    "ca-gac/sema-lmes.xml__2020-04-15.xz": ("ca_dfatd_sema_sanctions", 985, 384, 0, 0, 0),
    "ca-gac/sema-lmes.xml__2025-03-20.xz": ("ca_dfatd_sema_sanctions", 3334, 1316, 109, 0, 0),
    "au-dfat/regulation8_consolidated.xlsx__2024-11-11": ("au_dfat_sanctions", 2316, 746, 0, 0, 7),
    "us-bis/dpl.txt__2019-06-05.xz": ("us_bis_denied", 401, 145, 0, 0, 0),
    "us-bis/dpl.txt__2022-09-02.xz": ("us_bis_denied", 436, 145, 0, 0, 0),
    "us-csl/consolidated.csv__2022-05-16.gz": ("us_trade_csl", 6833, 6499, 433, 283, 0),
    "jp-mof/shisantouketsu20260828.excerpt.csv__2026-08-28": ("jp_mof_sanctions", 6, 0, 0, 0, 0),
}
_OPENERS: dict[str, Any] = {".xz": lzma.open, ".gz": gzip.open}


def _parse(list_id: str, content: bytes, name: str = "file") -> list[Parsed]:
    (form,) = find_source(list_id).formats
    return list(form.parse((PublishedFile(name, partial(io.BytesIO, content)),)))


def _sample(list_id: str) -> Path:
    return next((lists_dir() / list_id).glob("sample.*"))


def _official(path: Path) -> PublishedFile:
    opened = partial(_OPENERS.get(path.suffix, open), path, "rb")
    return PublishedFile(path.name, cast("Any", opened))


def _parse_official(list_id: str, path: Path) -> Iterator[Parsed]:
    return find_source(list_id).formats[0].parse((_official(path),))


@pytest.mark.parametrize("list_id", _LISTS)
def test_everything_in_the_sample_is_read_as_a_person_would(list_id: str) -> None:
    item_type = TypeAdapter(object)
    read = [_filled(json.loads(item_type.dump_json(item))) for item in parse_sample(list_id)]
    golden = _GOLDEN / f"{list_id}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert read == json.loads(golden.read_text("utf-8"))


@pytest.mark.parametrize("list_id", _TABLES)
def test_a_column_planted_in_a_table_is_reported_with_its_place(list_id: str) -> None:
    text = _sample(list_id).read_text("utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=_TABLES[list_id])
    planted = io.StringIO(newline="")
    csv.writer(planted, delimiter=_TABLES[list_id]).writerows(
        [[*header, "planted"], *([*row, "surprise"] for row in rows)]
    )
    parsed = _parse(list_id, planted.getvalue().encode())
    unknown = [item for item in parsed if isinstance(item, UnknownField)]
    assert unknown[0] == UnknownField("header", "header/planted", "")
    assert {(item.path, item.value) for item in unknown[1:]} == {("row/planted", "surprise")}
    assert len(unknown) == 1 + len(rows)


def test_a_column_planted_in_a_workbook_is_reported_with_its_place(tmp_path: Path) -> None:
    header, *rows = CalamineWorkbook.from_path(_sample("au_dfat_sanctions")).get_sheet_by_index(0).to_python()
    cells = [[*map(str, header), "planted"], *([*map(_shown, row), "surprise"] for row in rows)]
    path = workbook(tmp_path / "planted.xlsx", {"Sheet1": cells})
    unknown = [i for i in _parse("au_dfat_sanctions", path.read_bytes()) if isinstance(i, UnknownField)]
    assert {item.path for item in unknown} == {"header/planted", "row/planted"}
    assert len(unknown) == 1 + len(rows)


def test_an_element_planted_in_a_canadian_record_is_reported_with_its_place() -> None:
    root = etree.fromstring(_sample("ca_dfatd_sema_sanctions").read_bytes())
    for record in root:
        etree.SubElement(record, "planted").text = "surprise"
    parsed = _parse("ca_dfatd_sema_sanctions", etree.tostring(root))
    unknown = [item for item in parsed if isinstance(item, UnknownField)]
    assert {(item.path, item.value) for item in unknown} == {("record/planted", "surprise")}
    assert len({item.locator for item in unknown}) == len(root)


@pytest.mark.parametrize(
    ("list_id", "old", "new", "reason"),
    [
        ("ca_dfatd_sema_sanctions", "<Item>9001</Item>", "", "it has no Item"),
        ("ca_dfatd_sema_sanctions", "9006</Item>", "9006</Item><Entity>X</Entity>", "both a person and"),
        ("jp_mof_sanctions", "団体,ランプライト", "気球,ランプライト", "its type '気球' is not known"),
        ("us_trade_csl", ",Vessel,", ",Balloon,", "its type 'Balloon' is not known"),
        ("us_bis_denied", '"LAMPWRIGHT TRADING CO., LTD."', '"..."', "'...' is no name"),
    ],
)  # fmt: skip
def test_an_odd_record_is_set_aside_and_the_others_stand(
    list_id: str, old: str, new: str, reason: str
) -> None:
    content = _sample(list_id).read_text("utf-8")
    assert old in content
    whole, parsed = parse_sample(list_id), _parse(list_id, content.replace(old, new, 1).encode())
    (odd,) = (item for item in parsed if isinstance(item, Quarantined))
    assert reason in odd.reason
    assert len(designations(parsed)) == len(designations(whole)) - 1


@pytest.mark.parametrize(
    ("list_id", "old", "new", "path"),
    [
        ("ca_dfatd_sema_sanctions", "born in the early 1970s", "long ago", "record/DateOfBirth"),
        ("ca_dfatd_sema_sanctions", "2017-09-22", "soon", "record/DateOfListing"),
        ("us_bis_denied", "08/24/2022", "24/08/2022", "row/Effective_Date"),
        ("us_trade_csl", "circa 1963", "long ago", "row/dates_of_birth"),
        ("us_trade_csl", "X0000001, Passport", "X0000001, Scroll", "row/ids"),
        ("jp_mof_sanctions", "1961年頃", "昔", "row/生年月日"),
    ],
)
def test_a_value_that_is_not_understood_is_reported_and_the_entry_stands(
    list_id: str, old: str, new: str, path: str
) -> None:
    content = _sample(list_id).read_text("utf-8")
    assert old in content
    parsed = _parse(list_id, content.replace(old, new, 1).encode())
    assert {item.path for item in parsed if isinstance(item, UnknownField)} == {path}
    assert len(designations(parsed)) == len(designations(parse_sample(list_id)))


@pytest.mark.parametrize("list_id", _LISTS)
@pytest.mark.parametrize("content", [b"", b"<html><body>sorry</body></html>", b"PK\x03\x04 no archive"])
def test_what_is_not_the_list_is_refused(list_id: str, content: bytes) -> None:
    with pytest.raises(BadListFile, match=r"^today .*expected"):
        _parse(list_id, content, "today")


@pytest.mark.parametrize("list_id", _LISTS)
def test_every_locator_leads_back_to_the_raw_record(list_id: str) -> None:
    (form,) = find_source(list_id).formats
    file = _official(_sample(list_id))
    assert form.find_records is not None
    for item in parse_sample(list_id):
        if isinstance(item, Designation):
            found = form.find_records((file,), item.locator)
            assert found, item.locator
            family = item.names[0].family_name or item.names[0].text
            assert any(family.split()[0] in record.text for record in found)


@pytest.mark.parametrize("name", _OFFICIAL)
def test_the_published_files_are_read_whole(name: str, official: Path) -> None:
    list_id, individuals, entities, vessels, aircraft, unknown = _OFFICIAL[name]
    counted = counts(_parse_official(list_id, official / name))
    found = tuple(counted[kind] for kind in ("individual", "entity", "vessel", "aircraft", "UnknownField"))
    assert found == (individuals, entities, vessels, aircraft, unknown)
    assert counted["Quarantined"] == 0
    assert counted["ListHeader"] == 1


@pytest.mark.parametrize("name", [name for name in _OFFICIAL if "excerpt" not in name])
def test_a_whole_file_is_within_what_is_expected_of_the_list(name: str, official: Path) -> None:
    list_id = _OFFICIAL[name][0]
    total = sum(_OFFICIAL[name][1:5])
    bounds = find_source(list_id).expectations
    assert bounds.fewest <= total <= bounds.most


@pytest.mark.parametrize("name", _OFFICIAL)
def test_every_programme_of_the_published_files_is_described(name: str, official: Path) -> None:
    list_id = _OFFICIAL[name][0]
    parsed = designations(list(_parse_official(list_id, official / name)))
    published = {programme for entry in parsed.values() for programme in entry.programmes}
    assert published
    assert published <= _codes(list_id)


def _codes(list_id: str) -> set[str]:
    text = (lists_dir() / list_id / "programmes.csv").read_text("utf-8")
    return {row["code"] for row in csv.DictReader(text.splitlines())}


def test_the_rows_of_the_screening_list_are_all_there(official: Path) -> None:
    sources: Counter[str] = Counter()
    origins: Counter[str] = Counter()
    for item in _parse_official("us_trade_csl", official / "us-csl/consolidated.csv__2022-05-16.gz"):
        if isinstance(item, Designation):
            sources.update(
                a.value.partition("(")[2].partition(")")[0] for a in item.attributes if a.label == "source"
            )
            origins.update(reference.scheme for reference in item.cross_references)
    once_twice = {"CAP": 53 - 1}  # one bank has two rows on it
    published = {"SDN": 10_026, "EL": 2_001, "DTC": 727, "DPL": 462, "SSI": 290, "UVL": 201, "ISN": 163}
    published |= {"PLC": 78, "MEU": 71, "CMIC": 68, "NS-MBS List": 17, "FSE": 3, **once_twice}
    assert sources == Counter(published)
    assert origins["us_ofac_sdn"] == 10_026
    assert origins["us_ofac_cons"] == 462  # of 510 rows; the others are on two of these lists


def test_the_names_of_the_australian_list_are_all_there(official: Path) -> None:
    path = official / "au-dfat/regulation8_consolidated.xlsx__2024-11-11"
    names = [
        name
        for item in _parse_official("au_dfat_sanctions", path)
        if isinstance(item, Designation)
        for name in item.names
    ]
    assert sum(name.kind is NameKind.PRIMARY for name in names) == 3_062
    assert sum(name.note == "original script" for name in names) == 440
    assert len(names) == 9_533  # of 9,553 rows; the others repeat a name of their entry


def test_the_date_of_a_japanese_edition_is_read_from_the_name_of_its_file(official: Path) -> None:
    path = official / "jp-mof/shisantouketsu20260828.excerpt.csv__2026-08-28"
    header = next(_parse_official("jp_mof_sanctions", path))
    assert isinstance(header, ListHeader)
    assert str(header.published_on) == "2026-08-28"
    assert _parse("jp_mof_sanctions", path.read_bytes())[0] == ListHeader(None)


def _shown(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def _filled(value: Any) -> Any:
    """Without the fields that say nothing."""
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in (None, [], False)}
    return value
