"""The EU's list: invented entries read as a person would, the published files to the last element."""

from __future__ import annotations

import io
import lzma
import re
from collections import Counter
from datetime import date
from functools import cache, partial
from pathlib import Path

import pytest

from screening.domain.designation import Designation, IdentifierType, NameKind, PartyType
from screening.domain.errors import BadListFile
from screening.domain.listing import Parsed, PublishedFile, Quarantined, UnknownField
from screening.sources.registry import find_source
from tests.sources.published import DATA, counts, designations, parse_packed
from tests.sources.reading import (
    assert_as_golden,
    assert_every_surprise_is_reported,
    read_bytes,
    unknown_codes,
)

_EU = (DATA / "eu.xml").read_bytes()
_FULL = {
    "xmlFullSanctionsList_1_1.xml__2021-03-02.xz": (1680, 568, 9416, 51, 2269),
    "20240513-FULL-1_1(xsd).xml__2024-05-13.xz": (3753, 1055, 24942, 181, 4811),
}


def _parse(content: bytes) -> list[Parsed]:
    return read_bytes(find_source("eu_fsf").formats[0], content)


def test_everything_in_the_file_is_read_as_a_person_would() -> None:
    assert_as_golden("eu_fsf", _parse(_EU))


def test_whatever_is_planted_in_a_record_is_reported() -> None:
    assert_every_surprise_is_reported(_parse, _EU, "sanctionEntity")


def test_elements_of_one_reference_are_one_party_wherever_they_stand() -> None:
    party = designations(_parse(_EU))["EU.2.20"]
    assert party.programmes == ("SYR", "TAQA")
    assert [(name.text, name.kind, name.language) for name in party.names] == [
        ("ZEPHYR TRADING HOUSE", NameKind.PRIMARY, "en"),
        ("ZTH", NameKind.AKA, None),
    ]
    assert party.remarks == ("Zephyr", "Zephyr again")
    assert party.listed_on == date(2010, 5, 5)
    assert party.delisted_on is None


def test_a_party_of_one_readable_and_one_odd_element_stands_with_what_is_readable() -> None:
    content = _EU.replace(b'wholeName="ZTH"', b'wholeName="..."').replace(b'nameLanguage="EN"', b"")
    content = content.replace(b'"ZEPHYR TRADING HOUSE" ', b'"" ', 2)
    parsed = _parse(content)
    assert "EU.2.20" not in designations(parsed)
    parsed = _parse(_EU.replace(b'code="enterprise" classificationCode="E"', b'code="wind"', 1))
    assert designations(parsed)["EU.2.20"].programmes == ("TAQA",)
    assert sum(isinstance(item, Quarantined) for item in parsed) == 2


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('classificationCode="P"', 'classificationCode="Q"', "subjectType/@classificationCode"),
        ('gender="?"', 'gender="X"', "nameAlias/@gender"),
        ('strong="false"', 'strong="perhaps"', "nameAlias/@strong"),
        ('wholeName="Feder"', 'wholeName="..."', "nameAlias/@wholeName"),
        ('"ISLAMIC" year="1402"', '"COPTIC" year="1402"', "birthdate/@calendarType"),
        ('birthdate="1961-01-05"', 'birthdate="soon"', "birthdate/@calendarType"),
        ('yearRangeTo="1980"', 'yearRangeTo="soon"', "birthdate/@yearRangeTo"),
        ('key="FAX"', 'key="PIGEON"', "address/contactInfo/@key"),
        ('knownExpired="true"', 'knownExpired="maybe"', "identification/@knownExpired"),
        (
            'identificationTypeCode="passport"',
            'identificationTypeCode="scroll"',
            "identification/@identificationTypeCode",
        ),
        ('designationDate="2016-12-01"', 'designationDate="soon"', "@designationDate"),
    ],
)
def test_a_value_that_is_not_understood_is_reported_and_the_entry_stands(
    old: str, new: str, path: str
) -> None:
    content = _EU.decode()
    assert old in content
    parsed = _parse(content.replace(old, new).encode())
    assert "EU.1.10" in designations(parsed)
    assert f"sanctionEntity/{path}" in {item.path for item in parsed if isinstance(item, UnknownField)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html><body>Sorry</body></html>", "is a web page"),
        (b"<Error><Code>NoSuchKey</Code></Error>", "error document"),
        (b"Date_file;Entity_logical_id;Subject_type", "is not XML"),
        (b'<export generationDate="2024-05-13"/>', "holds no <sanctionEntity>"),
        (_EU.replace(b"2024-05-13T17", b"today"), "no usable generationDate"),
        (_EU[:5000], "is cut short or damaged"),
        (b"<!DOCTYPE x>" + _EU.partition(b"?>")[2].strip(), "declares a document type"),
    ],
)
def test_what_is_not_the_list_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadListFile, match=r"^today\.xml .*expected") as refusal:
        _parse(content)
    assert words in str(refusal.value)


