"""The lists of the United Kingdom: two formats of one that is published, three of one that is closed."""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter
from dataclasses import fields
from datetime import date
from functools import cache, partial
from pathlib import Path

import pytest

from screening.domain.designation import Designation, IdentifierType, NameKind
from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile, Quarantined, UnknownField
from screening.sources.registry import find_source
from tests.sources.published import DATA, counts, designations
from tests.sources.reading import (
    assert_as_golden,
    assert_every_surprise_is_reported,
    read_bytes,
    unknown_codes,
)
from tests.workbook import workbook

_XML, _CSV = find_source("gb_fcdo_sanctions").formats
_OFSI_CSV, _OFSI_BOOK = find_source("gb_hmt_sanctions").formats
_FCDO = (DATA / "uk.xml").read_bytes()
_FCDO_ROWS = (DATA / "uk.csv").read_bytes()
_NEW = (DATA / "ofsi_new.csv").read_bytes()
_OLD = (DATA / "ofsi_old.csv").read_text("utf-8").encode("cp1252")
_ARCHIVES = {
    "sanctionsconlist.csv__2018-04-13.xz": (1426, 680, 0),
    "ConList.csv__2020-04-27.xz": (1523, 591, 0),
    "ConList.xlsx__2023-06-05": (3231, 747, 15),
    "ConList.xlsx__2025-04-14": (3663, 1010, 15),
}


@pytest.mark.parametrize(
    ("form", "content", "golden"),
    [
        (_XML, _FCDO, "gb_fcdo_sanctions"),
        (_OFSI_CSV, _NEW, "gb_hmt_sanctions"),
        (_OFSI_CSV, _OLD, "gb_hmt_sanctions_old"),
    ],
)
def test_everything_in_the_file_is_read_as_a_person_would(
    form: ListFormat, content: bytes, golden: str
) -> None:
    assert_as_golden(golden, read_bytes(form, content))


def test_the_csv_says_what_the_xml_says() -> None:
    by_xml, by_csv = (designations(read_bytes(*each)) for each in ((_XML, _FCDO), (_CSV, _FCDO_ROWS)))
    assert list(by_xml) == list(by_csv)
    for reference, party in by_xml.items():
        assert _contents(party) == _contents(by_csv[reference])


def test_the_workbook_says_what_the_csv_says(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(_NEW.decode())))
    book = workbook(tmp_path / "ConList.xlsx", {"ConList": rows}).read_bytes()
    assert read_bytes(_OFSI_BOOK, book) == read_bytes(_OFSI_CSV, _NEW)


def test_whatever_is_planted_in_a_designation_is_reported() -> None:
    assert_every_surprise_is_reported(partial(read_bytes, _XML), _FCDO, "Designation")


@pytest.mark.parametrize(("form", "content"), [(_CSV, _FCDO_ROWS), (_OFSI_CSV, _NEW), (_OFSI_CSV, _OLD)])
def test_an_unknown_column_is_reported(form: ListFormat, content: bytes) -> None:
    first, header, *rows = content.split(b"\n")
    planted = b"\n".join([first, header + b",Planted", *(row + b",surprise" for row in rows if row)])
    unknown = {item.path for item in read_bytes(form, planted) if isinstance(item, UnknownField)}
    assert "header/Planted" in unknown


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (">ALias<", ">Byname<", "Names/Name/NameType"),
        (">Low quality a.k.a<", ">Fair quality a.k.a<", "Names/Name/AliasStrength"),
        (">La Pluma<", ">...<", "Names/Name/Name6"),
        (">Female<", ">Other<", "IndividualDetails/Individual/Genders/Gender"),
        (">12/05/1958<", ">long ago<", "IndividualDetails/Individual/DOBs/DOB"),
        (">29/06/2012<", ">soon<", "DateDesignated"),
        ("<Deflag>false<", "<Deflag>perhaps<", "SanctionsImposedIndicators/Deflag"),
        (">Ана Перо<", ">...<", "NonLatinNames/NonLatinName/NameNonLatinScript"),
    ],
)
def test_a_value_that_is_not_understood_is_reported_and_the_entry_stands(
    old: str, new: str, path: str
) -> None:
    content = _FCDO.decode()
    assert old in content
    parsed = read_bytes(_XML, content.replace(old, new).encode())
    assert "XXX0001" in designations(parsed)
    assert f"Designation/{path}" in {item.path for item in parsed if isinstance(item, UnknownField)}


def test_a_ship_named_by_its_number_is_found_by_its_name() -> None:
    ship = designations(read_bytes(_XML, _FCDO))["XXX0003"]
    assert [(n.text, n.kind, n.wording) for n in ship.names] == [
        ('IMO 9074729 ("PAPER BOAT")', NameKind.PRIMARY, None),
        ("PAPER BOAT", NameKind.AKA, 'IMO 9074729 ("PAPER BOAT")'),
    ]


def test_rows_of_one_party_are_one_designation_in_any_order() -> None:
    first, header, *rows = _NEW.decode().strip().split("\n")
    turned = "\n".join([first, header, *reversed(rows)])
    assert designations(read_bytes(_OFSI_CSV, _NEW)) == designations(read_bytes(_OFSI_CSV, turned.encode()))


