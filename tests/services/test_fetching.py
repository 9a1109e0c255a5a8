"""A list's files are had from anywhere: several of them, a mirror on disk, behind a page."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path

import pytest

from screening.config import Settings, proxy_for
from screening.domain.errors import BadListFile, FetchFailed, ScreeningError, UsageError
from screening.domain.listing import ListSource
from screening.services.deps import Deps
from screening.services.fetching import Fetcher, addresses_of, local_path, published_by
from screening.services.list_files import ListFile
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.refresh import load_list, refresh_list, refreshable_lists
from screening.sources.registry import find_source
from screening.store.lists import version_in_force
from screening.store.raw_files import RawFile, raw_files
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, list_xml, write
from tests.scripted_server import Answer, serving

LATER = list_xml(NEW, {**PEOPLE, 5: "POPOV"})


def test_a_file_is_kept_with_its_address_and_the_servers_headers(deps: Deps) -> None:
    with serving(Answer(list_xml(), headers={"ETag": '"7"', "Content-Type": "text/xml"})) as server:
        report = _refresh(deps, server.url)
    (file,) = _raw_files(deps, report)
    assert file.url == server.url
    assert (file.headers["etag"], file.headers["content-type"]) == ('"7"', "text/xml")
    assert gzip.decompress((deps.data_folder / file.path).read_bytes()) == list_xml()


def test_a_file_that_was_loaded_by_hand_before_is_asked_for_by_its_address_from_then_on(
    deps: Deps, tmp_path: Path
) -> None:
    load_list(deps, LIST_ID, [write(tmp_path / "list.xml", list_xml())])
    with serving(Answer(list_xml(), headers={"ETag": '"7"'}), Answer(status=304)) as server:
        outcomes = [_refresh(deps, server.url).outcome for _ in range(2)]
    assert outcomes == [LoadOutcome.UNCHANGED, LoadOutcome.UNCHANGED]
    assert server.requests[1]["If-None-Match"] == '"7"'


@pytest.mark.parametrize("how", ["path", "file", "zip"])
def test_a_mirror_on_disk_serves_like_the_authority(deps: Deps, tmp_path: Path, how: str) -> None:
    mirror = tmp_path / "mirror of lists"
    mirror.mkdir()
    path = write(mirror / "list.xml", list_xml())
    if how == "zip":
        with zipfile.ZipFile(path := mirror / "list.zip", "w") as archive:
            archive.writestr("list.xml", list_xml())
    address = str(path) if how == "path" else path.as_uri()
    report = _refresh(deps, address)
    assert report.outcome is LoadOutcome.ACTIVATED
    assert [file.url for file in _raw_files(deps, report)] == [address]
    assert _refresh(deps, address).outcome is LoadOutcome.UNCHANGED
    path.unlink()
    with pytest.raises(FetchFailed, match=r"could not be fetched: there is no such file"):
        _refresh(deps, address)


def test_of_several_files_only_those_that_changed_are_sent(deps: Deps) -> None:
    one, two = Answer(b"one", headers={"ETag": '"1"'}), Answer(b"two", headers={"ETag": '"2"'})
    with serving(one, two, Answer(status=304), Answer(b"TWO")) as server:
        addresses = [server.place("/1.csv"), server.place("/2.csv")]
        fetcher = _fetcher(deps)
        with fetcher.files(addresses) as files:
            assert [_content(file) for file in files or []] == [b"one", b"two"]
            assert [file.name for file in files or []] == ["1.csv", "2.csv"]
        assert list(fetcher.folder.iterdir()) == []
        known = {address: [_kept(deps, address, f'"{n}"')] for n, address in enumerate(addresses, 1)}
        with replace(fetcher, known=known).files(addresses) as files:
            assert [_content(file) for file in files or []] == [b'kept "1"', b"TWO"]
    assert [request["If-None-Match"] for request in server.requests] == [None, None, '"1"', '"2"']


def test_where_none_of_several_files_changed_there_is_nothing_to_load(deps: Deps) -> None:
    with serving(Answer(status=304)) as server:
        addresses = [server.place("/1.csv"), server.place("/2.csv")]
        known = {address: [_kept(deps, address, '"x"')] for address in addresses}
        with replace(_fetcher(deps), known=known).files(addresses) as files:
            assert files is None


def test_the_file_behind_a_page_is_found_by_its_link(deps: Deps) -> None:
    page = Answer(b"<a href=\"/other.pdf\">x</a> <a HREF = '/lists/2026%20a&amp;b.xml?v=1'>list</a>")
    with serving(page, Answer(b"<html></html>")) as server:
        fetcher = _fetcher(deps)
        assert fetcher.linked(server.url, r"/lists/.*\.xml") == server.place("/lists/2026%20a&b.xml?v=1")
        with pytest.raises(FetchFailed, match=f"links to no file of {LIST_ID} any more"):
            fetcher.linked(server.url, r"\.xml")


def test_a_list_that_is_published_on_a_page_is_refreshed_through_its_link(
    deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Answer(b'<a href="/files/list.xml">'), Answer(list_xml())) as server:
        source = replace(find_source(LIST_ID), url=server.url, link=r"list\.xml$")
        monkeypatch.setattr("screening.services.refresh.find_source", lambda _: source)
        assert refresh_list(deps, LIST_ID).outcome is LoadOutcome.ACTIVATED
    assert server.paths == ["/files/LIST.XML", "/files/list.xml"]


def test_a_list_is_asked_for_at_all_its_addresses_or_at_those_in_the_settings() -> None:
    source = replace(find_source("us_ofac_sdn"), more_urls=("https://x/ADD.CSV",))
    assert addresses_of(Settings(), source) == (source.url, "https://x/ADD.CSV")
    one = Settings(list_urls={"us_ofac_sdn": "file:///m/SDN.XML"})
    assert addresses_of(one, source) == ("file:///m/SDN.XML",)
    several = Settings(list_urls={"us_ofac_sdn": ["https://m/SDN.CSV", "https://m/ADD.CSV"]})
    assert addresses_of(several, source) == ("https://m/SDN.CSV", "https://m/ADD.CSV")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"closed_on": date(2026, 1, 28)}, "published no longer (since 2026-01-28)"),
        ({"url": ""}, "no address"),
    ],
)
def test_a_list_that_is_published_nowhere_says_so(changed: dict[str, object], words: str) -> None:
    source: ListSource = replace(find_source("us_ofac_sdn"), **changed)  # type: ignore[arg-type]
    with pytest.raises(UsageError) as refused:
        addresses_of(Settings(), source)
    assert words in str(refused.value)
    elsewhere = Settings(list_urls={"us_ofac_sdn": "https://mirror/x"})
    assert addresses_of(elsewhere, source) == ("https://mirror/x",)


def test_what_can_be_fetched_is_refreshed_and_nothing_else(deps: Deps) -> None:
    lists = refreshable_lists(deps)
    assert {LIST_ID, "us_ofac_sdn"} <= set(lists)
    assert not any(find_source(list_id).closed_on for list_id in lists)


def test_a_file_without_a_date_is_dated_by_its_server_or_by_the_day_it_came() -> None:
    today = date(2026, 3, 1)
    said = [_dated("Thu, 26 Feb 2026 23:00:00 GMT"), _dated("Wed, 25 Feb 2026 01:00:00 GMT")]
    assert published_by(said, today) == date(2026, 2, 26)
    assert published_by([_dated("Thu, 01 Jan 2099 00:00:00 GMT")], today) == today
    assert published_by([_dated("yesterday")], today) == today
    assert published_by([], today) == today


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("file:///a%20b/c.xml", "/a b/c.xml"),
        ("/a b/c.xml", "/a b/c.xml"),
        ("mirror/c.xml", "mirror/c.xml"),
        ("https://x/c.xml", None),
    ],
)
def test_an_address_on_this_machine_is_a_path(address: str, path: str | None) -> None:
    assert local_path(address) == (Path(path) if path else None)


def test_the_proxies_of_the_environment_are_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert proxy_for("https://lists.example/a") is None
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inner.example")
    assert proxy_for("https://lists.example/a") == "http://proxy.example:3128"
    assert proxy_for("http://lists.example/a") is None
    assert proxy_for("https://www.inner.example:8443/a") is None


BOMB = gzip.compress(b"<sdnList>" + b" " * (32 << 20), 9)
XML_BOMB = (
    b'<!DOCTYPE sdnList [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<sdnList xmlns="http://tempuri.org/sdnList.xsd">&b;</sdnList>'
)
S3_ERROR = b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>'
LOOP = Answer(status=302, headers={"Location": "/files/LIST.XML"})


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (Answer(b""), BadListFile, "is empty"),
        (Answer(b"<!DOCTYPE html><html>Sorry</html>"), BadListFile, "is an HTML page"),
        (Answer(S3_ERROR), BadListFile, "is a server's error document"),
        (Answer(LATER[:-60]), BadListFile, "is cut short"),
        (Answer(LATER[:-60], declared=len(LATER)), FetchFailed, "could not be fetched"),
        (Answer(b"%PDF-1.7 list"), BadListFile, "is a PDF document"),
        (Answer(b'{"error": "not found"}'), BadListFile, "is a JSON document"),
        (Answer(BOMB), BadListFile, "refused as a zip bomb"),
        (Answer(XML_BOMB), BadListFile, "declares a document type"),
        (Answer(b"<CONSOLIDATED_LIST/>"), BadListFile, "looks like United Nations"),
        (Answer(LATER, only_for="Mozilla"), FetchFailed, "answered 403 Forbidden"),
        (Answer(status=500), FetchFailed, "answered 500"),
        (LOOP, FetchFailed, "too many redirects"),
        (Answer(pieces=lambda: repeat(b" ")), FetchFailed, "given up"),
    ],
)
def test_whatever_comes_instead_of_the_list_the_old_version_stays(
    deps: Deps, tmp_path: Path, answer: Answer, error: type[ScreeningError], sentence: str
) -> None:
    old = load_list(deps, LIST_ID, [write(tmp_path / "list.xml", list_xml(OLD))]).version
    before = _folder(deps)
    with serving(answer) as server, pytest.raises(error) as refused:
        _refresh(deps, server.url)
    assert sentence in str(refused.value)
    assert "LIST.XML" in str(refused.value)
    assert "\n" not in str(refused.value)
    with deps.database.reading() as session:
        assert version_in_force(session, LIST_ID) == old
    assert _folder(deps) == before


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once."""
    monkeypatch.setattr("screening.fetch.downloading.sleep", lambda _: None)


