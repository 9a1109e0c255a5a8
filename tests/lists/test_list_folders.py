"""What every folder of ``lists/`` promises to whoever looks a programme up or tries the sample."""

from __future__ import annotations

import csv
import lzma
import re
from pathlib import Path

import pytest

from screening.domain.designation import Designation, IdentifierType
from screening.domain.listing import ListHeader
from screening.resources import lists_dir
from screening.sources.registry import all_sources, find_source
from screening.text.identifiers import check_digit_ok
from tests.sources.published import parse_sample

_LISTS = [source.list_id for source in all_sources()]
_CLASSES = {"full_block", "sectoral", "travel_ban", "export_control", "vessel_restriction"}
_PROGRAMME = re.compile(rb"<(?:program|UN_LIST_TYPE)>\s*([^<]*?)\s*</")
_PUBLISHED = {"us_ofac_sdn": "us-ofac/sdn.xml__*.xz", "un_sc_sanctions": "un-sc/consolidated*.xz"}


def _programmes(list_id: str) -> list[dict[str, str]]:
    text = (lists_dir() / list_id / "programmes.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("list_id", _LISTS)
def test_every_list_says_where_it_comes_from(list_id: str) -> None:
    readme = (lists_dir() / list_id / "README.md").read_text("utf-8")
    assert find_source(list_id).url in readme
    assert "not a list" in readme


@pytest.mark.parametrize("list_id", _LISTS)
def test_every_programme_is_described_once(list_id: str) -> None:
    programmes = _programmes(list_id)
    codes = [programme["code"] for programme in programmes]
    assert codes == sorted(set(codes))
    assert {programme["measure_class"] for programme in programmes} <= _CLASSES
    assert all(all(programme.values()) and None not in programme for programme in programmes)


@pytest.mark.parametrize("list_id", _LISTS)
def test_a_sample_is_read_to_the_last_field(list_id: str) -> None:
    header, *entries = parse_sample(list_id)
    assert isinstance(header, ListHeader)
    assert {type(entry) for entry in entries} == {Designation}
    readme = (lists_dir() / list_id / "README.md").read_text("utf-8")
    assert f"{len(entries)} entries in the official layout" in readme


@pytest.mark.parametrize("list_id", _LISTS)
def test_a_sample_names_only_known_programmes_countries_and_ships(list_id: str) -> None:
    codes = {programme["code"] for programme in _programmes(list_id)}
    for entry in parse_sample(list_id):
        if isinstance(entry, Designation):
            assert set(entry.programmes) <= codes
            assert all(country.code for country in (*entry.nationalities, *entry.citizenships))
            numbers = [i for i in entry.identifiers if i.type is IdentifierType.IMO]
            assert all(check_digit_ok(number.type, number.value) for number in numbers)


@pytest.mark.parametrize("list_id", _PUBLISHED)
def test_every_programme_of_the_published_list_is_described(list_id: str, official: Path) -> None:
    codes = {programme["code"] for programme in _programmes(list_id)}
    for path in official.glob(_PUBLISHED[list_id]):
        published = {code.decode() for code in _PROGRAMME.findall(lzma.decompress(path.read_bytes()))}
        assert published
        assert published <= codes
