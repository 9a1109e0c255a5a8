"""One question to a server and its answer, redirects followed, through a proxy where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from urllib.parse import unquote, urljoin

import urllib3
from urllib3.util import make_headers, parse_url

from screening.domain.errors import FetchFailed
from screening.fetch.manners import Manners

MOST_REDIRECTS = 5


@contextmanager
def asking(url: str, headers: Mapping[str, str], manners: Manners) -> Iterator[urllib3.BaseHTTPResponse]:
    """The answer to a GET, its body not yet read. Raises ``FetchFailed`` for redirects that lead
    nowhere, and what urllib3 raises where there is no answer."""
    with ExitStack() as opened:
        response = _follow(url, headers, manners, opened)
        opened.callback(response.close)
        yield response


def _follow(
    asked: str, headers: Mapping[str, str], manners: Manners, opened: ExitStack
) -> urllib3.BaseHTTPResponse:
    url = asked
    for _ in range(MOST_REDIRECTS + 1):
        pool = opened.enter_context(_pool(url, manners))
        response = pool.request(
            "GET", url, headers=headers, redirect=False, retries=False, preload_content=False
        )
        place = response.get_redirect_location()
        if not place:
            return response
        response.close()
        url = following(url, place)
    raise FetchFailed(f"{asked} could not be fetched: too many redirects")


def following(url: str, place: str) -> str:
    """Where ``place`` leads from ``url``. Raises ``FetchFailed`` where that is less secure."""
    target = urljoin(url, place)
    if url.startswith("https:") and not target.startswith("https:"):
        raise FetchFailed(f"{url} redirects to an address that is not secure; refused")
    return target


def _pool(url: str, manners: Manners) -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=min(manners.connect_timeout, manners.timeout), read=manners.timeout)
    proxy = manners.proxy_for(url)
    if not proxy:
        return urllib3.PoolManager(timeout=timeout)
    user = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(user)) if user else None
    return urllib3.ProxyManager(proxy, timeout=timeout, proxy_headers=headers)
