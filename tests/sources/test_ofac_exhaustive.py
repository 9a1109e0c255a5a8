"""Nothing passes in silence in OFAC's further layouts: what is planted is reported by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from screening.domain.listing import ListHeader, Parsed, UnknownField
from tests.sources.ofac_published import ADVANCED, ENHANCED, TABLES, in_memory, parse

_LAYOUTS = {"enhanced": ENHANCED, "advanced": ADVANCED}
_PASSED_OVER = 1


@pytest.fixture(params=_LAYOUTS)
def root(request: pytest.FixtureRequest) -> etree._Element:
    """The sample of a layout."""
    path: Path = _LAYOUTS[request.param]
    return etree.fromstring(path.read_bytes())


def test_an_unknown_element_is_reported_wherever_it_stands(root: etree._Element) -> None:
    places = list(_sampled(root))
    for path, element in places:
        etree.SubElement(element, "planted").text = path
    assert {("planted", path) for path, _ in places} <= _ends(_parsed(root))


def test_an_unknown_attribute_is_reported_wherever_it_stands(root: etree._Element) -> None:
    places = list(_sampled(root))
    for path, element in places:
        element.set("planted", path)
    assert {("@planted", path) for path, _ in places} <= _ends(_parsed(root))


def test_an_entry_without_any_one_of_its_elements_is_still_accounted_for(root: etree._Element) -> None:
    before = _accounted(_parsed(root))
    for path, element in _sampled(root):
        parent = element.getparent()
        if parent is None or not re.search(r"(?:entity|DistinctParty)/", path):
            continue
        position = parent.index(element)
        parent.remove(element)
        assert before <= _accounted(_parsed(root)) <= before + _PASSED_OVER, path
        parent.insert(position, element)


@pytest.mark.parametrize(
    ("old", "new", "path", "value"),
    [
        (">A.K.A.<", ">Q.K.A.<", "name/aliasType", "Q.K.A."),
        (">Arabic<", ">Runes<", "names/name/translations/translation/script", "Runes"),
        (">Birthdate<", ">Deathdate<", "features/feature/type", "Deathdate"),
        (">Female<", ">Other<", "features/feature/value", "Gender Other"),
        (">1962-01-05<", ">soon<", "feature/valueDate/fromDateBegin", "soon"),
        (">CITY<", ">PLANET<", "addressParts/addressPart/type", "PLANET"),
        (">Acting for or on behalf of<", ">Joking with<", "relationships/relationship/type", "Joking with"),
        ("<isValid>false", "<isValid>maybe", "identityDocument/isValid", "maybe"),
        (">Vessel Flag<", ">Vessel Owner<", "features/feature/value", "Vessel Owner ZEPHYR TRADING HOUSE"),
    ],
)
def test_a_value_of_the_enhanced_layout_that_is_not_understood_is_reported(
    old: str, new: str, path: str, value: str
) -> None:
    assert (path, value) in _planted(ENHANCED, old, new, parts=path.count("/") + 1)


@pytest.mark.parametrize(
    ("old", "new", "path", "value"),
    [
        (' AliasTypeID="2"', ' AliasTypeID="9"', "Alias/@AliasTypeID", "9"),
        (">F.K.A.<", ">Q.K.A.<", "Alias/@AliasTypeID", "Q.K.A."),
        (">CITY<", ">PLANET<", "Location/LocationPart", "PLANET: Tehran"),
        (">Birthdate<", ">Deathdate<", "FeatureVersion/VersionDetail", "Deathdate 05 Jan 1962"),
        ("<Year>1962</Year>", "<Year>0</Year>", "Start/From/Year", "0-1-5"),
        (">Acting for or on behalf of<", ">Joking with<", "@RelationTypeID", "Joking with"),
        (' ListID="2"', ' ListID="9"', "SanctionsEntry/@ListID", "9"),
        (">Arabic<", ">Runes<", "NamePartValue/@ScriptID", "Runes"),
        (' LocationID="', ' LocationID="X', "FeatureVersion/VersionLocation", "X"),
    ],
)
def test_a_value_of_the_advanced_layout_that_is_not_understood_is_reported(
    old: str, new: str, path: str, value: str
) -> None:
    found = _planted(ADVANCED, old, new, parts=path.count("/") + 1)
    assert any(where == path and what.startswith(value) for where, what in found), found


@pytest.mark.parametrize("name", [path.name for path in TABLES if path.name != "SDN_COMMENTS.CSV"])
def test_an_unknown_column_is_reported_with_its_entry(name: str) -> None:
    tables = []
    for path in TABLES:
        rows = path.read_bytes().split(b"\r\n")
        rows[1] += b',"surprise"' if path.name == name else b""
        tables.append(in_memory(path.name, b"\r\n".join(rows)))
    found = [item for item in parse("us_ofac_sdn", *tables) if isinstance(item, UnknownField)]
    assert [(u.path.rpartition("/")[2][:7], u.value) for u in found] == [("column ", "surprise")]


def _sampled(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """One element of each path that is read."""
    unread, met = {"105", "106"}, set()
    for element in list(root.iter()):
        line = [*reversed(list(element.iterancestors())), element]
        path = "/".join(etree.QName(e).localname for e in line)
        ids = {e.get("id") or e.get("FixedRef") or e.get("ProfileID") for e in line}
        if path not in met and not ids & unread:
            met.add(path)
            yield path, element


def _parsed(root: etree._Element) -> list[Parsed]:
    return list(parse("us_ofac_sdn", in_memory("list.xml", etree.tostring(root))))


def _ends(parsed: list[Parsed]) -> set[tuple[str, str]]:
    return {(i.path.rpartition("/")[2], i.value) for i in parsed if isinstance(i, UnknownField)}


def _planted(layout: Path, old: str, new: str, *, parts: int) -> set[tuple[str, str]]:
    """What is reported, by the last ``parts`` of its path, where ``new`` stands for ``old``."""
    content = layout.read_text("utf-8")
    assert old in content
    parsed = parse("us_ofac_sdn", in_memory("list.xml", content.replace(old, new).encode()))
    unknown = [item for item in parsed if isinstance(item, UnknownField)]
    return {("/".join(item.path.split("/")[-parts:]), item.value) for item in unknown}


def _accounted(parsed: list[Parsed]) -> int:
    return sum(not isinstance(item, UnknownField | ListHeader) for item in parsed)
