"""OFAC's own files in all layouts: the counts that are known, editions that agree, known changes."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from screening.domain.designation import Designation, Vessel
from screening.domain.errors import BadListFile
from screening.domain.listing import ChangeKind, ListHeader, Parsed, PublishedFile, Quarantined, diff
from screening.sources.registry import find_source
from tests.sources.ofac_published import in_memory, parse, published
from tests.sources.published import counts

_SDN, _CONS = "us_ofac_sdn", "us_ofac_cons"
_QUAD = ("sdn.csv__{}.xz", "add.csv__{}.xz", "alt.csv__{}.xz", "sdn_comments.csv__{}")
_CONS_SET = ("cons_prim.csv__{}.xz", "cons_add.csv__{}.xz", "cons_alt.csv__{}.xz", "cons_comments.csv__{}")
_KINDS = ("individual", "entity", "vessel", "aircraft", "aliases", "weak", "Quarantined", "UnknownField")
_DELTAS = (
    "2025-01-13_delta.xml__2025-01-13.xz",
    "2025-02-11_delta.xml__2025-02-11",
    "2025-02-13_delta.xml__2025-02-13",
)
_DAYS = ("2024-04-26", "2024-05-01", "2024-05-02", "2024-05-03")


def _at(names: tuple[str, ...], day: str) -> tuple[str, ...]:
    return tuple(name.format(day) for name in names)


# Files of a list, and what is in them. Aliases and names in other scripts are counted together. The
# comments of 2023-12-28 are older than their table: three belong to nobody, seven are missing.
_FILES: dict[tuple[str, ...], tuple[str, tuple[int, ...]]] = {
    ("CONS_ENHANCED.ZIP__2025-01-10",): (_CONS, (80, 363, 0, 0, 1156, 71, 0, 0)),
    ("cons_advanced.xml__2020-03-17.xz",): (_CONS, (82, 293, 0, 0, 915, 31, 0, 0)),
    _at(_CONS_SET[:3], "2018-04-06"): (_CONS, (94, 471, 74, 0, 1255, 46, 0, 0)),
    _at(_CONS_SET, "2025-12-19"): (_CONS, (79, 363, 0, 0, 1145, 72, 0, 0)),
    _at(_QUAD, "2021-07-07"): (_SDN, (4620, 3673, 406, 277, 14351, 2441, 0, 0)),
    _at(_QUAD, "2023-12-28"): (_SDN, (6646, 6033, 764, 378, 20482, 3391, 3, 7)),
    ("yemen_sanctions.xml__2024-05-24.xz",): (_SDN, (10, 0, 0, 0, 45, 6, 0, 0)),
    ("IRGC_sanctions.xml__2024-08-28.xz",): (_SDN, (165, 84, 0, 44, 565, 46, 0, 0)),
}


@pytest.mark.parametrize("names", _FILES, ids=lambda names: names[0])
def test_every_entry_and_field_of_ofacs_further_layouts_is_read(
    official: Path, names: tuple[str, ...]
) -> None:
    list_id, expected = _FILES[names]
    counted = counts(iter(_parsed(official, list_id, names)))
    assert tuple(counted[kind] for kind in _KINDS) == expected


@pytest.mark.parametrize("names", _FILES, ids=lambda names: names[0])
def test_whole_lists_are_within_bounds_and_parts_are_known_as_such(
    official: Path, names: tuple[str, ...]
) -> None:
    list_id, _ = _FILES[names]
    parsed = _parsed(official, list_id, names)
    header = next(item for item in parsed if isinstance(item, ListHeader))
    bounds, entries = find_source(list_id).expectations, sum(isinstance(i, Designation) for i in parsed)
    is_filtered = "_sanctions.xml" in names[0]
    assert (bounds.fewest <= entries <= bounds.most) is not is_filtered
    assert header.is_partial is (is_filtered or "2018-04-06" in names[0])


def test_classic_and_advanced_layouts_of_one_day_agree_in_everything_they_share(official: Path) -> None:
    classic = _read(official, _CONS, "consolidated.xml__2020-03-17.xz")
    advanced = _read(official, _CONS, "cons_advanced.xml__2020-03-17.xz")
    for aspect in (*_ASPECTS, "identifiers", "addresses", "attributes", "related"):
        assert _differing(classic, advanced, aspect) == set(), aspect


def test_classic_layout_and_tables_of_one_day_agree(official: Path) -> None:
    classic = _read(official, _CONS, "consolidated.xml__2018-04-06.xz")
    tables = _read(official, _CONS, *_at(_CONS_SET[:3], "2018-04-06"))
    quoted = {"22391"}  # double quotes inside a name are single ones in the tables
    printed_twice = {"17064"}  # its numbers bear the country twice in XML: `33556474 (Russia)`
    for aspect in (*_ASPECTS, "identifiers", "related"):
        known = {"names": quoted, "identifiers": printed_twice}.get(aspect, set())
        assert _differing(classic, tables, aspect) == known, aspect


def test_classic_layout_and_tables_of_the_sdn_list_agree_but_for_cut_remarks(official: Path) -> None:
    classic = _read(official, _SDN, "sdn.xml__2024-05-07.xz")
    table = _read(official, _SDN, "sdn.csv__2024-05-03.xz")
    assert classic.keys() - table.keys() == {"48603"}
    assert table.keys() - classic.keys() == set()
    assert _differing(classic, table, "type") == set()
    assert _differing(classic, table, "primary") == {"18318"}  # double quotes
    assert _differing(classic, table, "programmes") == set()
    assert _differing(classic, table, "births") == {"11748"}  # a date that XML has in the remarks
    assert _differing(classic, table, "weak") == {"6925", *_CUT}
    weak = [name for entry in table.values() for name in entry.names if name.strength == "weak"]
    assert len(weak) == 3663


_CUT = ("27307", "28263", "28264", "33151", "36216", "39585", "42496", "44718", "45430", "47682")


def test_enhanced_and_classic_layouts_of_neighbouring_months_agree(official: Path) -> None:
    enhanced = _read(official, _CONS, "CONS_ENHANCED.ZIP__2025-01-10")
    classic = _read(official, _CONS, "consolidated.xml__2025-03-28.xz")
    for aspect in (*_ASPECTS, "related"):
        assert _differing(enhanced, classic, aspect) == set(), aspect


def test_an_export_agrees_with_the_classic_layout_of_the_whole_list(official: Path) -> None:
    export = _read(official, _SDN, "IRGC_sanctions.xml__2024-08-28.xz")
    classic = _read(official, _SDN, "sdn.xml__2024-05-07.xz")
    for aspect in (*_ASPECTS, "identifiers", "addresses"):
        known = {"28924", "40601", "40602"} if aspect == "programmes" else set()  # amended in between
        assert _differing(export, classic, aspect) == known, aspect


def test_original_scripts_are_in_the_enhanced_layout(official: Path) -> None:
    entries = _read(official, _CONS, "CONS_ENHANCED.ZIP__2025-01-10").values()
    scripts = Counter(name.script for entry in entries for name in entry.names)
    assert scripts == {"Latn": 1579, "Cyrl": 39, "Hans": 5, "Hant": 1}


def test_what_changed_in_the_tables_is_what_is_known(official: Path) -> None:
    manifests = [
        {ref: str(hash(entry)) for ref, entry in _read(official, _SDN, f"sdn.csv__{day}.xz").items()}
        for day in _DAYS
    ]
    changes = [Counter(change.kind for change in diff(old, new)) for old, new in pairwise(manifests)]
    assert changes == [{ChangeKind.ADDED: 298}, {ChangeKind.ADDED: 7}, {ChangeKind.REMOVED: 8}]


@pytest.mark.parametrize("name", _DELTAS)
def test_a_delta_file_is_refused_as_one(official: Path, name: str) -> None:
    with pytest.raises(BadListFile, match=f"is a delta file of OFAC, only what changed on {name[:10]}"):
        list(parse(_SDN, published(official / "us-ofac" / name)))


def test_the_comments_that_belong_to_nobody_are_named(official: Path) -> None:
    parsed = _parsed(official, _SDN, _at(_QUAD, "2023-12-28"))
    aside = {item.locator for item in parsed if isinstance(item, Quarantined)}
    assert aside == {f"comments[ent_num={number}]" for number in (12300, 15599, 15600)}


_ASPECTS: dict[str, Callable[[Designation], object]] = {
    "type": lambda entry: entry.party_type,
    "primary": lambda entry: entry.primary_name,
    "names": lambda entry: {
        (n.text, n.kind, n.strength, n.family_name) for n in entry.names if n.script in (None, "Latn")
    },
    "weak": lambda entry: {
        (n.text, n.kind) for n in entry.names if n.strength == "weak" and n.script in (None, "Latn")
    },
    "births": lambda entry: {(d.earliest, d.latest, d.circa, d.text) for d in entry.birth_dates},
    "places": lambda entry: {place.text for place in entry.birth_places},
    "nationalities": lambda entry: {c.code for c in (*entry.nationalities, *entry.citizenships)},
    "genders": lambda entry: set(entry.genders),
    "positions": lambda entry: entry.positions,
    "programmes": lambda entry: set(entry.programmes),
    "vessel": lambda entry: entry.vessel and _vessel(entry.vessel),
}
_FURTHER: dict[str, Callable[[Designation], object]] = {
    "identifiers": lambda entry: {(i.type, i.value, i.country and i.country.code) for i in entry.identifiers},
    "addresses": lambda entry: {
        (a.street, a.city, a.region, a.postal_code, a.country and a.country.code) for a in entry.addresses
    },
    "attributes": lambda entry: {(a.label, a.value) for a in entry.attributes if a.label != "Sanctions list"},
    "related": lambda entry: {relation.name for relation in entry.relations},
}


def _vessel(vessel: Vessel) -> tuple[object, ...]:
    """What is known of a ship; tables print tonnages with commas, and put the main flag first."""
    tonnages = [(tonnage or "").replace(",", "") for tonnage in (vessel.tonnage, vessel.gross_tonnage)]
    return vessel.flag, vessel.vessel_type, vessel.owner, set(vessel.former_flags), tonnages


def _differing(one: dict[str, Designation], other: dict[str, Designation], aspect: str) -> set[str]:
    """The entries on both that differ in an aspect."""
    of = (_ASPECTS | _FURTHER)[aspect]
    return {ref for ref, entry in one.items() if ref in other and of(entry) != of(other[ref])}


def _read(official: Path, list_id: str, *names: str) -> dict[str, Designation]:
    return {d.authority_ref: d for d in _parsed(official, list_id, names) if isinstance(d, Designation)}


@cache
def _parsed(official: Path, list_id: str, names: tuple[str, ...]) -> list[Parsed]:
    files = (_file(official / "us-ofac" / name) for name in names)
    return list(parse(list_id, *files))


def _file(path: Path) -> PublishedFile:
    if ".ZIP" not in path.name:
        return published(path)
    with zipfile.ZipFile(path) as archive:
        name = archive.namelist()[0]
        return in_memory(name, archive.read(name))
