"""FollowTheMoney: parties with what is kept beside them, chains of deltas, and the simple table."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from screening.domain.designation import (
    Address,
    AliasStrength,
    Country,
    CrossReference,
    Designation,
    IdentifierType,
    NameKind,
    PartyType,
    RelationKind,
)
from screening.domain.errors import BadListFile
from screening.domain.listing import Parsed, PublishedFile, Quarantined, UnknownField
from screening.sources.ftm_lines import entity_lines_format
from screening.sources.ftm_targets import simple_targets_format
from tests.sources.published import counts, designations
from tests.sources.test_further_lists import _official

_LINES = entity_lines_format("os_test")
_TARGETS = simple_targets_format("os_test")
_PERSON: dict[str, Any] = {
    "id": "NK-1",
    "caption": "Orla Quillfeather",
    "schema": "Person",
    "properties": {
        "name": ["Orla Quillfeather", "Орла Квилфезер"],
        "weakAlias": ["Quill"],
        "previousName": ["Orla Wick"],
        "birthDate": ["1962-01", "someday"],
        "gender": ["female"],
        "nationality": ["om"],
        "passportNumber": ["X0000001"],
        "addressEntity": ["addr-1", "addr-2"],
        "topics": ["sanction"],
        "unscId": ["XXi.001"],
        "planted": ["surprise"],
    },
    "referents": ["NK-1", "xx-1"],
    "datasets": ["test"],
    "first_seen": "2024-01-01T00:00:00",
    "last_seen": "2026-01-01T00:00:00",
    "last_change": "2025-05-05T00:00:00",
    "target": True,
    "plantedKey": 7,
}
_BESIDE: list[dict[str, Any]] = [
    {
        "id": "addr-1",
        "schema": "Address",
        "properties": {"full": ["1 Wick Street, Muscat"], "city": ["Muscat"], "country": ["om"]},
    },
    {
        "id": "sanc-1",
        "schema": "Sanction",
        "properties": {
            "entity": ["NK-1"],
            "program": ["Lamps"],
            "listingDate": ["2020-02-02"],
            "reason": ["Wicks"],
            "authority": ["Lamp Office"],
        },
    },
    {
        "id": "pass-1",
        "schema": "Passport",
        "properties": {"holder": ["NK-1"], "number": ["Y0000002"], "country": ["om"], "endDate": ["2030"]},
    },
    {
        "id": "own-1",
        "schema": "Ownership",
        "properties": {"owner": ["NK-1"], "asset": ["NK-2"], "percentage": ["60%"]},
    },
    {
        "id": "NK-2",
        "caption": "Lampwright LLC",
        "schema": "Company",
        "properties": {"name": ["Lampwright LLC"], "idNumber": ["123"]},
    },
    {"id": "NK-3", "schema": "Person", "properties": {"name": ["Bystander"]}, "target": False},
    {
        "id": "NK-4",
        "caption": "LANTERN",
        "schema": "Vessel",
        "properties": {"name": ["LANTERN"], "imoNumber": ["IMO9074729"], "flag": ["pa"], "type": ["Tanker"]},
    },
]


def _files(*contents: bytes) -> tuple[PublishedFile, ...]:
    return tuple(PublishedFile(f"{n}.json", partial(io.BytesIO, c)) for n, c in enumerate(contents, start=1))


def _lines(entities: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(entity, ensure_ascii=False) + "\n" for entity in entities).encode()


def _parse(*contents: bytes) -> list[Parsed]:
    return list(_LINES.parse(_files(*contents)))


def _delta(operation: str, id: str, name: str | None = None) -> bytes:
    entity: dict[str, Any] = {"id": id}
    if name is not None:
        entity |= {"caption": name, "schema": "Person", "properties": {"name": [name]}}
    return _lines([{"op": operation, "entity": entity}])


def test_a_party_is_read_with_all_that_is_kept_beside_it() -> None:
    parsed = _parse(_lines([_PERSON, *_BESIDE]))
    entry = designations(parsed)["NK-1"]
    assert entry.party_type is PartyType.INDIVIDUAL
    assert [(name.text, name.kind, name.strength) for name in entry.names] == [
        ("Orla Quillfeather", NameKind.PRIMARY, AliasStrength.STRONG),
        ("Орла Квилфезер", NameKind.AKA, AliasStrength.STRONG),
        ("Quill", NameKind.AKA, AliasStrength.WEAK),
        ("Orla Wick", NameKind.FKA, AliasStrength.STRONG),
    ]
    street, city = "1 Wick Street, Muscat", "Muscat"
    assert entry.addresses == (Address(street=street, city=city, country=Country(text="om", code="om")),)
    assert [(i.type, i.value) for i in entry.identifiers] == [
        (IdentifierType.PASSPORT, "X0000001"),
        (IdentifierType.PASSPORT, "Y0000002"),
    ]
    assert entry.programmes == ("Lamps",)
    assert entry.remarks == ("Wicks",)
    assert str(entry.listed_on) == "2020-02-02"
    assert [str(day) for day in entry.amended_on] == ["2025-05-05"]
    assert entry.cross_references == (
        CrossReference(scheme="un_sc_sanctions", reference="XXi.001"),
        CrossReference(scheme="referent", reference="xx-1"),
    )
    kept = {(attribute.label, attribute.value) for attribute in entry.attributes}
    assert {("Sanction.authority", "Lamp Office"), ("planted", "surprise")} <= kept
    assert {("addressEntity", "addr-2"), ("birthDate", "someday")} <= kept


def test_the_bond_of_two_parties_is_told_from_both_sides() -> None:
    entries = designations(_parse(_lines([_PERSON, *_BESIDE])))
    (owns,), (owned,) = entries["NK-1"].relations, entries["NK-2"].relations
    assert (owns.kind, owns.name, owns.share) == (RelationKind.OWNS, "Lampwright LLC", 60.0)
    assert (owned.kind, owned.name, owned.authority_ref) == (
        RelationKind.OWNED_BY,
        "Orla Quillfeather",
        "NK-1",
    )


def test_what_nobody_knows_is_reported_with_its_place() -> None:
    unknown = [item for item in _parse(_lines([_PERSON, *_BESIDE])) if isinstance(item, UnknownField)]
    assert unknown == [
        UnknownField("entity[id=NK-1]", "entity/properties/birthDate", "someday"),
        UnknownField("entity[id=NK-1]", "entity/properties/planted", "surprise"),
        UnknownField("entity[id=NK-1]", "entity/plantedKey", "7"),
    ]


def test_ships_are_vessels_and_related_parties_that_are_no_targets_are_left_out() -> None:
    entries = designations(_parse(_lines([_PERSON, *_BESIDE])))
    assert set(entries) == {"NK-1", "NK-2", "NK-4"}
    vessel = entries["NK-4"].vessel
    assert vessel is not None
    assert (vessel.vessel_type, vessel.flag) == ("Tanker", Country(text="pa", code="pa"))
    assert entries["NK-2"].identifiers[0].type is IdentifierType.REGISTRATION


def test_a_chain_of_deltas_is_applied_in_order() -> None:
    base = _lines([{"id": "A", "caption": "Old", "schema": "Person", "properties": {"name": ["Old"]}}])
    chain = [base, b"", _delta("ADD", "B", "Bee"), _delta("MOD", "A", "New"), _delta("DEL", "B")]
    names = [{e.primary_name for e in designations(_parse(*chain[:n])).values()} for n in range(1, 6)]
    assert names == [{"Old"}, {"Old"}, {"Old", "Bee"}, {"New", "Bee"}, {"New"}]
    again = _parse(*chain, _delta("ADD", "B", "Bee again"))
    assert {e.primary_name for e in designations(again).values()} == {"New", "Bee again"}


def test_every_state_of_an_entity_is_found_again() -> None:
    assert _LINES.find_records is not None
    files = _files(_delta("ADD", "A", "Old"), _delta("DEL", "A"))
    assert [(r.file, r.line) for r in _LINES.find_records(files, "entity[id=A]")] == [
        ("1.json", 1),
        ("2.json", 1),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"no json\n", "it is no line of JSON"),
        (b"[1]\n", "its op '' is not known"),
        (b'{"op": "NOP", "entity": {"id": "X"}}\n', "its op 'NOP' is not known"),
        (b'{"op": "ADD", "entity": {}}\n', "it has no entity with an id"),
        (b'{"id": "X", "schema": "Person"}\n', "its entity has no schema and properties"),
        (b'{"id": "X", "schema": "Person", "properties": {"name": "x"}}\n', "is no list of texts"),
        (b'{"id": "X", "schema": "Balloon", "properties": {}}\n', "its schema 'Balloon' is no party"),
        (b'{"id": "X", "schema": "Person", "properties": {}}\n', "it has no name"),
    ],
)
def test_an_odd_line_is_set_aside_and_the_others_stand(line: bytes, reason: str) -> None:
    parsed = _parse(line + _delta("ADD", "A", "Fine"))
    (odd,) = (item for item in parsed if isinstance(item, Quarantined))
    assert reason in odd.reason
    assert list(designations(parsed)) == ["A"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_delta("ADD", "A", "x")[:-1] + b'\n{"op": "AD', "is cut short or damaged in its last line"),
        (b"<html>\n", "is not JSON lines"),
        (b"", "has no entity"),
    ],
)
def test_what_is_no_whole_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadListFile, match=words):
        _parse(content)


def test_the_formats_recognise_their_own_files_only() -> None:
    lines, table = _lines([_PERSON]), b"id,schema,name\n"
    assert _LINES.recognises({"a": lines})
    assert _LINES.recognises({"a": b"", "b": _delta("DEL", "A")})
    assert not _LINES.recognises({"a": b""})
    assert not _LINES.recognises({"a": b'{"versions": {}}'})
    assert not _LINES.recognises({"a": table})
    assert not _TARGETS.recognises({"a": lines})


def test_cells_of_the_simple_table_hold_several_values() -> None:
    header = (
        "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,"
        "program_ids,dataset,first_seen,last_seen,last_change"
    )
    row = (
        '"NK-1","Company","Lampwright","""Lamp; Works"";Lampa","","ru","""1 Wick St\n; Muscat""",'
        '"7714027882;1027739118659;IMO9074729;ABC","""""","","","P-1;P-2","Test","x","y","2026-02-05T00:00:00"'
    )
    (entry,) = [
        item
        for item in _TARGETS.parse(_files(f"{header}\n{row}\n".encode()))
        if isinstance(item, Designation)
    ]
    assert [name.text for name in entry.names] == ["Lampwright", "Lamp; Works", "Lampa"]
    assert entry.addresses[0].street == "1 Wick St ; Muscat"
    assert [i.type.value for i in entry.identifiers] == ["tax_id", "registration", "imo", "other"]
    assert entry.programmes == ("P-1", "P-2")
    assert entry.remarks == ()


def test_the_published_table_is_read_whole(official: Path) -> None:
    file = _official(official / "opensanctions/targets.simple.csv__2026-03-13.xz")
    counted = counts(_TARGETS.parse((file,)))
    assert (counted["individual"], counted["vessel"], counted["entity"]) == (1_543, 1_340, 1_524 + 1_193)
    assert counted["Quarantined"] == counted["UnknownField"] == 0


def test_the_published_chain_gives_what_its_links_say(official: Path) -> None:
    paths = sorted((official / "opensanctions").glob("*entities.delta.json*"))
    files = tuple(_official(path) for path in paths)
    found = [set(designations(list(_LINES.parse(files[:n])))) for n in range(2, 6)]
    first = {"NK-2T3S8Hu29ktYnKSTgQp2wL", "NK-2sJaJRaPJcWUfMbHjTtWcL"}
    assert found == [first, first | {"NK-500Poltergeist"}, first, first | {"Q4365364"}]
    last = designations(list(_LINES.parse(files)))
    assert last["NK-2T3S8Hu29ktYnKSTgQp2wL"].primary_name == "Foobar Foobargroup"
