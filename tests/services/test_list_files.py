"""Files as operators have them: packed, foldered, and everything that is not the list."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.domain.errors import BadListFile
from screening.services import unpacking
from screening.services.deps import Deps
from screening.services.list_files import find_list_files
from screening.services.load_report import LoadOutcome
from screening.services.refresh import load_list
from screening.store.lists import versions_in_force
from tests.loading import LIST_ID, list_xml, write

UN = b'<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00Z">'
S3 = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Key>SDN.XML</Key></Error>"
HTML = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


PACKED: dict[str, Callable[[Path], Path]] = {
    "plain": lambda folder: write(folder / "list.xml", list_xml()),
    "gzip": lambda folder: write(folder / "list.xml.gz", gzip.compress(list_xml())),
    "xz": lambda folder: write(folder / "list.xml.xz", lzma.compress(list_xml())),
    "xz by content": lambda folder: write(folder / "list.xml__2026-01-01", lzma.compress(list_xml())),
    "zip": lambda folder: _zip(folder / "list.zip", list__xml=list_xml()),
    "zip with a readme": lambda folder: _zip(
        folder / "list.zip", list__xml=list_xml(), readme__txt=b"Read me"
    ),
    "folder": lambda folder: write(_folder(folder) / "list.xml", list_xml()).parent,
}


def _folder(parent: Path) -> Path:
    folder = parent / "files"
    folder.mkdir()
    write(folder / ".hidden", b"not looked at")
    write(folder / "notes.txt", b"some notes")
    return folder


@pytest.mark.parametrize("how", PACKED)
def test_a_list_is_read_however_it_is_packed(deps: Deps, tmp_path: Path, how: str) -> None:
    first = load_list(deps, LIST_ID, [write(tmp_path / "first.xml", list_xml())])
    again = load_list(deps, LIST_ID, [PACKED[how](tmp_path)])
    assert (again.outcome, again.version.sha256) == (LoadOutcome.UNCHANGED, first.version.sha256)


REFUSED: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", "is empty"),
    "a web page": (HTML, "is an HTML page"),
    "a storage service's error": (S3, "is a server's error document"),
    "another list": (UN, r"looks like .* \(un_sc_sanctions\)"),
    "something else": (b"\x00\x01\x02", "is not a list file that is known here"),
    "a list cut in the middle": (list_xml()[:300], "is cut short"),
    "a list without entries": (list_xml(people={}), "is cut short"),
    "a gzip cut in the middle": (gzip.compress(list_xml())[:-30], "is cut short or damaged"),
    "an xz cut in the middle": (lzma.compress(list_xml())[:-30], "is cut short or damaged"),
    "a damaged zip": (b"PK\x03\x04" + bytes(60), "is a damaged zip archive"),
    "a packing that is not known": (bz2.compress(list_xml()), "is not a list file that is known here"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_the_list_is_refused_in_one_sentence_that_names_it(
    deps: Deps, tmp_path: Path, what: str
) -> None:
    content, sentence = REFUSED[what]
    with pytest.raises(BadListFile, match=sentence) as refused:
        load_list(deps, LIST_ID, [write(tmp_path / "arrived.xml", content)])
    assert "arrived.xml" in str(refused.value)
    assert "expected" in str(refused.value)
    assert "\n" not in str(refused.value)
    with deps.database.reading() as session:
        assert versions_in_force(session) == []


@pytest.mark.parametrize("name", ["missing.xml", "empty"])
def test_a_path_with_nothing_behind_it_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadListFile, match=f"{name} .*; expected"):
        find_list_files([tmp_path / name])


def test_two_editions_in_one_zip_are_refused(deps: Deps, tmp_path: Path) -> None:
    both = _zip(tmp_path / "both.zip", a__xml=list_xml(), b__xml=list_xml())
    with pytest.raises(BadListFile, match="holds 2 editions of the list"):
        load_list(deps, LIST_ID, [both])


def test_an_empty_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.mkdir("folder")
    with pytest.raises(BadListFile, match=r"empty\.zip holds 0 files"):
        find_list_files([tmp_path / "empty.zip"])


def test_a_member_of_a_zip_is_named_with_its_archive(deps: Deps, tmp_path: Path) -> None:
    archive = _zip(tmp_path / "list.zip", list__xml=b"")
    with pytest.raises(BadListFile, match=r"list\.zip: list\.xml is empty"):
        load_list(deps, LIST_ID, [archive])


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_that_unpacks_without_end_is_refused(
    deps: Deps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 100_000)
    bomb = write(tmp_path / "bomb.xml", pack(list_xml() + bytes(5_000_000)))
    with pytest.raises(BadListFile, match=r"bomb\.xml unpacks to more than [\d,]+ bytes"):
        load_list(deps, LIST_ID, [bomb])
    assert [path.name for path in (deps.data_folder / "raw" / LIST_ID).iterdir()] == [".lock"]


def test_a_member_of_a_zip_that_unpacks_without_end_is_refused(deps: Deps, tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "bomb.zip", list__xml=list_xml() + bytes(unpacking.FREE_BYTES))
    with pytest.raises(BadListFile, match=r"bomb\.zip: list\.xml unpacks to more than"):
        load_list(deps, LIST_ID, [bomb])
