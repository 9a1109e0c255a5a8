"""OFAC's layouts of one list: they agree, tell the two lists apart and say what they lack."""

from __future__ import annotations

import pytest

from screening.domain.designation import AliasStrength, Designation, Name
from screening.domain.errors import BadListFile
from screening.domain.listing import ListHeader, PublishedFile, Quarantined, UnknownField
from screening.sources.ofac_formats import RETIRED_FORMATS
from screening.sources.registry import find_source
from tests.sources.ofac_published import (
    ADVANCED,
    CLASSIC,
    ENHANCED,
    LAYOUTS,
    TABLES,
    form_of,
    in_memory,
    parse,
    published,
    read,
)

_SDN, _CONS = "us_ofac_sdn", "us_ofac_cons"
_LATIN = (None, "Latn")
_DELTA = (
    b'<sanctionsData xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0"><publicationInfo>'
    b"<datePublished>2025-01-13T00:00:00-05:00</datePublished><publicationType>Standard Action"
    b"</publicationType></publicationInfo><entities/></sanctionsData>"
)
_FIXED = b"        36" + b"AEROCARIBBEAN AIRLINES".ljust(350) + b"-0-".ljust(12) + b"CUBA".ljust(50) + b"\r\n"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_the_same_of_a_party(layout: str) -> None:
    expected = read(_SDN, published(CLASSIC))
    found = read(_SDN, *map(published, LAYOUTS[layout]))
    assert found.keys() == expected.keys()
    for reference, entry in expected.items():
        assert _essence(found[reference]) == _essence(entry)


@pytest.mark.parametrize("layout", ["enhanced", "advanced"])
def test_entries_of_the_other_list_are_passed_over(layout: str) -> None:
    files = tuple(map(published, LAYOUTS[layout]))
    assert set(read(_CONS, *files)) == {"106"}
    assert "106" not in read(_SDN, *files)


@pytest.mark.parametrize(
    "old", [b">SDN List</sanctionsList></sanctionsLists>", b'ProfileID="101" ListID="1"']
)
def test_an_entry_on_no_list_is_set_aside(old: bytes) -> None:
    layout = ENHANCED if b"sanctionsList" in old else ADVANCED
    content = layout.read_bytes().replace(old, old.replace(b"SDN List", b"").replace(b' ListID="1"', b""))
    reasons = [i.reason for i in parse(_SDN, in_memory("list.xml", content)) if isinstance(i, Quarantined)]
    assert "it is on no list" in reasons


def test_original_scripts_and_validity_are_in_the_enhanced_layout() -> None:
    entry = read(_SDN, published(ENHANCED))["101"]
    assert [(n.text, n.script) for n in entry.names if n.script not in _LATIN] == [("کویلفدر", "Arab")]
    assert [i.is_valid for i in entry.identifiers if i.value == "XA 0001"] == [False]


def test_a_filtered_export_says_what_it_lacks() -> None:
    assert _lacks(published(ENHANCED)) == ""
    filters = b"<sanctionsPrograms><sanctionsProgram refId='1'>YEMEN</sanctionsProgram></sanctionsPrograms>"
    content = ENHANCED.read_bytes().replace(b"</filters>", filters + b"</filters>")
    assert _lacks(in_memory("export.xml", content)) == "all but YEMEN (sanctionsPrograms)"
    content = ENHANCED.read_bytes().replace(
        b"Consolidated List</sanctionsList>\n      <", b"CAPTA List</sanctionsList><"
    )
    assert "CAPTA List" in _lacks(in_memory("export.xml", content), _CONS)
    content = content.replace(b"<filters>", b"<ignored>").replace(b"</filters>", b"</ignored>")
    assert _lacks(in_memory("export.xml", content)) == ""


