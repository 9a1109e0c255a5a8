from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.serving import Service, running
from tests.web.alert_people import Desk, settle
from tests.web.browsing import ARGUMENTS, CHROMIUM
from tests.web.furnished import furnish

expect.set_options(timeout=30_000)
"""Milliseconds that a page may take to show what is expected of it, on a machine with much else to do."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real browser, for all tests of the pages; they are skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: install it or set CHROMIUM_PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on the samples, for all tests of the pages."""
    with running(tmp_path_factory.mktemp("web"), "--workers", "1") as service:
        yield service


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The service with people who work on alerts, for all tests of their pages."""
    folder = tmp_path_factory.mktemp("desk")
    key = settle(folder)
    with running(folder, "--workers", "1") as service:
        yield Desk(service, folder, key)


@pytest.fixture(scope="package")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on an installation where people have worked."""
    folder = tmp_path_factory.mktemp("furnished")
    furnish(folder)
    with running(folder, "--workers", "1") as service:
        yield service
