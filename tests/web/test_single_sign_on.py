"""Signing in by a real provider, in a process of its own, as a browser would go back and forth."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import urllib3

from screening.config import Settings
from screening.services.deps import Deps, open_deps
from screening.services.users import all_users, change_user
from tests.accounts import OPERATOR, make_user
from tests.oidc_provider import CLIENT
from tests.serving import Service, run_command, running
from tests.web.test_sign_in import Browser

ROOT = Path(__file__).parent.parent.parent
ANNA = {"sub": "4711", "email": "anna@bank.example", "email_verified": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sso")


@pytest.fixture(scope="module")
def issuer(folder: Path) -> Iterator[str]:
    """The address of a running provider, which lets in whom ``told.json`` describes."""
    command = [sys.executable, "-m", "tests.oidc_provider", str(folder / "told.json")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(scope="module")
def service(folder: Path, issuer: str) -> Iterator[Service]:
    settings = {
        "SCREENING_PUBLIC_URL": "https://screening.example/",
        "SCREENING_OIDC_ISSUER": issuer,
        "SCREENING_OIDC_CLIENT_ID": CLIENT[0],
        "SCREENING_OIDC_CLIENT_SECRET": CLIENT[1],
    }
    with running(folder, "--workers", "1", **settings) as service:
        yield service


@pytest.fixture
def deps(folder: Path, service: Service) -> Iterator[Deps]:
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        yield deps


def told(folder: Path, claims: dict[str, Any], **faults: object) -> None:
    """Whom the provider lets in from now on."""
    (folder / "told.json").write_text(json.dumps({"claims": claims, "faults": faults}))


def to_provider(browser: Browser, wanted: str = "/") -> str:
    """Go to the provider, who agrees; the path of ours that it sends the browser back to."""
    begun = browser.get(f"/sign-in/sso?next={wanted}")
    assert begun.status == 303
    with urllib3.PoolManager(retries=False) as pool:
        agreed = pool.request("GET", begun.headers["Location"], redirect=False)
    place = agreed.headers["Location"]
    assert place.startswith("https://screening.example/sign-in/sso/return?")
    return place.removeprefix("https://screening.example")


def sign_in(browser: Browser) -> int:
    """The whole way; the status that it ends in."""
    return browser.get(to_provider(browser)).status


@pytest.fixture
def anna(folder: Path, deps: Deps) -> str:
    """A user without a password; the provider lets her in."""
    name = f"anna{len(all_users(deps))}@bank.example"
    make_user(deps, name, password=None)
    told(folder, {**ANNA, "email": name})
    return name


def test_a_user_whom_the_provider_knows_is_let_in(service: Service, anna: str) -> None:
    browser = Browser(service)
    assert "Single sign-on" in browser.get("/sign-in").data.decode()
    answer = browser.get(to_provider(browser, "/designations/us_ofac_sdn/6861"))
    assert (answer.status, answer.headers["Location"]) == (303, "/designations/us_ofac_sdn/6861")
    assert anna in browser.get("/").data.decode()


def test_a_name_that_another_takes_over_opens_nothing(service: Service, folder: Path, anna: str) -> None:
    assert sign_in(Browser(service)) == 303
    told(folder, {**ANNA, "email": anna, "sub": "somebody else"})
    assert sign_in(Browser(service)) == 403
    told(folder, {**ANNA, "email": anna})
    assert sign_in(Browser(service)) == 303


def test_a_disabled_user_is_not_let_in(service: Service, deps: Deps, anna: str) -> None:
    change_user(deps, anna, {"disabled": True}, OPERATOR)
    assert sign_in(Browser(service)) == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@bank.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"aud": "another client"},
        {"aud": ["screening", "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"nonce": "of another sign-in"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_about_this_is_refused(
    service: Service, folder: Path, anna: str, claims: dict[str, Any]
) -> None:
    told(folder, {**ANNA, "email": anna, **claims})
    browser = Browser(service)
    answer = browser.get(to_provider(browser))
    assert answer.status == 403
    assert "did not say that you are a user" in answer.data.decode()
    assert browser.get("/").status == 303


def test_a_token_that_another_signed_is_refused(service: Service, folder: Path, anna: str) -> None:
    told(folder, {**ANNA, "email": anna}, key=True)
    assert sign_in(Browser(service)) == 403


def test_a_provider_of_another_name_is_not_gone_to(service: Service, folder: Path) -> None:
    told(folder, ANNA, issuer="https://another.example")
    assert Browser(service).get("/sign-in/sso").status == 403


def test_a_sign_in_is_finished_where_it_was_begun(service: Service, anna: str) -> None:
    begun, other = Browser(service), Browser(service)
    place = to_provider(begun)
    assert other.get(place).status == 403
    to_provider(other)
    assert other.get(place).status == 403
    assert begun.get(place).status == 303
    assert begun.get(place).status == 403


def test_without_a_provider_there_is_no_single_sign_on(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        assert "Single sign-on" not in service.ask("GET", "/sign-in").data.decode()
        assert service.ask("GET", "/sign-in/sso").status == 404


@pytest.mark.parametrize(
    "settings",
    [
        {"SCREENING_OIDC_ISSUER": "https://id.example"},
        {
            "SCREENING_OIDC_ISSUER": "http://id.example",
            "SCREENING_OIDC_CLIENT_ID": "x",
            "SCREENING_PUBLIC_URL": "https://x.example",
        },
    ],
)
def test_settings_that_are_not_whole_are_refused_at_the_start(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    done = run_command(tmp_path, "serve", **settings)
    assert done.returncode == 2
    assert "SCREENING_OIDC_ISSUER" in done.stderr
    assert len(done.stderr.splitlines()) == 1