@pytest.mark.parametrize(
    ("names", "lacking"),
    [
        (("SDN.CSV",), ("ADD.CSV", "ALT.CSV", "SDN_COMMENTS.CSV")),
        (("SDN.CSV", "ADD.CSV", "ALT.CSV"), ("SDN_COMMENTS.CSV",)),
        (("SDN_COMMENTS.CSV", "ALT.CSV", "ADD.CSV", "SDN.CSV"), ()),
    ],
)
def test_a_set_of_tables_says_which_it_lacks(names: tuple[str, ...], lacking: tuple[str, ...]) -> None:
    files = tuple(published(path) for name in names for path in TABLES if path.name == name)
    header = next(iter(parse(_SDN, *files)))
    assert isinstance(header, ListHeader)
    assert header.is_partial is bool(lacking)
    assert all(name in header.lacks for name in lacking)


def test_a_remark_that_is_cut_and_not_continued_yields_no_fact_and_is_reported() -> None:
    files = [published(path) for path in TABLES if path.name != "SDN_COMMENTS.CSV"]
    parsed = list(parse(_SDN, *files))
    entry = next(item for item in parsed if isinstance(item, Designation))
    assert entry.relations == ()
    unknown = [item for item in parsed if isinstance(item, UnknownField)]
    assert [(u.locator, u.value) for u in unknown] == [
        ("main[ent_num=101]", "cut and not continued: Linked To: ZEPHYR")
    ]


@pytest.mark.parametrize(("suffix", "delimiter"), [("PIP", "|"), ("DEL", "@")])
def test_the_retired_delimiters_are_read(suffix: str, delimiter: str) -> None:
    main = ["36", '"PAPER BOAT"', '"vessel"', '"CUBA"', *["-0- "] * 8]
    content = delimiter.join(main) + "\r\n\x1a"
    assert read(_SDN, in_memory(f"SDN.{suffix}", content.encode()))["36"].primary_name == "PAPER BOAT"


def test_fixed_columns_are_known_as_retired() -> None:
    assert RETIRED_FORMATS[0].recognises({"SDN.FF": _FIXED})
    for path in (*TABLES, ENHANCED, ADVANCED, CLASSIC):
        assert not RETIRED_FORMATS[0].recognises({path.name: path.read_bytes()[:4096]})


@pytest.mark.parametrize("list_id", [_SDN, _CONS])
def test_a_delta_file_is_refused(list_id: str) -> None:
    _refused(list_id, [in_memory("2025-01-13_delta.xml", _DELTA)], "is a delta file of OFAC")


@pytest.mark.parametrize("list_id", [_SDN, _CONS])
def test_the_other_list_is_refused_in_every_layout(list_id: str) -> None:
    words = {_SDN: "expected the SDN list", _CONS: "expected the Consolidated"}[list_id]
    mark, name = (b"NS-PLC", b"Consolidated List") if list_id == _SDN else (b"EXAMPLE1", b"SDN List")
    classic = CLASSIC.read_bytes().replace(b"EXAMPLE1", mark)
    _refused(list_id, [in_memory("today.xml", classic)], words)
    tables = [in_memory(p.name, p.read_bytes().replace(b"EXAMPLE1", mark)) for p in TABLES]
    _refused(list_id, tables, words)
    other = b"Consolidated List" if list_id == _CONS else b"SDN List"
    enhanced = ENHANCED.read_bytes().replace(other + b"</sanctionsList>\n", name + b"</sanctionsList>\n")
    _refused(list_id, [in_memory("today.xml", enhanced)], words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"\x1a", b"", "end mark, Ctrl-Z, is missing"),
        (b"\x1a", b'\x1a\r\n36,"X"\r\n', "rows after its end mark"),
        (b'USE"', b"USE", "is cut short or damaged"),
        (b"QUILL", b"\xff\xfe", "is cut short or damaged"),
    ],
)
def test_a_damaged_table_is_refused(old: bytes, new: bytes, words: str) -> None:
    main = next(path for path in TABLES if path.name == "SDN.CSV").read_bytes()
    assert old in main
    _refused(_SDN, [in_memory("SDN.CSV", main.replace(old, new))], words)


