"""A file through the pages, in a real browser: uploaded, looked at, started, watched, taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Service
from tests.web.browsing import complaints_of

FILE = "Nummer;Kunde;Filiale\n1;Kim Jong Un;<script>alert(1)</script>\n2;Angela Merkel;Bonn\n"
DONE = 120_000
"""Milliseconds that a worker on a busy machine may take to start and to answer two rows."""


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """The page of files; at the end nothing may have gone wrong."""
    page = browser.new_page(base_url=service.url)
    complaints = complaints_of(page)
    page.goto("/batches")
    yield page
    page.close()
    # That a form was refused, the browser says itself.
    assert [one for one in complaints if "422" not in one] == []


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """A customer's file whose headings are not all known."""
    path = tmp_path / "Kunden <b>.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def upload(page: Page, path: Path) -> None:
    """Choose a file and send it; what was recognised is then on the page."""
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/batches/*")


def test_a_file_is_uploaded_looked_at_started_and_taken_away(page: Page, customers: Path) -> None:
    upload(page, customers)
    expect(page.get_by_role("heading", level=1)).to_contain_text("to be started")
    page.get_by_label("Kunde").select_option("name")
    page.get_by_label("Filiale").select_option("")
    page.get_by_role("button", name="Start").click()
    answers = page.get_by_role("link", name="Take the answers")
    answers.wait_for(timeout=DONE)
    hits = page.get_by_role("region", name="Table of hits")
    expect(hits).to_contain_text("KIM, Jong Un")
    expect(hits.get_by_role("link").first).to_have_attribute(
        "href", re.compile("/designations/us_ofac_sdn/20157")
    )
    with page.expect_download() as download:
        answers.click()
    assert download.value.suggested_filename == "Kunden _b_.answers.csv"
    taken = Path(download.value.path()).read_text("utf-8").splitlines()
    assert taken[0].startswith("Nummer;Kunde;Filiale;screening_status")
    assert [line.split(";")[3] for line in taken[1:]] == ["hit", "no_hit"]
    page.get_by_text("Delete the files", exact=True).click()
    page.get_by_role("button", name="Delete them for good").click()
    page.get_by_text("files removed", exact=True).wait_for()
    page.get_by_role("link", name="All files").click()
    expect(page.get_by_role("link", name="Kunden _b_.csv").first).to_be_visible()


def test_two_columns_for_one_name_are_refused_where_they_were_chosen(page: Page, customers: Path) -> None:
    upload(page, customers)
    page.get_by_label("Kunde").select_option("name")
    page.get_by_label("Filiale").select_option("name")
    with page.expect_response("**/start") as answer:
        page.get_by_role("button", name="Start").click()
    assert answer.value.status == 422
    expect(page.get_by_role("alert")).to_contain_text("only one column can be read as name")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_of_the_window(page: Page, customers: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    upload(page, customers)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_form_without_its_token_is_refused(service: Service) -> None:
    fields = {"file": ("in.csv", FILE.encode(), "text/csv")}
    answer = service.ask("POST", "/batches", fields=fields)
    assert answer.status == 403
