"""The pages in a real browser: what an analyst sees, and what the browser is asked to fetch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Service
from tests.web.browsing import complaints_of, press


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The home page; at the end nothing may have gone wrong, nor been asked of anybody else."""
    page = browser.new_page(base_url=service.url)
    complaints = complaints_of(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    yield page
    page.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith((service.url, "data:"))] == []


def screen(page: Page, name: str) -> None:
    """Type a name and press the button; the recorded answer is then on the page."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Screen").click()
    page.wait_for_url("**/screenings/*")


def test_a_hit_is_shown_with_a_ledger_that_adds_up(page: Page) -> None:
    screen(page, "Kim Jong Un")
    hit = page.locator("article.hit").first
    assert "KIM" in hit.get_by_role("heading").inner_text().upper()
    cells = hit.locator("tbody td.number:nth-child(5)").all_inner_texts()
    total = sum(float(cell.replace("−", "-")) for cell in cells)
    score = hit.locator("tfoot td.number").inner_text()
    assert f"{total:.4f}" == score
    assert score in hit.locator(".score").inner_text()
    assert hit.locator("svg rect.rise").count() >= 1


def test_samples_are_announced_before_anything_else(page: Page) -> None:
    screen(page, "Kim Jong Un")
    assert "SAMPLE DATA — not the list" in page.get_by_role("alert").first.inner_text()


def test_a_script_in_a_name_is_inert(page: Page) -> None:
    screen(page, "<script>alert('x')</script><img src=x onerror=alert(1)>")
    assert "<script>alert('x')</script>" in page.locator("h1 bdi").inner_text()


def test_a_search_works_from_the_keyboard_alone(page: Page) -> None:
    # A browser gives the focus only when it first draws the page, which may be after it has loaded it.
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Kim Jong Un")
    press(page, "Enter")
    page.wait_for_url("**/screenings/*")
    expect(page.locator("h1")).to_contain_text("Kim Jong Un")
    expect(page.locator("article.hit").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_sticks_out_of_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    screen(page, "Kim Jong Un")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_field_has_a_label(page: Page) -> None:
    for label in ("Name", "Type", "Birth date", "Country", "Identifier", "Threshold"):
        assert page.get_by_label(label, exact=True).count() == 1


def test_the_description_of_the_api_is_drawn_without_a_network(page: Page) -> None:
    page.goto("/api/v1/docs")
    page.get_by_text("/api/v1/screenings", exact=True).first.wait_for()
    page.get_by_text("Screen a party").first.click()
    page.get_by_text("Request body", exact=True).first.wait_for()