def _refresh(deps: Deps, *addresses: str) -> LoadReport:
    urls = json.dumps({LIST_ID: addresses[0] if len(addresses) == 1 else addresses})
    settings = Settings(
        database_url=deps.settings.database_url,
        list_urls=json.loads(urls),
        fetch_timeout=5,
        fetch_longest=1,
    )
    return refresh_list(replace(deps, settings=settings), LIST_ID)


def _fetcher(deps: Deps) -> Fetcher:
    return Fetcher(deps, find_source(LIST_ID), deps.data_folder / "fetching", {})


def _kept(deps: Deps, address: str, etag: str) -> RawFile:
    path = deps.data_folder / f"{etag.strip(chr(34))}.gz"
    path.write_bytes(gzip.compress(f"kept {etag}".encode()))
    return RawFile(
        sha256="0" * 64,
        list_id=LIST_ID,
        name="kept.csv",
        path=path.name,
        size=8,
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
        url=address,
        headers={"etag": etag},
    )


def _content(file: ListFile) -> bytes:
    with file.open() as stream:
        return stream.read()


def _dated(last_modified: str) -> ListFile:
    return ListFile("x", "x", io.BytesIO, headers={"last-modified": last_modified})


def _raw_files(deps: Deps, report: LoadReport) -> list[RawFile]:
    with deps.database.reading() as session:
        return raw_files(session, LIST_ID, report.version.version)


def _folder(deps: Deps) -> list[Path]:
    return sorted((deps.data_folder / "raw" / LIST_ID).iterdir())