def test_the_raw_elements_of_a_party_are_found() -> None:
    form = find_source("eu_fsf").formats[0]
    party = designations(_parse(_EU))["EU.2.20"]
    assert form.find_records is not None
    file = PublishedFile("list.xml", partial(io.BytesIO, _EU))
    assert [raw.line for raw in form.find_records((file,), party.locator)] == [72, 89]


@pytest.mark.parametrize("name", _FULL)
def test_every_party_and_element_of_the_published_lists_is_read(official: Path, name: str) -> None:
    counted = _read(official / "eu-fsf" / name)[0]
    individuals, entities, names, weak, elements = _FULL[name]
    assert (counted["individual"], counted["entity"]) == (individuals, entities)
    assert counted["aliases"] + individuals + entities == names
    assert (counted["weak"], counted["programmes"]) == (weak, elements)
    assert (counted["UnknownField"], counted["Quarantined"]) == (0, 0)


def test_what_changed_between_the_published_lists_is_what_is_known(official: Path) -> None:
    old, new = (_read(official / "eu-fsf" / name)[1] for name in _FULL)
    assert (len(old), len(new)) == (2248, 4808)
    assert (len(new - old), len(old - new)) == (2738, 178)
    bounds = find_source("eu_fsf").expectations
    assert bounds.fewest <= len(old) <= len(new) <= bounds.most


def test_identifiers_and_references_of_the_published_list_are_known(official: Path) -> None:
    counted = _read(official / "eu-fsf" / "20240513-FULL-1_1(xsd).xml__2024-05-13.xz")[0]
    assert (counted["united nations"], counted["imo"], counted["bic"], counted["islamic"]) == (82, 18, 7, 5)


@pytest.mark.parametrize("name", _FULL)
def test_every_programme_of_the_published_lists_is_described(official: Path, name: str) -> None:
    published = lzma.decompress((official / "eu-fsf" / name).read_bytes())
    codes = {code.decode() for code in re.findall(rb' programme="([^"]*)"', published)}
    assert unknown_codes("eu_fsf", codes) == set()


def test_the_damaged_csv_edition_is_refused(official: Path) -> None:
    head = lzma.decompress((official / "eu-fsf" / "EUSanctionsShort.csv__2018-07-04.xz").read_bytes())
    assert not any(form.recognises({"x.csv": head[:4096]}) for form in find_source("eu_fsf").formats)
    with pytest.raises(BadListFile, match="is not XML; expected the EU's full list"):
        _parse(head)


@cache
def _read(path: Path) -> tuple[Counter[str], set[str]]:
    parsed = list(parse_packed("eu_fsf", path))
    counted = counts(iter(parsed))
    parties = [item for item in parsed if isinstance(item, Designation)]
    for party in parties:
        assert party.party_type in (PartyType.INDIVIDUAL, PartyType.ENTITY)
        counted["programmes"] += len(party.programmes)
        counted["united nations"] += sum(r.scheme == "un_sc_sanctions" for r in party.cross_references)
        counted["imo"] += sum(i.type is IdentifierType.IMO for i in party.identifiers)
        counted["bic"] += sum(i.type is IdentifierType.BIC for i in party.identifiers)
        counted["islamic"] += sum(birth.calendar is not None for birth in party.birth_dates)
    return counted, {party.authority_ref for party in parties}
