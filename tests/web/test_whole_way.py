"""The whole way of a hit in real browsers: found, raised, decided, approved, reported, counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts import PASSWORD
from tests.serving import Service


class People:
    """Persons at browsers of their own."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self._browser, self._service = browser, service
        self._pages: list[Page] = []

    def sign_in(self, name: str) -> Page:
        """The first page, as this person sees it."""
        page = self._browser.new_page(base_url=self._service.url)
        self._pages.append(page)
        page.goto("/")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    def leave(self) -> None:
        """Close the browsers."""
        for page in self._pages:
            page.close()


@pytest.fixture
def people(browser: Browser, furnished: Service) -> Iterator[People]:
    people = People(browser, furnished)
    yield people
    people.leave()


def test_a_hit_is_found_raised_decided_approved_reported_and_counted(people: People) -> None:
    anna, boris, olga = map(people.sign_in, ("anna", "boris", "olga"))
    closed_before = closed(olga)
    address = raise_alert(anna)
    decide_as_false(anna)
    approve(boris, address)
    expect_evidence(anna, address)
    assert closed(olga) == closed_before + 1


def test_who_may_not_is_shown_no_button_and_refused(people: People, furnished: Service) -> None:
    olga = people.sign_in("olga")
    olga.goto("/alerts")
    olga.locator("tbody tr a").first.click()
    olga.wait_for_url("**/alerts/*")
    expect(olga.get_by_role("heading", level=1)).to_be_visible()
    olga.wait_for_load_state()
    expect(olga.get_by_role("button", name="Decide, and on to the next")).to_have_count(0)
    refused = olga.goto("/admin")
    assert refused is not None
    assert refused.status == 403


def raise_alert(page: Page) -> str:
    """Screen a customer, open the hit, put it before the analysts; the address of the alert."""
    page.get_by_label("Name", exact=True).fill("Joakin Guzman Loera")
    page.get_by_label("Customer reference").fill("W-1")
    page.get_by_role("button", name="Screen").click()
    page.wait_for_url("**/screenings/*")
    page.locator("article.hit").first.get_by_role("button", name="Raise an alert").click()
    page.locator("article.hit").first.get_by_role("link", name="Open the alert").click()
    page.wait_for_url("**/alerts/*")
    expect(page.locator(".versus")).to_contain_text("W-1")
    return page.url


def decide_as_false(page: Page) -> None:
    """The verdict, its reason, and the drafted rationale as it stands, signed."""
    page.wait_for_load_state()
    page.get_by_text("False positive").click()
    page.locator("#reason-false_positive").select_option("birth_date_differs")
    if page.locator("[name=confirmed]").count():
        page.locator("[name=confirmed]").check()
    page.get_by_role("button", name="Decide, and on to the next").click()
    expect(page.get_by_role("status").first).to_contain_text("it waits for a second person")


def approve(page: Page, address: str) -> None:
    """Find the proposal among what waits, and approve it."""
    page.get_by_role("link", name="Approvals").click()
    page.wait_for_url("**/approvals*")
    path = address.partition("/alerts/")[2].partition("?")[0]
    page.locator(f"a[href*='{path}']").first.click()
    page.wait_for_url("**/alerts/*")
    page.get_by_text("Approve", exact=False).locator("visible=true").first.click()
    page.get_by_role("button", name="Answer, and on to the next").click()
    expect(page.get_by_role("status").first).to_contain_text("Approved; the alert is closed.")


def expect_evidence(page: Page, address: str) -> None:
    """The report of the alert names who decided and who approved."""
    page.goto(address)
    page.get_by_role("link", name="Evidence").click()
    page.wait_for_url("**/report")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as one file of HTML").click()
    report = download.value.path().read_text("utf-8")
    assert "GUZMAN LOERA" in report
    assert "anna" in report
    assert "boris" in report


def closed(page: Page) -> int:
    """How many alerts persons closed, as the dashboard says."""
    page.goto("/dashboard")
    figure = page.locator(".figures div", has_text="Closed by persons").locator("dd")
    return int(figure.inner_text().replace(",", ""))
