from __future__ import annotations

import gzip
import hashlib
import socket
from pathlib import Path

import pytest

from screening.domain.errors import FetchFailed
from screening.fetch import Fetched, Manners, NotModified, Validators, download
from tests.scripted_server import Answer, serving

QUICK = Manners(timeout=5, retries=2, backoff=0, user_agent="screening/test")
BODY = b"<list/>" * 100


def test_a_file_is_kept_whole_with_its_hash_and_validators(tmp_path: Path) -> None:
    answer = Answer(BODY, headers={"ETag": '"7"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"})
    with serving(answer) as server:
        fetched = download(server.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert fetched.validators == Validators('"7"', "Thu, 01 Jan 2026 00:00:00 GMT")
    assert server.requests[0]["User-Agent"] == "screening/test"


def test_a_file_that_is_unchanged_is_not_fetched_again(tmp_path: Path) -> None:
    known = Validators('"7"', "Thu, 01 Jan 2026 00:00:00 GMT")
    with serving(Answer(status=304)) as server:
        assert download(server.url, tmp_path, manners=QUICK, known=known) == NotModified()
    assert server.requests[0]["If-None-Match"] == known.etag
    assert server.requests[0]["If-Modified-Since"] == known.last_modified
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_is_followed(tmp_path: Path) -> None:
    with serving(Answer(BODY)) as storage, serving(_moved(storage.url)) as front:
        fetched = download(front.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY


def test_a_redirect_in_circles_is_given_up(tmp_path: Path) -> None:
    assert "too many redirects" in _refusal(tmp_path, _moved("/files/LIST.XML"))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(tmp_path: Path, status: int) -> None:
    with serving(Answer(status=status), Answer(status=status), Answer(BODY)) as server:
        assert isinstance(download(server.url, tmp_path, manners=QUICK), Fetched)
    assert len(server.requests) == 3


def test_a_server_that_stays_busy_is_named_with_its_status(tmp_path: Path) -> None:
    assert _refusal(tmp_path, Answer(status=503)).endswith("LIST.XML answered 503 Service Unavailable")


def test_a_missing_file_is_not_asked_for_again(tmp_path: Path) -> None:
    assert "answered 404 Not Found" in _refusal(tmp_path, Answer(b"gone", status=404), Answer(BODY))


def test_a_file_cut_on_the_way_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    assert "LIST.XML could not be fetched" in _refusal(tmp_path, Answer(BODY, declared=len(BODY) + 1))
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_end_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    small = Manners(most_bytes=len(BODY) - 1)
    assert "sends more than 699 bytes" in _refusal(tmp_path, Answer(BODY), manners=small)
    assert list(tmp_path.iterdir()) == []


def test_a_compressed_answer_counts_as_what_it_unpacks_to(tmp_path: Path) -> None:
    packed = Answer(gzip.compress(BODY), headers={"Content-Encoding": "gzip"})
    small = Manners(most_bytes=len(BODY) - 1)
    assert "sends more than" in _refusal(tmp_path, packed, manners=small)


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(FetchFailed, match=f"{url} could not be fetched"):
        download(url, tmp_path, manners=QUICK)


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/list.xml"
        with pytest.raises(FetchFailed, match="Read timed out"):
            download(url, tmp_path, manners=Manners(timeout=0.1, retries=0))


def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match=r"ftp://127\.0\.0\.1/list\.xml could not be fetched"):
        download("ftp://127.0.0.1/list.xml", tmp_path, manners=QUICK)


def _moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


def _refusal(folder: Path, *script: Answer, manners: Manners = QUICK) -> str:
    """What ``download`` says of a server with that script."""
    with serving(*script) as server, pytest.raises(FetchFailed) as refused:
        download(server.url, folder, manners=manners)
    return str(refused.value)