def test_a_table_cut_anywhere_is_refused() -> None:
    main = next(path for path in TABLES if path.name == "SDN.CSV").read_bytes()
    form = form_of(_SDN, (in_memory("SDN.CSV", main),))
    for length in range(1, len(main) - 1, 53):
        with pytest.raises(BadListFile):
            list(form.parse((in_memory("SDN.CSV", main[:length]),)))


@pytest.mark.parametrize(
    ("heads", "is_set"),
    [
        ([b'36,"A",-0- ,"C"' + b",-0- " * 8], True),
        ([b'36,"A",-0- ,"C"' + b",-0- " * 9], True),
        ([b'36,12,"aka","A",-0- '], False),
        ([b'36,"A",-0- ,"C"' + b",-0- " * 8, b'36,12,"aka","A",-0- '], True),
        ([b'36,"A",-0- ,"C"' + b",-0- " * 8] * 2, False),
        ([b'36,"A",-0- ,"C"' + b",-0- " * 8, b"OFAC readme"], False),
        ([b"ent_num,SDN_Name"], False),
    ],
)
def test_a_set_of_tables_is_recognised(heads: list[bytes], is_set: bool) -> None:
    form = next(form for form in find_source(_SDN).formats if form.name == "ofac-csv")
    assert form.recognises({str(number): head for number, head in enumerate(heads)}) is is_set


def test_odd_rows_are_set_aside_or_reported() -> None:
    nulls = b",-0- " * 8
    lines = [
        b'35,"Z",-0- ,"C"' + nulls,
        b'36,"A"',
        b'37,"B",-0- ,"C"' + nulls + b',"more"',
        b'38,"D","balloon","C"' + nulls,
    ]
    rows = in_memory("SDN.CSV", b"\r\n".join([*lines, b"\x1a"]))
    alternates = in_memory("ALT.CSV", b'35,1,"zka","Y",-0- \r\n35,2,"aka","...",-0- \r\n\x1a')
    parsed = list(parse(_SDN, rows, alternates))
    reasons = {item.locator: item.reason for item in parsed if isinstance(item, Quarantined)}
    assert reasons == {
        "main[ent_num=36]": "it has 10 cells too few",
        "main[ent_num=38]": "its SDN_Type 'balloon' is not known",
    }
    assert [(u.locator, u.path, u.value) for u in parsed if isinstance(u, UnknownField)] == [
        ("main[ent_num=35]", "main/alternate/alt_type", "zka"),
        ("main[ent_num=35]", "main/alternate/alt_name", "..."),
        ("main[ent_num=37]", "main/column 13", "more"),
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_raw_record_behind_a_designation_is_found(layout: str) -> None:
    files = tuple(map(published, LAYOUTS[layout]))
    find = form_of(_SDN, files).find_records
    assert find
    found = find(files, read(_SDN, *files)["101"].locator)
    assert "QUILLFEATHER" in "".join(record.text for record in found).upper()
    assert len(found) == (7 if layout == "csv" else 1)
    assert find(files, "main[ent_num=10]") == ()


def _essence(entry: Designation) -> tuple[object, ...]:
    """What all layouts publish of a party."""
    return (
        entry.party_type,
        entry.primary_name,
        frozenset(map(_named, (name for name in entry.names if name.script in _LATIN))),
        frozenset((d.earliest, d.latest, d.circa, d.text) for d in entry.birth_dates),
        entry.birth_dates[:1] and entry.birth_dates[0].text,
        entry.birth_places,
        entry.nationalities,
        entry.citizenships,
        entry.programmes,
        entry.genders,
        entry.positions,
    )


def _named(name: Name) -> tuple[str, str, AliasStrength, str | None, str | None]:
    return name.text, name.kind, name.strength, name.family_name, name.given_name


def _lacks(file: PublishedFile, list_id: str = _SDN) -> str:
    header = next(item for item in parse(list_id, file) if isinstance(item, ListHeader))
    return header.lacks


def _refused(list_id: str, files: list[PublishedFile], words: str) -> None:
    with pytest.raises(BadListFile) as refusal:
        list(parse(list_id, *files))
    sentence = str(refusal.value)
    assert words in sentence
    assert "expected" in sentence
    assert "\n" not in sentence
