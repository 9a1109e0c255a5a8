"""Nothing passes in silence: whatever is planted in a file is reported by its path."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from screening.domain.designation import Designation
from screening.domain.listing import Parsed, Quarantined, UnknownField
from tests.sources.published import SAMPLES, parse_bytes


def _parse(list_id: str, root: etree._Element) -> list[Parsed]:
    return parse_bytes(list_id, etree.tostring(root))


def _paths(parsed: list[Parsed]) -> set[tuple[str, str]]:
    return {(item.path, item.value) for item in parsed if isinstance(item, UnknownField)}


def _in_readable_records(list_id: str, root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Every element that is not in a record set aside, with its path from the record on."""
    bad = {item.locator for item in _parse(list_id, root) if isinstance(item, Quarantined)}
    for element in list(root.iter()):
        line = [*reversed(list(element.iterancestors())), element]
        record = next((e for e in line if _identity(e) is not None), None)
        if record is not None and _identity(record) not in bad:
            yield "/".join(_local(e) for e in line[line.index(record) :]), element


def _identity(element: etree._Element) -> str | None:
    for tag in ("uid", "REFERENCE_NUMBER"):
        if _local(element) in ("sdnEntry", "INDIVIDUAL", "ENTITY"):
            text = element.findtext(f"{{*}}{tag}")
            if text:
                return f"{_local(element)}[{tag}={text.strip()}]"
    return None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


@pytest.mark.parametrize("list_id", SAMPLES)
def test_an_unknown_element_is_reported_wherever_it_stands(list_id: str) -> None:
    root = etree.fromstring(SAMPLES[list_id].read_bytes())
    for path, element in _in_readable_records(list_id, root):
        planted = etree.SubElement(element, "planted")
        planted.text = "surprise"
        assert (f"{path}/planted", "surprise") in _paths(_parse(list_id, root)), path
        element.remove(planted)


@pytest.mark.parametrize("list_id", SAMPLES)
def test_an_unknown_attribute_is_reported_wherever_it_stands(list_id: str) -> None:
    root = etree.fromstring(SAMPLES[list_id].read_bytes())
    for path, element in _in_readable_records(list_id, root):
        element.set("planted", "surprise")
        assert (f"{path}/@planted", "surprise") in _paths(_parse(list_id, root)), path
        del element.attrib["planted"]


@pytest.mark.parametrize("list_id", SAMPLES)
def test_an_unknown_element_beside_the_records_is_reported(list_id: str) -> None:
    for place in ("first", "last"):
        root = etree.fromstring(SAMPLES[list_id].read_bytes())
        for parent in [root, *root.iterfind("INDIVIDUALS"), *root.iterfind("ENTITIES")]:
            planted = etree.Element(f"planted-{place}")
            planted.text = "surprise"
            parent.set("planted", "surprise")
            parent.insert(0 if place == "first" else len(parent), planted)
        paths = _paths(_parse(list_id, root))
        assert (f"planted-{place}", "surprise") in paths
        planted_in = {_local(element) for element in root.iter() if element.get("planted")}
        assert {(f"{tag}/@planted", "surprise") for tag in planted_in} <= paths


@pytest.mark.parametrize("list_id", SAMPLES)
def test_text_between_elements_is_reported(list_id: str) -> None:
    root = etree.fromstring(SAMPLES[list_id].read_bytes())
    record = next(e for e in root.iter() if _identity(e))
    record[0].tail = "surprise"
    assert (_local(record), "surprise") in _paths(_parse(list_id, root))


@pytest.mark.parametrize("list_id", SAMPLES)
def test_a_record_without_any_one_of_its_elements_is_still_accounted_for(list_id: str) -> None:
    root = etree.fromstring(SAMPLES[list_id].read_bytes())
    entries = sum(_identity(element) is not None for element in root.iter())
    for path, element in _in_readable_records(list_id, root):
        parent = element.getparent()
        if parent is None or "/" not in path:
            continue
        position = parent.index(element)
        parent.remove(element)
        parsed = _parse(list_id, root)
        assert sum(isinstance(item, Designation | Quarantined) for item in parsed) == entries, path
        parent.insert(position, element)


@pytest.mark.parametrize("list_id", SAMPLES)
def test_a_reference_that_occurs_twice_is_set_aside_the_second_time(list_id: str) -> None:
    content = SAMPLES[list_id].read_text("utf-8")
    twice = content.replace("<uid>102</uid>", "<uid>101</uid>").replace("XXe.001", "XXi.001")
    reasons = [i.reason for i in parse_bytes(list_id, twice.encode()) if isinstance(i, Quarantined)]
    assert any("occurs twice" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("old", "new", "path", "value"),
    [
        ("<type>f.k.a.</type>", "<type>q.k.a.</type>", "sdnEntry/akaList/aka/type", "q.k.a."),
        ("<category>weak<", "<category>frail<", "sdnEntry/akaList/aka/category", "frail"),
        ("05 Jan 1962", "long ago", "sdnEntry/dateOfBirthList/dateOfBirthItem/dateOfBirth", "long ago"),
        ("<idNumber>Female<", "<idNumber>Other<", "sdnEntry/idList/id/idNumber", "Gender Other"),
        ("<lastName>LA PLUMA<", "<lastName>...<", "sdnEntry/akaList/aka/lastName", "..."),
        (">Female</GENDER>", ">Other</GENDER>", "INDIVIDUAL/GENDER", "Other"),
        (">2016-11-30-05:00<", ">soon<", "INDIVIDUAL/LISTED_ON", "soon"),
        (">2017-01-02<", ">soon<", "INDIVIDUAL/LAST_DAY_UPDATED", "soon"),
        (">BETWEEN<", ">AROUND<", "INDIVIDUAL/INDIVIDUAL_DATE_OF_BIRTH/TYPE_OF_DATE", "AROUND"),
        (">1961-01-05-05:00<", ">soon<", "INDIVIDUAL/INDIVIDUAL_DATE_OF_BIRTH/DATE", "soon"),
        (">1958 - 1964<", ">soon<", "INDIVIDUAL/INDIVIDUAL_ALIAS/DATE_OF_BIRTH", "soon"),
        ("<ALIAS_NAME>Pero<", "<ALIAS_NAME>...<", "INDIVIDUAL/INDIVIDUAL_ALIAS/ALIAS_NAME", "..."),
        (
            ">Passport<",
            ">Scroll<",
            "INDIVIDUAL/INDIVIDUAL_DOCUMENT/TYPE_OF_DOCUMENT",
            "Scroll",
        ),
    ],
)
def test_a_value_that_is_not_understood_is_reported_and_the_entry_stands(
    old: str, new: str, path: str, value: str
) -> None:
    list_id = "us_ofac_sdn" if path.startswith("sdnEntry") else "un_sc_sanctions"
    content = SAMPLES[list_id].read_text("utf-8")
    assert old in content
    parsed = parse_bytes(list_id, content.replace(old, new).encode())
    assert (path, value) in _paths(parsed)
    assert sum(isinstance(item, Quarantined) for item in parsed) == 1


def test_an_unknown_party_type_is_set_aside() -> None:
    content = SAMPLES["us_ofac_sdn"].read_text("utf-8").replace(">Vessel<", ">Balloon<")
    reasons = [i.reason for i in parse_bytes("us_ofac_sdn", content.encode()) if isinstance(i, Quarantined)]
    assert reasons == ["its sdnType 'Balloon' is not known", "'---' is no name"]
