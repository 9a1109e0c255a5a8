"""Searching in a real browser: by the keyboard, with what differs marked, up to an alert."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.browsing import press
from tests.web.test_browser import page, screen

__all__ = ["page"]


def test_a_hit_is_put_before_analysts_and_the_alert_is_named(page: Page) -> None:
    page.get_by_label("Customer reference").fill("browser-1")
    screen(page, "Joakin Guzman Loera")
    hit = page.locator("article.hit").first
    expect(hit.locator("mark").first).to_be_visible()
    hit.get_by_role("button", name="Raise an alert").click()
    expect(page.get_by_role("status")).to_contain_text("Put before the analysts")
    page.locator("article.hit").first.get_by_role("link", name="Open the alert").click()
    page.wait_for_url("**/alerts/*")
    expect(page.locator("main")).to_contain_text("GUZMAN LOERA")


def test_looking_up_is_reached_and_walked_through_by_keys(page: Page) -> None:
    page.locator("h1").click()
    press(page, "l")
    expect(page.get_by_label("Words to look up")).to_be_focused()
    page.keyboard.type("kim")
    press(page, "Enter")
    page.wait_for_url("**/look-up?*")
    press(page, "Escape")
    page.locator("h1").click()
    press(page, "j")
    press(page, "Enter")
    page.wait_for_url("**/designations/**")
    expect(page.get_by_role("heading", name="History")).to_be_visible()


def test_an_answer_is_changed_and_asked_again_with_what_was_typed(page: Page) -> None:
    page.get_by_label("Birth date").fill("1984")
    screen(page, "Kim Jong Un")
    page.locator("h1").click()
    press(page, "c")
    expect(page.get_by_label("Birth date")).to_have_value("1984")
    page.get_by_label("Country", exact=True).fill("kp")
    page.get_by_role("button", name="Screen").click()
    expect(page.locator(".asked")).to_contain_text("kp")
