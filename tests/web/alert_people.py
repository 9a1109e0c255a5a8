"""People who work on alerts over the pages of a service of its own, and the alerts that they find there."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3

from screening.config import Settings
from screening.domain.access import operator
from screening.services.deps import Deps, open_deps
from screening.services.portfolios import create_portfolio
from screening.services.sessions import Sessions
from tests.accounts import make_key, make_user, showing, token_in
from tests.serving import Service
from tests.web.test_sign_in import FORM, HTML, Browser

KIM = {"name": "Kim Jong Un", "type": "individual"}
PEOPLE = {
    "anna": (("analyst",), None),
    "carl": (("analyst",), None),
    "ben": (("approver",), None),
    "zoe": (("analyst", "approver"), None),
    "dora": (("auditor",), None),
    "rita": (("analyst",), ("retail",)),
}


@dataclass(frozen=True)
class Desk:
    """A service with the people above, and a key that raises alerts."""

    service: Service
    folder: Path
    key: str

    def raise_alert(self, subject: dict[str, Any] | None = None, **more: Any) -> str:
        """The id of a new alert, of a customer of its own."""
        question = {
            "subject": subject or KIM,
            "reference": f"C-{uuid.uuid4().hex[:8]}",
            "alert": True,
            **more,
        }
        answer = self.service.ask("POST", "/api/v1/screenings", json=question, headers=showing(self.key))
        assert answer.status == 201, answer.data
        return str(answer.json()["alerts"][0].rpartition("/")[2])

    def end_sessions(self, name: str) -> None:
        """As an administrator ends them, or time does."""
        with closing(opened(self.folder)) as deps:
            Sessions(deps).end_all(name)

    def person(self, name: str) -> Person:
        """Somebody who signed in."""
        person = Person(self.service)
        assert person.sign_in(name).status == 303
        return person


class Person(Browser):
    """Keeps cookies, fills in forms as they are on the page, and follows what a form leads to."""

    def page(self, path: str) -> str:
        """The HTML of a page that is there."""
        answer = self.get(path)
        assert answer.status == 200, (answer.status, answer.data.decode()[:500])
        return answer.data.decode()

    def fill(
        self, path: str, fields: dict[str, str] | Sequence[tuple[str, str]], *, referrer: str = ""
    ) -> urllib3.BaseHTTPResponse:
        """Send a form."""
        token = token_in(self.get("/sign-in").data.decode())
        pairs = [*(fields.items() if isinstance(fields, dict) else fields), ("form_token", token)]
        headers = {**HTML, **FORM, **({"Referer": referrer} if referrer else {})}
        return self._ask("POST", path, headers, urlencode(pairs))

    def act(self, alert_id: str, what: str, query: str = "", **fields: str) -> urllib3.BaseHTTPResponse:
        """Send a form of an alert's page with the version that the page shows now."""
        version = version_in(self.page(f"/alerts/{alert_id}"))
        return self.fill(f"/alerts/{alert_id}/{what}{query}", {"version": version, **fields})

    def decide(self, alert_id: str, query: str = "", **fields: str) -> urllib3.BaseHTTPResponse:
        """Decide it a false positive, or as ``fields`` say."""
        told = {
            "verdict": "false_positive",
            "reason-false_positive": "birth_date_differs",
            "confirmed": "yes",
        }
        return self.act(alert_id, "decision", query, **{**told, **fields})


def version_in(page: str) -> str:
    """The version of the alert that a page was made of; 0 where it has no form."""
    found = re.search(r'name="version" value="(\d+)"', page)
    return found[1] if found else "0"


def opened(folder: Path) -> Deps:
    """The installation of a service, beside it."""
    return open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))


def settle(folder: Path) -> str:
    """Make the people, and a key whose secret is answered."""
    with closing(opened(folder)) as deps:
        for portfolio in ("retail", "funds"):
            create_portfolio(deps, portfolio, portfolio.title(), operator("test"))
        for name, (roles, portfolios) in PEOPLE.items():
            make_user(deps, name, *roles, portfolios=portfolios)
        return make_key(deps, "screener", name="bank", owner="bank").secret
