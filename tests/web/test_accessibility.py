"""Every page, found by links as each role, fits people: axe-core, light and dark, wide and narrow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from screening.app import create_app
from screening.config import Settings
from screening.services.deps import open_deps
from tests.accounts import PASSWORD
from tests.serving import Service
from tests.web.furnished import PEOPLE

MOST_OF_ONE_PAGE, MOST_OF_ONE_KIND = 2, 2
"""Pages of one kind that each role follows links to, and that are looked at in all: parties and alerts
differ in little but data."""

NOT_LOOKED_AT = frozenset(
    {"web.static", "web.sso", "web.sso_return", "web.export_audit_trail", "web.alerts_again"}
)
"""What is no page of ours."""

LOOKS = (("light", 1440, 900), ("dark", 360, 740))
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Site:
    """The service, its addresses, and which pages have been seen."""

    service: Service
    app: Flask
    seen: Counter[str] = field(default_factory=Counter)

    def endpoint(self, url: str) -> str:
        """The page that an address of the service leads to; empty for none."""
        parts = urlsplit(url)
        try:
            endpoint, _ = self.app.url_map.bind("", url_scheme="http").match(parts.path, method="GET")
        except HTTPException:
            return ""
        is_page = endpoint.startswith("web.") and endpoint not in NOT_LOOKED_AT
        return endpoint if is_page and not re.search(r"(^|&)format=", parts.query) else ""

    def pages(self) -> set[str]:
        """Every page there is."""
        rules = self.app.url_map.iter_rules()
        found = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
        return {one for one in found if one.startswith("web.")} - NOT_LOOKED_AT


@pytest.fixture
def site(furnished: Service, tmp_path: Path) -> Site:
    with closing(open_deps(Settings(database_url=f"sqlite:///{tmp_path}/screening.db"))) as deps:
        return Site(furnished, create_app(deps))


def test_every_page_that_a_role_can_reach_is_fit_for_people_and_none_is_left_out(
    site: Site, browser: Browser
) -> None:
    found = {}
    for name in sorted(PEOPLE.keys() - {"emil"}):
        page = browser.new_page(base_url=site.service.url)
        sign_in(page, name)
        for url in crawl(site, page):
            if faults := list(examine(site, page, url)):
                found[f"{name} {urlsplit(url).path}"] = faults
        page.close()
    assert found == {}
    assert site.pages() - site.seen.keys() == set()


def sign_in(page: Page, name: str) -> None:
    """As a person does it; the page to sign in is looked at, too."""
    page.goto("/sign-in")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def crawl(site: Site, page: Page) -> list[str]:
    """The addresses of pages that links lead to from the first page on, a few of each kind."""
    waiting, taken, count = ["/", "/sign-in"], list[str](), dict[str, int]()
    while waiting:
        url = urljoin(site.service.url, waiting.pop(0))
        endpoint = site.endpoint(url)
        if not endpoint or url in taken or count.get(endpoint, 0) >= MOST_OF_ONE_PAGE:
            continue
        answer = page.request.get(url)
        assert answer.ok, f"{url} answers {answer.status}"
        count[endpoint] = count.get(endpoint, 0) + 1
        taken.append(url)
        waiting += [urljoin(url, unescape(one)).partition("#")[0] for one in _LINK.findall(answer.text())]
    return taken


def examine(site: Site, page: Page, url: str) -> Iterator[str]:
    """What is wrong with a page for people; nothing of those of which enough were looked at."""
    site.seen[site.endpoint(url)] += 1
    if site.seen[site.endpoint(url)] > MOST_OF_ONE_KIND:
        return
    page.goto(url)
    for scheme, width, height in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page, options={"runOnly": _TAGS}).response["violations"]
        yield from (f"{scheme} {width}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in found)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{width}: sticks out of the window"
