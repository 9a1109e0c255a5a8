"""A held list version in a real browser: found from the list of lists, and put in force by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.refresh import load_list, load_samples
from tests.accounts import PASSWORD, make_user
from tests.loading import list_xml, write
from tests.serving import Service, running
from tests.web.browsing import complaints_of, press

DONE = 120_000
"""Milliseconds that a busy machine may take to prove a version and to put it in force."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on the samples, with a list of OFAC's of four persons: held, since it is far too small."""
    folder = tmp_path_factory.mktemp("served")
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        load_samples(deps)
        load_list(deps, "us_ofac_sdn", [write(folder / "sdn.xml", list_xml(date(2026, 1, 1)))])
        make_user(deps, "chief", "approver", "auditor")
    with running(folder, "--workers", "1") as service:
        yield service


@pytest.fixture
def page(browser: Browser, served: Service) -> Iterator[Page]:
    """The pages as the chief sees them; at the end nothing may have gone wrong."""
    page = browser.new_page(base_url=served.url)
    complaints = complaints_of(page)
    page.goto("/sign-in?next=/lists")
    page.get_by_label("Name").fill("chief")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/lists")
    yield page
    page.close()
    assert complaints == []


def test_a_held_version_is_put_in_force_by_the_keyboard(page: Page) -> None:
    page.get_by_role("status").get_by_role("link").click()
    expect(page.get_by_text("It has 4 designations")).to_be_visible()
    press(page, "r")
    page.keyboard.type("a trial with four persons")
    press(page, "Control+Enter")
    expect(page.get_by_text("This version is in force.")).to_be_visible(timeout=DONE)
    expect(page.get_by_text("a trial with four persons")).to_be_visible()
    page.goto("/lists")
    assert "needs a look" not in page.content()
    expect(page.get_by_role("row", name="us_ofac_sdn")).to_contain_text("2026-01-01")
