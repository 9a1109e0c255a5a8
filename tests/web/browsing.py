"""A real browser for tests of the pages, and what it complains of."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

CHROMIUM = Path(os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium"))
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def complaints_of(page: Page) -> list[str]:
    """What the browser says of the page from now on: its console, errors of scripts, and dialogs."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    return complaints


def press(page: Page, key: str) -> None:
    """Press a key, once the page listens to keys: what is seen of a page may be there before its scripts."""
    page.wait_for_load_state()
    page.keyboard.press(key)
