"""Alerts in a real browser: worked through with the keyboard, on one screen, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from screening.domain.alert import Action, AlertEvent
from screening.domain.party_group import Member
from screening.store.alert_reading import get_alert
from screening.store.alerts import AlertChange
from tests.accounts import PASSWORD
from tests.store.alerts import make_alert_hit, record
from tests.web.alert_people import Desk, opened
from tests.web.browsing import complaints_of, press

WIDE = {"width": 1440, "height": 900}
KONY = {"name": "Joseph Kony", "type": "individual", "birth_dates": ["1999"], "nationalities": ["ug"]}
EXPECTED = ("422", "409", "401", "Autofocus processing was blocked")
HEIGHT = "document.documentElement.scrollHeight"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, desk: Desk) -> Iterator[BrowserContext]:
    """anna's browser."""
    context = browser.new_context(base_url=desk.service.url, viewport=WIDE)  # type: ignore[arg-type]
    sign_in(context.new_page(), "/")
    yield context
    context.close()


@pytest.fixture
def page(signed_in: BrowserContext) -> Iterator[Page]:
    """A page of hers; at the end nothing may have gone wrong."""
    page = signed_in.new_page()
    complaints = complaints_of(page)
    yield page
    page.close()
    # That a form was refused, or a session over, the browser says itself, as that a test was quicker than it.
    assert [one for one in complaints if not any(code in one for code in EXPECTED)] == []


def sign_in(page: Page, wanted: str) -> None:
    """Sign anna in, who then comes to the page she wanted."""
    page.goto(f"/sign-in?next={wanted}") if "/sign-in" not in page.url else None
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def with_three_hits(desk: Desk, reference: str) -> str:
    """An alert on two lists, and on one more since."""
    alert_id = desk.raise_alert(KONY, reference=reference)
    with closing(opened(desk.folder)) as deps, deps.database.writing() as session:
        alert = get_alert(session, alert_id)
        third = make_alert_hit(
            Member("eu_fsf", "EU.1"), primary_name="KONY", screening_id=alert.hits[0].screening_id
        )
        event = AlertEvent(
            number=2,
            at=alert.raised_at,
            actor="bank",
            person="bank",
            action=Action.HITS_ADDED,
            old={},
            new={"designations": ["eu_fsf:EU.1"]},
            text="",
        )
        grown = replace(alert, version=2, hits=(*alert.hits, third))
        record(session, AlertChange(alert=grown, event=event, hits=(third,)))
    return alert_id


def test_alerts_are_cleared_from_the_keyboard_alone(desk: Desk, page: Page) -> None:
    for number in range(2):
        desk.raise_alert(KONY, reference=f"K-{number}", portfolio="funds")
    page.goto("/alerts?portfolio=funds&list_id=un_sc_sanctions&order=oldest")
    press(page, "j")
    press(page, "Enter")
    page.wait_for_url("**/alerts/*")
    press(page, "1")
    reason = page.locator("#reason-false_positive")
    expect(reason).to_be_visible()
    expect(page.locator("#reason-true_match")).to_be_hidden()
    press(page, "Tab")
    page.keyboard.type("The birth")
    expect(reason).to_have_value("birth_date_differs")
    press(page, "Escape")
    press(page, "p")
    press(page, "r")
    press(page, "End")
    page.keyboard.type(" So it is another person.")
    press(page, "Control+Enter")
    expect(page.get_by_role("status").first).to_have_text("Decided; it waits for a second person.")
    expect(page.locator(".versus")).to_contain_text("K-1")
    expect(page.locator("#rationale")).not_to_have_value("So it is")
    press(page, "a")
    expect(page.locator(".given")).to_contain_text("anna")
    press(page, "u")
    page.wait_for_url("**/alerts?*")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_usual_alert_is_on_one_screen(desk: Desk, page: Page) -> None:
    alert = with_three_hits(desk, "K-3")
    page.goto(f"/alerts/{alert}")
    expect(page.locator(".hits tbody tr")).to_have_count(3)
    assert page.evaluate(HEIGHT) <= WIDE["height"]
    press(page, "2")
    assert page.evaluate(HEIGHT) <= WIDE["height"]
    press(page, "j")
    press(page, "j")
    press(page, "Enter")
    page.wait_for_url("**hit=*")
    expect(page.locator(".hits tr.chosen")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 720])
