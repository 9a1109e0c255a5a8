"""Lists that a user declares: the mapping, the entries, and every way to get it wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from screening.domain.designation import Designation, PartyType, Relation, RelationKind
from screening.domain.errors import BadListFile, UnknownList
from screening.domain.listing import ListSource, Parsed, PublishedFile, Quarantined, UnknownField
from screening.sources.declared import read_declarations
from screening.sources.registry import all_sources, declare_sources, find_source
from tests.sources.published import designations

YAML = """\
list_id: own_watch
title: Parties that we do not deal with
authority: Compliance of the invented bank
file: watch.csv
columns:
  reference: Ref
  name: Full name
  aliases: Also known as
  type: Kind
  birth_date: Born
  registration: Reg. no.
  country: Country
  owner: Kept by
  reason: Why
  review_on: Review
  majority_owned_by: Parent
  share: Share
defaults:
  basis: Policy 7, section 3
  programme: INTERNAL
ignore: [Comment]
"""
HEADER = "Ref,Full name,Also known as,Kind,Born,Reg. no.,Country,Kept by,Why,Review,Parent,Share,Comment"
PERSON = "W-1,Orla Quillfeather,Orla Quill; O. Quill,person,1962 or 1963,,Oman,J. Roe,Fraud,2027-01-31,,,x"
OWNED = 'W-2,Lampwright LLC,,company,,123,Cyprus,J. Roe,Owned,2027-01-31,Zapletayev JSC;Wick,"60 %;25,5",'


def _declared(folder: Path, text: str = YAML) -> ListSource:
    (folder / "watch.yaml").write_text(text, "utf-8")
    (source,) = read_declarations(folder)
    return source


def _parse(source: ListSource, *rows: str) -> list[Parsed]:
    content = "\n".join([HEADER, *rows, ""]).encode()
    file = PublishedFile("watch.csv", partial(io.BytesIO, content))
    return list(source.formats[0].parse((file,)))


def test_an_entry_has_all_that_the_mapping_says(tmp_path: Path) -> None:
    entry = designations(_parse(_declared(tmp_path), PERSON))["W-1"]
    assert entry.party_type is PartyType.INDIVIDUAL
    assert [name.text for name in entry.names] == ["Orla Quillfeather", "Orla Quill", "O. Quill"]
    assert str(entry.birth_dates[0].latest) == "1963-12-31"
    assert entry.remarks == ("Fraud",)
    assert entry.legal_bases == ("Policy 7, section 3",)
    assert entry.programmes == ("INTERNAL",)
    kept = {attribute.label: attribute.value for attribute in entry.attributes}
    assert kept == {"owner": "J. Roe", "review_on": "2027-01-31"}


def test_the_owners_of_a_company_are_relations_with_their_shares(tmp_path: Path) -> None:
    entry = designations(_parse(_declared(tmp_path), OWNED))["W-2"]
    assert entry.relations == (
        Relation(
            kind=RelationKind.OWNED_BY,
            name="Zapletayev JSC",
            wording="majority owned by Zapletayev JSC (60 %)",
            share=60.0,
        ),
        Relation(
            kind=RelationKind.OWNED_BY, name="Wick", wording="majority owned by Wick (25,5)", share=25.5
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "path", "value"),
    [
        ("J. Roe", "", "row/Kept by", ""),
        ("Owned,", ",", "row/Why", ""),
        ("2027-01-31", "someday", "row/Review", "someday"),
        ("60 %;25,5", "60 %", "row/Share", "60 %"),
        ("60 %", "most", "row/Share", "most"),
        (",123,", ",123,", "", ""),
    ],
)
def test_what_an_entry_does_not_answer_for_is_reported(
    old: str, new: str, path: str, value: str, tmp_path: Path
) -> None:
    parsed = _parse(_declared(tmp_path), OWNED.replace(old, new, 1))
    assert [(u.path, u.value) for u in parsed if isinstance(u, UnknownField)] == (
        [(path, value)] if path else []
    )
    assert "W-2" in designations(parsed)


def test_a_row_of_unknown_type_or_without_a_name_is_set_aside(tmp_path: Path) -> None:
    rows = (PERSON.replace("person", "balloon"), OWNED.replace("Lampwright LLC", "-"))
    parsed = _parse(_declared(tmp_path), *rows)
    reasons = [item.reason for item in parsed if isinstance(item, Quarantined)]
    assert reasons == ["its type 'balloon' is not known", "'-' is no name"]


def test_a_column_that_is_neither_mapped_nor_ignored_is_reported(tmp_path: Path) -> None:
    source = _declared(tmp_path, YAML.replace("ignore: [Comment]\n", ""))
    unknown = [item for item in _parse(source, PERSON) if isinstance(item, UnknownField)]
    assert unknown == [
        UnknownField("header", "header/Comment", ""),
        UnknownField("row[Ref=W-1]", "row/Comment", "x"),
    ]


def test_entries_without_a_reference_are_known_by_name_and_birth_date(tmp_path: Path) -> None:
    source = _declared(
        tmp_path, YAML.replace("  reference: Ref\n", "").replace("[Comment]", "[Comment, Ref]")
    )
    one, other = (list(designations(_parse(source, *rows))) for rows in ((PERSON, OWNED), (OWNED, PERSON)))
    assert set(one) == set(other)
    assert all(reference.startswith("x-") for reference in one)


def test_another_mapping_is_another_parser(tmp_path: Path) -> None:
    version = _declared(tmp_path).formats[0].parser_version
    assert version == _declared(tmp_path).formats[0].parser_version
    assert version != _declared(tmp_path, YAML.replace("Policy 7", "Policy 8")).formats[0].parser_version


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  name: Full", "  nam: Full", 7, "columns.nam is no field of a list"),
        ("  name: Full name\n", "", 5, "does not say which column is the name"),
        ("  owner: Kept by\n", "", 5, "does not say the owner of an entry"),
        ("  basis: Policy 7, section 3\n", "", 5, "does not say the basis of an entry"),
        ("own_watch", "Own Watch", 1, "list_id string should match"),
        ("  type: Kind", "  type: Born", 10, "columns.birth_date is the column 'Born'"),
        ("title:", "titel:", 2, "titel is no key of a declaration"),
        ("title: Parties that we do not deal with\n", "", 1, "title is missing"),
        ("  type: Kind", "  type: Kind\n  type: Sort", 10, "type is given twice"),
        ("columns:", "columns: [", 7, "expected ',' or ']'"),
        ("  reason: Why", "  reason: {a: b}", 14, "columns.reason input should be a valid string"),
        ("ignore: [Comment]", "format: xls", 21, "format input should be 'csv' or 'followthemoney'"),
        ("  type: Kind", "  country: Kind", 12, "country is given twice"),
        ("defaults:", "defaults:\n  type: balloon", 19, "defaults.type is 'balloon'"),
        ("file: watch.csv", "file: a.csv\nurl: https://example.org/a.csv", 4, "file is given beside a url"),
    ],
)
def test_a_bad_declaration_is_refused_with_its_line_and_the_reason(
    old: str, new: str, line: int, words: str, tmp_path: Path
) -> None:
    assert old in YAML
    with pytest.raises(BadListFile) as refusal:
        _declared(tmp_path, YAML.replace(old, new, 1))
    sentence = str(refusal.value)
    assert sentence.startswith(f"{tmp_path}/watch.yaml, line {line}: ")
    assert words in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "\x00", "a: " + "x" * 70_000])
def test_what_is_no_declaration_at_all_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadListFile, match=r"watch\.yaml"):
        _declared(tmp_path, text)


def test_no_code_in_a_declaration_is_run(tmp_path: Path) -> None:
    with pytest.raises(BadListFile):
        _declared(tmp_path, "title: !!python/object/apply:os.system ['exit 1']\n" + YAML)


def test_one_list_is_not_declared_twice(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(YAML, "utf-8")
    with pytest.raises(BadListFile, match="declared in another file"):
        _declared(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadListFile, match="no folder"):
        read_declarations(tmp_path / "nowhere")


@pytest.fixture
def _undeclared() -> Iterator[None]:
    yield
    declare_sources(())


@pytest.mark.usefixtures("_undeclared")
def test_a_declared_list_is_known_beside_the_others_until_it_is_no_longer_declared(tmp_path: Path) -> None:
    declare_sources([_declared(tmp_path)])
    assert find_source("own_watch").url == (tmp_path / "watch.csv").as_uri()
    ids = [source.list_id for source in all_sources()]
    assert ids == sorted(ids)
    assert {"own_watch", "us_ofac_sdn"} <= set(ids)
    declare_sources(())
    with pytest.raises(UnknownList):
        find_source("own_watch")


@pytest.mark.usefixtures("_undeclared")
def test_a_declared_list_cannot_take_the_place_of_an_official_one(tmp_path: Path) -> None:
    with pytest.raises(BadListFile, match="cannot be called us_ofac_sdn"):
        declare_sources([_declared(tmp_path, YAML.replace("own_watch", "us_ofac_sdn"))])
    assert find_source("us_ofac_sdn").authority.startswith("Office of Foreign Assets Control")


def test_every_locator_leads_back_to_its_row(tmp_path: Path) -> None:
    source = _declared(tmp_path)
    file = PublishedFile("watch.csv", partial(io.BytesIO, f"{HEADER}\n{PERSON}\n{OWNED}\n".encode()))
    find = source.formats[0].find_records
    assert find is not None
    entries = [item for item in _parse(source, PERSON, OWNED) if isinstance(item, Designation)]
    assert [(r.line, r.text) for entry in entries for r in find((file,), entry.locator)] == [
        (2, PERSON),
        (3, OWNED),
    ]
