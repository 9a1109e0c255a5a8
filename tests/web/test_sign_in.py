"""Signing in and out on the pages, as a browser sends it, to the service as it is run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
import urllib3

from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.portfolios import create_portfolio
from tests.accounts import OPERATOR, PASSWORD, make_key, make_user, showing, token_in
from tests.serving import Service, running

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HTML = {"Accept": "text/html"}


class Browser:
    """Keeps cookies and follows nothing."""

    def __init__(self, service: Service, **headers: str) -> None:
        self._service = service
        self._headers = headers
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        """A page."""
        return self._ask("GET", path, HTML, None)

    def send(self, path: str, **fields: str) -> urllib3.BaseHTTPResponse:
        """A form of the sign-in page's."""
        fields = {"form_token": token_in(self.get("/sign-in").data.decode()), **fields}
        return self._ask("POST", path, {**HTML, **FORM}, urlencode(fields))

    def sign_in(self, name: str = "anna", password: str = PASSWORD, **more: str) -> urllib3.BaseHTTPResponse:
        """The sign-in form."""
        return self.send("/sign-in", name=name, password=password, **more)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None
    ) -> urllib3.BaseHTTPResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**headers, **self._headers, "Cookie": cookies}
        answer = self._service.ask(method, path, headers=sent, body=body)
        self.set_cookies = answer.headers.getlist("Set-Cookie")
        for cookie in self.set_cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signed")


@pytest.fixture(scope="module")
def closed(folder: Path) -> Iterator[Service]:
    """The service with users: anna, an analyst of retail; ben, an auditor; and a key."""
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        create_portfolio(deps, "retail", "Retail", OPERATOR)
        create_portfolio(deps, "funds", "Funds", OPERATOR)
        make_user(deps, "anna", portfolios=("retail",))
        make_user(deps, "ben", "auditor")
        make_user(deps, "cleo", portfolios=("retail", "funds"))
        secret = make_key(deps, "screener", name="funds", portfolios=("funds",), owner="x").secret
    with running(folder, "--workers", "2") as service:
        (folder / "key").write_text(secret)
        yield service


@pytest.fixture
def browser(closed: Service) -> Browser:
    return Browser(closed)


def test_a_page_leads_to_the_sign_in_page_and_back(browser: Browser) -> None:
    asked = browser.get("/designations/us_ofac_sdn/6861?version=x")
    assert asked.status == 303
    place = asked.headers["Location"]
    assert place.startswith("/sign-in?next=")
    page = browser.get(place).data.decode()
    assert 'value="/designations/us_ofac_sdn/6861?version=x"' in page
    assert browser.sign_in(next="/designations/us_ofac_sdn/6861").headers["Location"].endswith("/6861")
    assert browser.get("/designations/us_ofac_sdn/6861").status == 200


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_nobody_is_led_to_another_site(browser: Browser, wanted: str) -> None:
    assert browser.sign_in(next=wanted).headers["Location"] == "/"


def test_who_signed_in_screens_on_the_pages_and_reads_the_api(browser: Browser) -> None:
    assert browser.sign_in().status == 303
    home = browser.get("/").data.decode()
    assert "anna" in home
    assert "Sign out" in home
    answer = browser.send("/screenings", name="Kim Jong Un")
    assert answer.status == 303
    assert browser.get(answer.headers["Location"]).status == 200
    body = browser.get(f"/api/v1{answer.headers['Location']}").json()
    assert body["portfolio"] == "retail"


def test_a_user_does_not_see_what_is_of_another_portfolio(
    browser: Browser, closed: Service, folder: Path
) -> None:
    key = showing((folder / "key").read_text())
    posted = closed.ask("POST", "/api/v1/screenings", json={"subject": {"name": "Kim"}}, headers=key)
    browser.sign_in()
    assert browser.get(f"/screenings/{posted.json()['id']}").status == 404
    assert browser.get(f"/api/v1/screenings/{posted.json()['id']}").status == 404


def test_who_has_several_portfolios_chooses_one(browser: Browser) -> None:
    browser.sign_in("cleo")
    assert "<option>retail</option>" in browser.get("/").data.decode()
    answer = browser.send("/screenings", name="Kim Jong Un", portfolio="funds")
    shown = browser.get(answer.headers["Location"]).data.decode()
    assert "<option selected>funds</option>" in shown
    assert browser.send("/screenings", name="Kim Jong Un").status == 422


def test_a_role_without_the_permission_is_refused(browser: Browser) -> None:
    browser.sign_in("ben")
    assert browser.get("/").status == 200
    assert browser.send("/screenings", name="Kim Jong Un").status == 403
    assert browser.get("/api/v1/keys").status == 403


def test_a_wrong_password_is_told_in_words_that_tell_nothing(browser: Browser) -> None:
    pages = [browser.sign_in(name, "wrong password").data.decode() for name in ("ben", "nobody")]
    assert pages[0].replace("ben", "") == pages[1].replace("nobody", "")
    assert "Not signed in" in pages[0]
    assert browser.get("/").status == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "ÿ"])
def test_no_form_is_taken_without_its_token(browser: Browser, token: str) -> None:
    assert browser.sign_in(form_token=token).status == 403
    browser.sign_in()
    for path in ("/screenings", "/sign-out", "/sign-out-everywhere"):
        assert browser.send(path, name="Kim Jong Un", form_token=token).status == 403
    assert browser.get("/").status == 200


def test_the_token_of_one_browser_is_of_no_use_in_another(browser: Browser, closed: Service) -> None:
    browser.sign_in()
    foreign = token_in(Browser(closed).get("/sign-in").data.decode())
    assert browser.send("/screenings", name="Kim Jong Un", form_token=foreign).status == 403


def test_a_cookie_alone_changes_nothing_over_the_api(browser: Browser) -> None:
    browser.sign_in()
    browser._headers = {"Content-Type": "application/json"}
    assert browser.send("/api/v1/screenings").status == 403


def test_signing_out_ends_the_session_itself(browser: Browser) -> None:
    browser.sign_in()
    kept = dict(browser.cookies)
    assert browser.send("/sign-out").status == 303
    assert browser.get("/").status == 303
    browser.cookies = kept
    assert browser.get("/").status == 303


def test_signing_out_everywhere_ends_every_session(closed: Service) -> None:
    browsers = [Browser(closed), Browser(closed)]
    for browser in browsers:
        browser.sign_in("ben")
    browsers[0].send("/sign-out-everywhere")
    assert [browser.get("/").status for browser in browsers] == [303, 303]


def test_signing_in_gives_a_new_cookie_and_ends_the_old_session(browser: Browser) -> None:
    browser.sign_in()
    old = dict(browser.cookies)
    browser.sign_in()
    assert browser.cookies["screening_session"] != old["screening_session"]
    browser.cookies = old
    assert browser.get("/").status == 303


@pytest.mark.parametrize(
    ("host", "name", "is_secure"),
    [("localhost", "screening_session", False), ("screening.example", "__Host-screening_session", True)],
)
def test_the_cookie_is_out_of_reach_of_scripts_and_sites(
    closed: Service, host: str, name: str, is_secure: bool
) -> None:
    browser = Browser(closed, Host=host)
    browser.sign_in()
    (cookie,) = [one for one in browser.set_cookies if one.startswith(name)]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is is_secure
