"""The report in a real browser: its own style sheet is allowed, nothing else, and it fits narrow windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.serving import Service
from tests.web.browsing import complaints_of, press
from tests.web.test_browser import screen


@pytest.fixture(scope="module")
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The home page; at the end the browser may have complained of nothing."""
    page = browser.new_page(base_url=service.url)
    complaints = complaints_of(page)
    page.goto("/")
    yield page
    page.close()
    assert complaints == []


def test_a_report_is_opened_with_a_key_styled_by_itself_and_saved_as_a_file(page: Page) -> None:
    screen(page, "Kim Jong Un")
    press(page, "e")
    page.wait_for_url("**/report")
    border = "getComputedStyle(document.querySelector('h2')).borderBottomStyle"
    assert page.evaluate(border) == "solid"
    contributions = page.locator(".ledger").first.locator("tbody td.number:nth-child(6)").all_inner_texts()
    total = sum(float(one.replace("−", "-")) for one in contributions)
    assert f"{total:.4f}" == page.locator(".ledger tfoot td").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as one file of HTML").click()
    assert download.value.suggested_filename.endswith(".html")
    assert b"<h1>Evidence of screening" in download.value.path().read_bytes()


def test_a_report_fits_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
