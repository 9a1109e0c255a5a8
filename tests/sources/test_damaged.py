"""What is not the list is refused in one sentence that names the file and what was expected."""

from __future__ import annotations

import io
import tracemalloc
from functools import partial

import pytest

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile
from screening.sources.registry import find_source
from tests.sources.published import SAMPLES, designations, parse_bytes

_S3 = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>No such key.</Message></Error>"
_STRANGERS = {
    "empty": (b"", "is empty"),
    "blank": (b" \r\n ", "is empty"),
    "html": (
        b"<!DOCTYPE html>\n<html><head></head><body>Sorry</body></html>",
        "is a web page",
    ),
    "html without a type": (b"\n<HTML><body><p>Sorry<br></body></HTML>", "is a web page"),
    "storage error": (_S3, "is an error document of a storage service (NoSuchKey)"),
    "another list": (b"<export><sanctionEntity/></export>", "is another document (its root is <export>)"),
    "text": (b"SDN list of today", "is not XML"),
    "csv": (b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA"\r\n', "is not XML"),
    "binary": (bytes(range(256)), "is not XML"),
    "zip": (b"PK\x03\x04" + bytes(64), "is not XML"),
}


@pytest.mark.parametrize("list_id", SAMPLES)
@pytest.mark.parametrize("kind", _STRANGERS)
def test_what_is_not_the_list_is_refused(list_id: str, kind: str) -> None:
    content, words = _STRANGERS[kind]
    _refused(list_id, content, words)


@pytest.mark.parametrize("list_id", SAMPLES)
def test_the_other_authoritys_list_is_refused(list_id: str) -> None:
    other = next(other for other in SAMPLES if other != list_id)
    _refused(list_id, SAMPLES[other].read_bytes(), "is another document")


@pytest.mark.parametrize("list_id", SAMPLES)
def test_a_file_cut_anywhere_is_refused(list_id: str) -> None:
    content = SAMPLES[list_id].read_bytes().rstrip()
    for length in range(1, len(content), 97):
        _refused(list_id, content[:length], "")


@pytest.mark.parametrize("list_id", SAMPLES)
def test_a_damaged_file_is_refused(list_id: str) -> None:
    _refused(list_id, SAMPLES[list_id].read_bytes().replace(b"QUILLFEATHER<", b"\x00\xff<"), "damaged")
    _refused(list_id, SAMPLES[list_id].read_bytes() + b"<more/>", "damaged")


@pytest.mark.parametrize("promised", [4, 6])
def test_other_than_the_promised_number_of_entries_is_a_damaged_file(promised: int) -> None:
    content = SAMPLES["us_ofac_sdn"].read_bytes().replace(b"Count>5<", f"Count>{promised}<".encode())
    _refused("us_ofac_sdn", content, f"promised {promised} entries, read 5")


def test_a_file_that_promises_no_number_is_taken_as_it_is() -> None:
    content = SAMPLES["us_ofac_sdn"].read_bytes().replace(b"<Record_Count>5</Record_Count>", b"")
    assert len(designations(parse_bytes("us_ofac_sdn", content))) == 4


def test_a_list_without_a_date_is_refused() -> None:
    content = SAMPLES["us_ofac_sdn"].read_bytes().replace(b"05/07/2024", b"today")
    _refused("us_ofac_sdn", content, "Publish_Date")
    _refused("us_ofac_sdn", b"<sdnList/>", "publshInformation")
    content = SAMPLES["un_sc_sanctions"].read_bytes().replace(b"2026-02-27T23", b"today")
    _refused("un_sc_sanctions", content, "dateGenerated")


def test_a_list_without_an_entry_is_refused() -> None:
    _refused("un_sc_sanctions", b'<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:00Z"/>', "no entry")


@pytest.mark.parametrize("list_id", SAMPLES)
def test_a_document_type_is_refused_and_its_entities_never_grow(list_id: str) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    root = SAMPLES[list_id].read_text("utf-8").split("?>", 1)[1].strip()
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>{root.replace("QUILLFEATHER", "&l9;")}'
    tracemalloc.start()
    _refused(list_id, bomb.encode(), "declares a document type")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("list_id", SAMPLES)
def test_an_external_entity_is_refused_and_never_read(list_id: str) -> None:
    root = SAMPLES[list_id].read_text("utf-8").split("?>", 1)[1].strip()
    spy = f'<!DOCTYPE x SYSTEM "file:///etc/x.dtd" [<!ENTITY f SYSTEM "file:///etc/passwd">]>{root}'
    _refused(list_id, spy.replace("QUILLFEATHER", "&f;").encode(), "declares a document type")


def test_one_file_is_expected() -> None:
    file = PublishedFile("a.xml", partial(io.BytesIO, SAMPLES["us_ofac_sdn"].read_bytes()))
    parse = find_source("us_ofac_sdn").formats[0].parse
    for files in ((), (file, file)):
        with pytest.raises(BadListFile, match="expected one file"):
            list(parse(files))


@pytest.mark.parametrize("list_id", SAMPLES)
def test_a_format_recognises_only_its_own_files(list_id: str) -> None:
    recognises = find_source(list_id).formats[0].recognises
    heads = {other: path.read_bytes()[:1000] for other, path in SAMPLES.items()}
    assert [other for other, head in heads.items() if recognises({"list.xml": head})] == [list_id]
    assert not recognises(heads)
    assert not any(recognises({"x": content}) for content, _ in _STRANGERS.values())


def _refused(list_id: str, content: bytes, words: str) -> None:
    with pytest.raises(BadListFile) as refusal:
        parse_bytes(list_id, content, name="today.xml")
    sentence = str(refusal.value)
    assert sentence.startswith("today.xml ")
    assert words in sentence
    assert "expected" in sentence
    assert "\n" not in sentence
