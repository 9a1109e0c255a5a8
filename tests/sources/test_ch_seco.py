"""SECO's list: names of many spellings, history that is not read twice, targets that were de-listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from screening.domain.designation import Designation, NameKind
from screening.domain.errors import BadListFile
from screening.domain.listing import ListHeader, Parsed, Quarantined, UnknownField
from screening.sources.registry import find_source
from tests.sources.published import DATA, designations
from tests.sources.reading import assert_as_golden, assert_every_surprise_is_reported, read_bytes

_FORM = find_source("ch_seco_sanctions").formats[0]
_SECO = (DATA / "seco.xml").read_bytes()


def _parse(content: bytes) -> list[Parsed]:
    return read_bytes(_FORM, content)


def test_everything_in_the_file_is_read_as_a_person_would() -> None:
    assert_as_golden("ch_seco_sanctions", _parse(_SECO))


def test_whatever_is_planted_in_a_target_is_reported() -> None:
    root = etree.fromstring(_SECO)
    for history in root.findall(".//modification/removed") + root.findall(".//modification/added"):
        parent = history.getparent()
        assert parent is not None
        parent.remove(history)
    assert_every_surprise_is_reported(_parse, etree.tostring(root), "target")


@pytest.mark.parametrize("tag", ["place", "sanctions-program"])
def test_whatever_is_planted_beside_the_targets_is_reported(tag: str) -> None:
    assert_every_surprise_is_reported(_parse, _SECO, tag)


def test_a_name_is_spelt_whole_in_every_language_and_script() -> None:
    names = designations(_parse(_SECO))["101"].names
    assert [(n.text, n.kind, n.script, n.language) for n in names[:4]] == [
        ("Quillfeather Ana", NameKind.PRIMARY, "Latn", "en"),
        ("Перо Ана", NameKind.AKA, "Cyrl", "ru"),
        ("Перо Анна", NameKind.AKA, "Cyrl", "ru"),
        ("Plume Ana", NameKind.AKA, "Latn", "fr"),
    ]
    assert "Old copy" not in {name.text for name in names}


def test_a_target_that_was_de_listed_stays_with_its_day() -> None:
    read = designations(_parse(_SECO))
    assert (read["201"].listed_on, read["201"].delisted_on) == (date(2016, 12, 1), date(2020, 2, 3))
    listed_again = _SECO.replace(
        b'listed" enactment-date="2016-12-01"/>', b'listed" enactment-date="2021-12-01"/>'
    )
    assert designations(_parse(listed_again))["201"].delisted_on is None
    undated = _SECO.replace(
        b' enactment-date="2020-02-01" publication-date="2020-02-02" effective-date="2020-02-03"', b""
    ).replace(b'<modification modification-type="listed" enactment-date="2016-12-01"/>', b"")
    assert "201" not in designations(_parse(undated))


def test_amendments_alone_are_a_part_of_the_list() -> None:
    header = _parse(_SECO.replace(b"whole-list", b"amendment"))[0]
    assert isinstance(header, ListHeader)
    assert header.is_partial


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('name-type="alias"', 'name-type="byname"', "individual/identity/name/@name-type"),
        ('quality="low" lang', 'quality="fair" lang', "individual/identity/name/@quality"),
        (
            'name-part-type="maiden-name"',
            'name-part-type="pet"',
            "individual/identity/name/name-part/@name-part-type",
        ),
        ('calendar="Persian"', 'calendar="Mayan"', "individual/identity/day-month-year/@year"),
        ('place-id="901" quality="low"', 'place-id="7"', "individual/identity/place-of-birth/@place-id"),
        (
            'document-type="passport"',
            'document-type="scroll"',
            "individual/identity/identification-document/@document-type",
        ),
        ('sex="female"', 'sex="other"', "individual/@sex"),
        ("<sanctions-set-id>21<", "<sanctions-set-id>7<", "sanctions-set-id"),
        ('modification-type="amended"', 'modification-type="mended"', "modification/@modification-type"),
        ('effective-date="2018-03-05"', 'effective-date="soon"', "modification/@effective-date"),
        ('current="false"', 'current="perhaps"', "individual/identity/address/@current"),
        ("<value>La Pluma<", "<value>...<", "individual/identity/name/name-part"),
    ],
)
def test_a_value_that_is_not_understood_is_reported_and_the_entry_stands(
    old: str, new: str, path: str
) -> None:
    content = _SECO.decode()
    assert old in content
    parsed = _parse(content.replace(old, new).encode())
    assert "101" in designations(parsed)
    assert f"target/{path}" in {item.path for item in parsed if isinstance(item, UnknownField)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html><body>Sorry</body></html>", "is a web page"),
        (b'<swiss-sanctions-list list-type="whole-list" date="2026-08-27"/>', "holds no <target>"),
        (_SECO.replace(b"2026-08-27", b"today"), "no usable date"),
        (_SECO[:4000], "is cut short or damaged"),
        (b"<!DOCTYPE x>" + _SECO.partition(b"?>")[2].strip(), "declares a document type"),
    ],
)
def test_what_is_not_the_list_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadListFile, match=r"^today\.xml .*expected") as refusal:
        _parse(content)
    assert words in str(refusal.value)


def test_the_published_excerpt_and_example_are_read(official: Path) -> None:
    excerpt = _parse((official / "ch-seco" / "consolidated-list.excerpt.xml__2026-08-27").read_bytes())
    assert list(designations(excerpt)) == ["5142", "46130", "34461", "1900"]
    assert [item.path for item in excerpt if isinstance(item, UnknownField)] == [
        "target/individual/identity/address/@place-id"  # its table of places was cut off
    ]
    example = _parse((official / "ch-seco" / "seco.xml__2024-01-17").read_bytes())
    assert [type(item) for item in example] == [ListHeader, Designation, Designation, Designation]


def test_odd_targets_are_set_aside() -> None:
    odd = [item for item in _parse(_SECO) if isinstance(item, Quarantined)]
    assert [item.reason for item in odd] == ["its object-type 'kite' is not known", "it has no name"]