@pytest.mark.parametrize(
    ("form", "content", "words"),
    [
        (_XML, b"", "is empty"),
        (_XML, b"<html><body>Sorry</body></html>", "is a web page"),
        (_XML, b"<Designations/>", "has no <DateGenerated>"),
        (_XML, b"<Designations><DateGenerated>01/01/2026</DateGenerated></Designations>", "holds no"),
        (_XML, _FCDO.replace(b"10/09/2026", b"today"), "no usable DateGenerated"),
        (_XML, _FCDO[:3000], "is cut short or damaged"),
        (_CSV, b"", "is empty"),
        (_CSV, b"<html><body>Sorry</body></html>", "begins with"),
        (_CSV, _FCDO_ROWS.replace(b"10-Sep-2026", b"today"), "not with its date"),
        (_CSV, _FCDO_ROWS.replace(b"Regime Name", b"Regime"), "lacks the column 'Regime Name'"),
        (_CSV, _FCDO_ROWS[:-20], "is cut short in its last row"),
        (_CSV, _FCDO_ROWS.rpartition(b'BOAT""')[0], "is cut short or damaged"),
        (_OFSI_CSV, _FCDO_ROWS, "lacks the column"),
        (_OFSI_CSV, _NEW.partition(b"\nQuil")[0], "has no row below its header"),
        (_OFSI_CSV, b"\xff\x81\x8d", "is no text"),
        (_OFSI_BOOK, b"", "is empty"),
        (_OFSI_BOOK, b"PK\x03\x04", "no workbook"),
    ],
)
def test_what_is_not_the_list_is_refused(form: ListFormat, content: bytes, words: str) -> None:
    with pytest.raises(BadListFile, match=r"^today\.xml .*expected") as refusal:
        read_bytes(form, content)
    assert words in str(refusal.value)


def test_each_format_recognises_only_its_own_files() -> None:
    files = {_XML: _FCDO, _CSV: _FCDO_ROWS, _OFSI_CSV: _NEW, _OFSI_BOOK: b"PK\x03\x04"}
    for form in files:
        assert [other for other, head in files.items() if form.recognises({"x": head[:4096]})] == [form]
        assert not form.recognises({"x": b"", "y": b""})


def test_the_raw_rows_and_elements_of_a_party_are_found(tmp_path: Path) -> None:
    book = workbook(tmp_path / "x.xlsx", {"S": list(csv.reader(io.StringIO(_NEW.decode())))}).read_bytes()
    for form, content, reference, lines in (
        (_XML, _FCDO, "XXX0002", [108]),
        (_CSV, _FCDO_ROWS, "XXX0001", [3, 5, 6]),
        (_OFSI_CSV, _OLD, "103", [4, 5]),
        (_OFSI_BOOK, book, "101", [3, 4]),
    ):
        locator = designations(read_bytes(form, content))[reference].locator
        file = PublishedFile("x", partial(io.BytesIO, content))
        assert form.find_records is not None
        assert [raw.line for raw in form.find_records((file,), locator)] == lines


@pytest.mark.parametrize("name", _ARCHIVES)
def test_every_party_of_the_archives_is_read(official: Path, name: str) -> None:
    counted = counts(iter(_archive(official / "uk-ofsi" / name)))
    assert (counted["individual"], counted["entity"], counted["vessel"]) == _ARCHIVES[name]
    assert (counted["Quarantined"], counted["UnknownField"]) == (0, 0)
    bounds = find_source("gb_hmt_sanctions").expectations
    assert bounds.fewest <= sum(_ARCHIVES[name]) <= bounds.most


@pytest.mark.parametrize("name", _ARCHIVES)
def test_every_regime_of_the_archives_is_described(official: Path, name: str) -> None:
    parties = designations(list(_archive(official / "uk-ofsi" / name))).values()
    assert unknown_codes("gb_hmt_sanctions", {code for p in parties for code in p.programmes}) == set()


def test_ships_and_references_of_the_archive_are_known(official: Path) -> None:
    parsed = _archive(official / "uk-ofsi" / "ConList.xlsx__2025-04-14")
    parties = [item for item in parsed if isinstance(item, Designation)]
    schemes = Counter(ref.scheme for party in parties for ref in party.cross_references)
    numbers = Counter(i.type for party in parties if party.vessel for i in party.identifiers)
    assert schemes == {"gb_fcdo_sanctions": 4685, "un_sc_sanctions": 866}
    assert numbers[IdentifierType.IMO] == 15
    assert parsed[0] == ListHeader(date(2025, 4, 14))


def test_the_published_excerpt_is_read_to_the_last_element(official: Path) -> None:
    excerpt = (official / "uk-fcdo" / "UK-Sanctions-List.excerpt.xml__2026-09-10").read_bytes()
    counted = counts(iter(read_bytes(_XML, excerpt)))
    assert (counted["individual"], counted["entity"], counted["vessel"]) == (2, 2, 1)
    assert (counted["aliases"], counted["weak"]) == (7, 1)
    assert (counted["Quarantined"], counted["UnknownField"]) == (0, 0)


def test_an_odd_party_is_set_aside() -> None:
    for form, content in ((_XML, _FCDO), (_CSV, _FCDO_ROWS), (_OFSI_CSV, _NEW)):
        odd = [item for item in read_bytes(form, content) if isinstance(item, Quarantined)]
        assert [item.reason for item in odd] == ["its type 'Cloud' is not known"]


@cache
def _archive(path: Path) -> tuple[Parsed, ...]:
    content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    form = _OFSI_CSV if ".csv" in path.name else _OFSI_BOOK
    return tuple(read_bytes(form, content))


def _contents(party: Designation) -> dict[str, object]:
    """The fields of a designation without their order."""
    values = {f.name: getattr(party, f.name) for f in fields(party) if f.name != "locator"}
    return {name: set(value) if isinstance(value, tuple) else value for name, value in values.items()}
