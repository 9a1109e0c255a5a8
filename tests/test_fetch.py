from __future__ import annotations

import gzip
import hashlib
import socket
from itertools import repeat
from pathlib import Path

import pytest

from screening.domain.errors import FetchFailed
from screening.fetch import Fetched, Manners, NotModified, Validators, download
from screening.fetch.exchange import following
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


BEGINNING = Answer(BODY[:300], headers={"ETag": '"7"'}, declared=len(BODY), ranges=True)


def test_a_file_that_was_cut_goes_on_where_it_ended(tmp_path: Path) -> None:
    rest = Answer(BODY, headers={"ETag": '"7"'}, ranges=True)
    with serving(BEGINNING, rest) as server:
        fetched = download(server.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (server.requests[1]["Range"], server.requests[1]["If-Range"]) == ("bytes=300-", '"7"')
    assert [path.suffix for path in tmp_path.iterdir()] == [".download"]


def test_a_later_download_goes_on_where_an_earlier_one_was_given_up(tmp_path: Path) -> None:
    once = Manners(timeout=5, retries=0)
    with serving(BEGINNING, Answer(BODY, headers={"ETag": '"7"'}, ranges=True)) as server:
        with pytest.raises(FetchFailed):
            download(server.url, tmp_path, manners=once)
        fetched = download(server.url, tmp_path, manners=once)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY
    assert server.requests[1]["Range"] == "bytes=300-"


def test_a_file_that_became_another_meanwhile_is_fetched_from_its_beginning(tmp_path: Path) -> None:
    other = Answer(BODY[::-1], headers={"ETag": '"8"'}, ranges=True)
    with serving(BEGINNING, other) as server:
        fetched = download(server.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY[::-1]


@pytest.mark.parametrize(
    "wrong",
    [
        Answer(status=416),
        Answer(BODY[299:], status=206, headers={"Content-Range": f"bytes 299-699/{len(BODY)}"}),
        Answer(BODY, status=206),
    ],
)
def test_a_rest_that_does_not_fit_is_thrown_away(tmp_path: Path, wrong: Answer) -> None:
    with serving(BEGINNING, wrong, Answer(BODY)) as server:
        fetched = download(server.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY
    assert server.requests[2]["Range"] is None


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"7"'}, {"ETag": '"7"', "Content-Encoding": "identity"}])
def test_a_cut_file_whose_rest_could_be_anothers_leaves_nothing(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    cut = Answer(BODY[:300], headers=headers, declared=len(BODY), ranges=True)
    with serving(cut, cut, Answer(BODY)) as server:
        fetched = download(server.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == BODY
    assert [request["Range"] for request in server.requests] == [None, None, None]


def test_a_server_that_drips_is_given_up_after_the_longest_time(tmp_path: Path) -> None:
    drip = Answer(pieces=lambda: repeat(b"."))
    short = Manners(timeout=5, longest=0.2, retries=0)
    assert "bytes in 0.2 seconds and not all; given up" in _refusal(tmp_path, drip, manners=short)
    assert list(tmp_path.iterdir()) == []


def test_a_body_without_end_is_refused_at_the_limit(tmp_path: Path) -> None:
    endless = Answer(pieces=lambda: repeat(b"." * 65_536))
    small = Manners(timeout=5, most_bytes=1 << 20)
    assert "sends more than 1,048,576 bytes; refused" in _refusal(tmp_path, endless, manners=small)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_said_to_be_too_large_is_not_read_at_all(tmp_path: Path) -> None:
    large = Answer(b"", declared=1 << 40)
    assert "sends more than" in _refusal(tmp_path, large)


def test_the_wait_that_a_busy_server_asks_for_is_kept_within_the_longest_time(tmp_path: Path) -> None:
    busy = Answer(status=503, headers={"Retry-After": "3600"})
    short = Manners(timeout=5, longest=5, backoff=0)
    with serving(busy) as server, pytest.raises(FetchFailed, match="answered 503"):
        download(server.url, tmp_path, manners=short)
    assert len(server.requests) == 1


def test_a_server_that_wants_a_name_is_told_one(tmp_path: Path) -> None:
    with serving(Answer(BODY, only_for="screening/")) as server:
        assert isinstance(download(server.url, tmp_path, manners=QUICK), Fetched)
        with pytest.raises(FetchFailed, match="answered 403 Forbidden"):
            download(server.url, tmp_path, manners=Manners(user_agent="curl"))


def test_the_headers_of_a_file_are_kept_but_no_cookie(tmp_path: Path) -> None:
    answer = Answer(BODY, headers={"Content-Type": "text/xml", "Set-Cookie": "a=b"})
    with serving(answer) as server:
        fetched = download(server.url, tmp_path, manners=QUICK)
    assert isinstance(fetched, Fetched)
    assert fetched.headers["content-type"] == "text/xml"
    assert "set-cookie" not in fetched.headers


def test_a_proxy_is_asked_for_the_whole_address(tmp_path: Path) -> None:
    with serving(Answer(BODY)) as proxy:
        through = proxy.place("").replace("//", "//me:secret@")
        manners = Manners(timeout=5, proxy_for=lambda url: through if "lists.example" in url else None)
        fetched = download("http://lists.example/a.xml", tmp_path, manners=manners)
    assert isinstance(fetched, Fetched)
    assert proxy.paths == ["http://lists.example/a.xml"]
    assert proxy.requests[0]["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"


def test_a_redirect_from_a_secure_address_to_an_insecure_one_is_refused() -> None:
    with pytest.raises(FetchFailed, match="is not secure"):
        following("https://lists.example/a.xml", "http://lists.example/a.xml")
    assert following("https://lists.example/a.xml", "/b.xml") == "https://lists.example/b.xml"


def test_a_redirect_to_a_file_is_not_followed(tmp_path: Path) -> None:
    assert "could not be fetched" in _refusal(tmp_path, _moved("file:///etc/passwd"))


def _moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


def _refusal(folder: Path, *script: Answer, manners: Manners = QUICK) -> str:
    """What ``download`` says of a server with that script."""
    with serving(*script) as server, pytest.raises(FetchFailed) as refused:
        download(server.url, folder, manners=manners)
    return str(refused.value)