def test_nothing_sticks_out_of_the_window(desk: Desk, page: Page, width: int) -> None:
    alert = desk.raise_alert(KONY)
    page.set_viewport_size({"width": width, "height": 800})
    for path in (f"/alerts/{alert}", "/alerts", "/suppressions", "/discount-rules", "/unfreeze-reviews"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_what_was_typed_is_there_again_after_the_session_ended(desk: Desk, page: Page) -> None:
    alert = desk.raise_alert(KONY)
    page.goto(f"/alerts/{alert}?state=open")
    press(page, "1")
    page.locator("#reason-false_positive").select_option("birth_date_differs")
    page.locator("#rationale").fill("An hour of work.")
    desk.end_sessions("anna")
    press(page, "Control+Enter")
    expect(page.get_by_label("What you typed, to be copied").first).to_have_value("An hour of work.")
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, "")
    assert page.url.endswith(f"/alerts/{alert}?state=open")
    expect(page.locator("#rationale")).to_have_value("An hour of work.")
    expect(page.get_by_text("What you had typed is here again.")).to_be_visible()
    press(page, "1")
    page.locator("#reason-false_positive").select_option("birth_date_differs")
    if page.locator("[name=confirmed]").count():
        page.locator("[name=confirmed]").check()
    page.get_by_role("button", name="Decide, and on to the next").click()
    expect(page.get_by_role("status").first).to_contain_text("Decided")
    page.goto(f"/alerts/{alert}")
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_a_key_unfolds_what_it_belongs_to_and_the_cursor_is_in_it(desk: Desk, page: Page) -> None:
    page.goto(f"/alerts/{desk.raise_alert()}")
    press(page, "c")
    page.keyboard.type("average")
    expect(page.locator("#words")).to_have_value("average")
    page.goto(f"/alerts/{desk.raise_alert()}")
    press(page, "e")
    expect(page.locator("#words")).to_be_focused()


def test_long_words_stay_in_the_window(desk: Desk, page: Page) -> None:
    alert = desk.raise_alert({"name": "x" * 900, "aliases": ["Kim Jong Un"]}, reference="r" * 250)
    page.goto(f"/alerts/{alert}")
    answer = page.get_by_role("link", name="the answer", include_hidden=True).get_attribute("href")
    for path in (f"/alerts/{alert}", str(answer), "/screenings", "/alerts?reference=" + "r" * 250):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], path
        if "/alerts?" in path or path == "/screenings":
            assert page.evaluate("document.querySelector('.wide').scrollWidth") <= WIDE["width"], path


def test_the_row_that_is_on_is_never_under_what_is_done_with_the_ticked(desk: Desk, page: Page) -> None:
    for _ in range(8):
        desk.raise_alert()
    page.set_viewport_size({"width": 1440, "height": 480})
    page.goto("/alerts?order=newest")
    press(page, "j")
    press(page, "x")
    for _ in range(7):
        press(page, "j")
        row, bar = page.locator("tr.here").bounding_box(), page.locator(".bulk").bounding_box()
        assert row
        assert bar
        assert row["y"] + row["height"] <= bar["y"]


def test_two_at_once_see_each_other(desk: Desk, page: Page) -> None:
    alert = desk.raise_alert()
    page.goto(f"/alerts/{alert}")
    carl = desk.person("carl")
    carl.act(alert, "notes", act="comment", words="I have him on the telephone")
    press(page, "3")
    page.locator("#reason-not_determined").select_option("facts_missing")
    page.locator("#rationale").fill("Too little.")
    press(page, "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("carl commented")
    expect(page.get_by_role("alert")).to_contain_text("I have him on the telephone")
    expect(page.locator("#rationale")).to_have_value("Too little.")
    page.get_by_role("button", name="Decide, and on to the next").click()
    expect(page.get_by_role("status").first).to_contain_text("Noted as not determined")
