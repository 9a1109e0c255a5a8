"""A locator leads to the bytes that the authority published, with their line."""

from __future__ import annotations

import io
import lzma
from functools import partial
from pathlib import Path

import pytest

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile, RawRecord
from screening.sources.raw_xml import find_xml_records
from screening.sources.registry import find_source

SHIPS = b"""<?xml version="1.0" encoding="windows-1252"?>
<s:fleet xmlns:s="urn:ships">
  <s:ship><ref> A 1
  </ref><part><ref>B2</ref></part></s:ship>
  <s:ship id="B2" note="a > b"><name>\xc9toile</name></s:ship>
  <s:ship id='A1' note="a > b"/>
</s:fleet>
"""


def test_a_record_is_found_by_a_child_or_an_attribute_and_cut_out_as_it_stands() -> None:
    found = find_xml_records(_files(SHIPS), "ship[ref=A1]")
    text = "<s:ship><ref> A 1\n  </ref><part><ref>B2</ref></part></s:ship>"
    assert found == (RawRecord("list.xml", 3, text),)
    found = find_xml_records(_files(SHIPS), "fleet/ship[@id=B2]")
    assert found == (RawRecord("list.xml", 5, '<s:ship id="B2" note="a > b"><name>Étoile</name></s:ship>'),)
    assert find_xml_records(_files(SHIPS), "ship[id=A1]") == (
        RawRecord("list.xml", 6, "<s:ship id='A1' note=\"a > b\"/>"),
    )


def test_all_records_of_one_reference_are_found_in_all_files() -> None:
    two = b"<l><r><i>7</i></r>\n<r><i>7</i><b/></r></l>"
    assert [each.line for each in find_xml_records(_files(two, two), "r[i=7]")] == [1, 2, 1, 2]


@pytest.mark.parametrize("locator", ["ship[ref=B2]", "ship[ref=]", "boat[id=B2]", "ship", "row 7", ""])
def test_what_is_not_there_is_not_found(locator: str) -> None:
    assert find_xml_records(_files(SHIPS), locator) == ()


@pytest.mark.parametrize(
    "content", [SHIPS[:-30], b"", b"{}", b"<!DOCTYPE fleet [<!ENTITY a 'b'>]><fleet>&a;</fleet>"]
)
def test_a_damaged_file_and_one_with_a_document_type_are_refused(content: bytes) -> None:
    with pytest.raises(BadListFile, match=r"list\.xml is cut short or damaged"):
        find_xml_records(_files(content), "ship[id=B2]")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_it_does_not_matter_where_reads_end(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = find_xml_records(_files(SHIPS), "ship[ref=A1]") + find_xml_records(_files(SHIPS), "ship[id=B2]")
    monkeypatch.setattr("screening.sources.raw_xml._CHUNK", size)
    parts = find_xml_records(_files(SHIPS), "ship[ref=A1]") + find_xml_records(_files(SHIPS), "ship[id=B2]")
    assert parts == whole


@pytest.mark.parametrize(
    ("list_id", "name", "locator", "line"),
    [
        ("us_ofac_sdn", "us-ofac/sdn.xml__2024-05-07.xz", "sdnEntry[uid=48603]", 735_447),
        (
            "un_sc_sanctions",
            "un-sc/consolidated.xml__2026-02-27.xz",
            "INDIVIDUAL[REFERENCE_NUMBER=KPi.033]",
            10_351,
        ),
    ],
)
def test_a_published_record_is_found_at_its_line(
    official: Path, list_id: str, name: str, locator: str, line: int
) -> None:
    find = find_source(list_id).formats[0].find_records
    assert find is not None
    (found,) = find((PublishedFile(name, partial(lzma.open, official / name)),), locator)  # type: ignore[arg-type]
    assert found.line == line
    lines = lzma.decompress((official / name).read_bytes()).decode().split("\n")
    assert lines[line - 1].strip() == found.text.splitlines()[0]


def _files(*contents: bytes) -> tuple[PublishedFile, ...]:
    return tuple(PublishedFile("list.xml", partial(io.BytesIO, content)) for content in contents)
