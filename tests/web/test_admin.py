"""Administration, policy, audit and reports on the pages, as browsers of several persons send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
import urllib3

from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.four_eyes import answer_change, read_changes
from screening.services.portfolios import create_portfolio
from tests.accounts import OPERATOR, PASSWORD, make_user, token_in
from tests.serving import Service, run_command, running
from tests.web.test_sign_in import FORM, HTML, Browser

ROLES = {"adam": "admin", "audrey": "auditor", "ben": "approver", "anna": "analyst"}
STRICT = {"SCREENING_FOUR_EYES": "true", "SCREENING_AUDIT_KEY": "5e" * 32}


class Person(Browser):
    """A browser that somebody is signed in with."""

    def post(self, path: str, *pairs: tuple[str, str]) -> urllib3.BaseHTTPResponse:
        """Send a form, fields that repeat included."""
        token = token_in(self.get("/sign-in").data.decode())
        return self._ask("POST", path, {**HTML, **FORM}, urlencode([("form_token", token), *pairs]))

    def shown(self, path: str) -> str:
        """The text of a page that is answered."""
        answer = self.get(path)
        assert answer.status == 200, path
        return unescape(answer.data.decode())

    def follow(self, answer: urllib3.BaseHTTPResponse) -> str:
        """The page that a form has led to."""
        assert answer.status == 303, answer.data.decode()
        return self.shown(answer.headers["Location"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("admin")


def settings_of(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder}/screening.db", four_eyes=True, audit_key="5e" * 32)


@pytest.fixture(scope="module")
def strict(folder: Path) -> Iterator[Service]:
    """The service under four eyes, with a user of each role, and an auditor who is kept to a portfolio."""
    with closing(open_deps(settings_of(folder))) as deps:
        create_portfolio(deps, "retail", "Retail", OPERATOR)
        for name, role in ROLES.items():
            make_user(deps, name, role)
        make_user(deps, "kept", "auditor", portfolios=("retail",))
    with running(folder, "--workers", "1", "--no-batches", **STRICT) as service:
        yield service


@pytest.fixture(scope="module")
def people(strict: Service) -> dict[str, Person]:
    """Everybody, signed in."""
    found = {name: Person(strict) for name in [*ROLES, "kept"]}
    for name, person in found.items():
        assert person.sign_in(name, PASSWORD).status == 303
    return found


def approve_what_waits(folder: Path) -> str:
    """Ben approves the one change that waits; its kind."""
    with closing(open_deps(settings_of(folder))) as deps:
        (change,) = [one for one in read_changes(deps) if one.state == "waiting"]
        answer_change(deps, change.id, approved=True, by="ben", entered_by="ben")
    return change.kind.value


def form_of(person: Person, name: str) -> tuple[str, str]:
    """The field that says which rights the form of a user was made of."""
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', person.shown(f"/admin/users/{name}"))
    assert found
    return "shown", found[1]


CLOSED = {
    "anna": [
        "/admin",
        "/admin/users",
        "/admin/keys",
        "/admin/webhooks",
        "/admin/settings",
        "/audit",
        "/audit/1",
    ],
    "ben": ["/admin", "/admin/portfolios", "/audit/export"],
    "adam": ["/audit", "/screenings/x/report", "/alerts/x/report", "/policy/x/simulation"],
    "kept": ["/audit", "/audit/1", "/audit/export", "/admin"],
}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in CLOSED.items() for path in paths])
def test_a_role_that_may_not_is_refused(people: dict[str, Person], name: str, path: str) -> None:
    assert people[name].get(path).status == 403


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("anna", "/admin/users"),
        ("ben", "/admin/users/anna"),
        ("audrey", "/admin/keys"),
        ("anna", "/policy"),
        ("audrey", "/policy/default/force"),
        ("adam", "/audit/verification"),
        ("kept", "/audit/verification"),
    ],
)
def test_what_a_role_may_not_do_is_refused_whatever_the_page_shows(
    people: dict[str, Person], name: str, path: str
) -> None:
    assert people[name].post(path, ("name", "eve"), ("act", "disable"), ("reason", "x")).status == 403


def test_nobody_is_offered_what_they_may_not_open(people: dict[str, Person]) -> None:
    assert 'href="/admin"' in people["adam"].shown("/")
    assert "/admin" not in people["anna"].shown("/")
    assert "Draft another" in people["adam"].shown("/policy")
    assert "Draft another" not in people["ben"].shown("/policy")


def test_a_far_reaching_user_waits_for_a_second_person_and_is_then_made(
    people: dict[str, Person], folder: Path, strict: Service
) -> None:
    adam = people["adam"]
    asked = [("name", "dora"), ("roles", "analyst"), ("reach", "some"), ("portfolios", "retail")]
    asked += [("level", "senior"), ("password", PASSWORD)]
    waiting = adam.follow(adam.post("/admin/users", *asked))
    assert "This waits for a second person" in waiting
    assert "Another person has to approve" in waiting
    assert adam.get("/admin/users/dora").status == 404
    assert approve_what_waits(folder) == "create_user"
    made = adam.follow(adam.post("/admin/users", *asked))
    assert "The user is made" in made
    assert "senior" in made
    assert Person(strict).sign_in("dora", PASSWORD).status == 303


def test_nobody_is_both_admin_and_approver_and_what_was_typed_stays(people: dict[str, Person]) -> None:
    answer = people["adam"].post("/admin/users", ("name", "erin"), ("roles", "admin"), ("roles", "approver"))
    page = answer.data.decode()
    assert answer.status == 422
    assert "both admin and approver" in page
    assert 'value="erin"' in page
    assert 'value="approver" checked' in page


def test_a_user_is_kept_out_and_let_in_again(
    people: dict[str, Person], folder: Path, strict: Service
) -> None:
    adam = people["adam"]
    with closing(open_deps(settings_of(folder))) as deps:
        make_user(deps, "fay", "screener")
    assert "kept out" in adam.follow(adam.post("/admin/users/fay", ("act", "disable")))
    assert Person(strict).sign_in("fay", PASSWORD).status == 401
    adam.follow(adam.post("/admin/users/fay", ("act", "enable")))
    assert Person(strict).sign_in("fay", PASSWORD).status == 303
    short = adam.post("/admin/users/fay", ("act", "password"), ("password", "short"))
    assert short.status == 422
    assert "must have 12 to" in short.data.decode()
    rights = ("act", "rights"), ("roles", "screener"), ("reach", "some"), ("portfolios", "retail")
    stale = form_of(adam, "fay")
    assert "retail" in adam.follow(adam.post("/admin/users/fay", *rights, stale))
    late = adam.post("/admin/users/fay", ("act", "rights"), ("roles", "monitor"), stale)
    assert (late.status, "changed meanwhile" in late.data.decode()) == (409, True)
    assert "Nothing was changed" in adam.follow(adam.post("/admin/users/fay", *rights, form_of(adam, "fay")))


def test_nobody_changes_their_own_rights(people: dict[str, Person]) -> None:
    adam = people["adam"]
    assert "Nobody changes their own rights" in adam.shown("/admin/users/adam")
    with_no_form = adam.post("/admin/users/adam", ("act", "rights"), ("roles", "auditor"))
    assert with_no_form.status == 409
    assert adam.post("/admin/users/adam", ("act", "disable")).status == 403


def test_a_key_is_shown_once_rotated_and_revoked(people: dict[str, Person], strict: Service) -> None:
    adam = people["adam"]
    fields = ("name", "tills"), ("owner", "ben"), ("scopes", "screener"), ("days", "30")
    made = adam.post("/admin/keys", *fields)
    assert made.status == 200
    secret = re.search(r'id="secret">([^<]+)<', made.data.decode())
    assert secret
    assert strict.ask("GET", "/api/v1/lists", headers={"X-API-Key": secret[1]}).status == 200
    page = adam.shown("/admin/keys")
    assert secret[1] not in page
    again = adam.post("/admin/keys", *fields)
    assert (again.status, "its secret is not shown twice" in again.data.decode()) == (422, True)
    place = re.search(r'href="(/admin/keys/[0-9a-f]{32})"><bdi>tills', page)
    assert place
    assert adam.post(f"{place[1]}/rotation", ("overlap_hours", "soon")).status == 422
    adam.follow(adam.post(f"{place[1]}/revocation"))
    assert strict.ask("GET", "/api/v1/lists", headers={"X-API-Key": secret[1]}).status == 401
    assert adam.post(f"{place[1]}/revocation").status == 404


def test_a_webhook_is_made_paused_and_ended(people: dict[str, Person]) -> None:
    adam = people["adam"]
    refused = adam.post("/admin/webhooks", ("title", "inside"), ("url", "https://127.0.0.1/x"))
    assert refused.status == 422
    made = adam.post(
        "/admin/webhooks", ("title", "hooks"), ("url", "https://93.184.216.34/h"), ("which", "all")
    )
    assert b'id="secret"' in made.data
    place = re.search(r'href="(/admin/webhooks/[0-9a-f]{32})"', adam.shown("/admin/webhooks"))
    assert place
    assert "paused" in adam.follow(adam.post(place[1], ("act", "pause")))
    assert adam.post(place[1], ("title", ""), ("url", "")).status == 422
    adam.follow(adam.post(f"{place[1]}/redelivery"))
    assert "Nothing is sent there" in adam.follow(adam.post(f"{place[1]}/end"))
    assert adam.get(place[1]).status == 404


def test_settings_are_shown_with_where_they_are_from_and_no_secret(people: dict[str, Person]) -> None:
    for page in (people["adam"].shown("/admin/settings"), people["adam"].shown("/admin/settings?format=csv")):
        assert "SCREENING_FOUR_EYES" in page
        assert "environment" in page
        assert "5e5e" not in page


def test_a_policy_is_drafted_compared_and_put_in_force_by_two(
    people: dict[str, Person], folder: Path
) -> None:
    adam, ben = people["adam"], people["ben"]
    wrong = adam.post("/policy", ("wording", 'name = "bank"\n\n[thresholds]\nalert = "high"\n'))
    assert wrong.status == 422
    assert "<strong>Line 4</strong>" in wrong.data.decode()
    assert "&#34;high&#34;" in wrong.data.decode()
    drafted = adam.post("/policy", ("wording", 'name = "bank"\n[thresholds]\nalert = 0.69\n'))
    assert drafted.status == 422, "it contradicts what the same policy promises"
    text = 'name = "bank"\n[facts.gender]\nconflict = -0.10\n[lists.un_sc_sanctions]\nalert = 0.70\n'
    place = adam.post("/policy", ("wording", text)).headers["Location"].partition("?")[0]
    page = ben.shown(place)
    assert "facts.gender.conflict" in page
    assert "what full conflict of this fact adds" in page
    assert "Put it in force" not in page
    assert adam.post(f"{place}/force", ("reason", " ")).status == 422
    reason = ("reason", "fewer misses")
    assert "Another person has to approve" in adam.follow(adam.post(f"{place}/force", reason))
    assert ben.post(f"{place}/force", reason).status == 403
    assert approve_what_waits(folder) == "force_policy"
    assert "Carry it out" in adam.shown(place)
    shown = adam.follow(adam.post(f"{place}/force", reason))
    assert "adam, approved by ben" in shown
    assert f'In force: <a href="{place}"' in shown


def test_an_auditor_tries_a_policy_and_is_told_what_cannot_be_read(people: dict[str, Person]) -> None:
    audrey = people["audrey"]
    place = re.search(r'href="(/policy/default-[0-9a-f]+)"', audrey.shown("/policy"))
    assert place
    path = f"{place[1]}/simulation"
    found = audrey.post(path, ("sample", "10"), ("threshold", "0,8"), ("seed", "1"))
    assert "hits gained" in found.data.decode()
    for field in ("sample", "threshold", "seed"):
        assert audrey.post(path, (field, "many")).status == 422
    assert audrey.get("/policy/none").status == 404


def test_the_trail_is_filtered_and_leads_to_its_records(people: dict[str, Person]) -> None:
    audrey = people["audrey"]
    page = audrey.shown("/audit?kind=user_created&about=anna")
    found = re.findall(r'href="/audit/(\d+)">\1<', page)
    assert found
    record = audrey.shown(f"/audit/{found[0]}")
    assert '"name": "anna"' in record
    assert "as recorded" in record
    assert "user_account" in record
    assert "No record fits" in audrey.shown("/audit?actor=nobody")
    assert "user_created" in audrey.shown("/audit?kind=user_created&format=csv")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=yesterday", 422),
        ("to=0001-01-01", 200),
        ("from=9999-12-31", 200),
        ("below=-1", 200),
        ("below=x", 200),
        ("below=99999999999999999999999", 200),
        ("kind=%00&actor=%ED%A0%80", 422),
        ("about=%00", 200),
        ("from=2020-01-01&to=2999-01-01", 200),
    ],
)
def test_odd_questions_to_the_trail_are_answered(people: dict[str, Person], query: str, status: int) -> None:
    assert people["audrey"].get(f"/audit?{query}").status == status


@pytest.mark.parametrize("seq", ["0", "999999", "99999999999999999999999"])
def test_a_record_that_is_not_there_is_404(people: dict[str, Person], seq: str) -> None:
    assert people["audrey"].get(f"/audit/{seq}").status == 404


def test_a_verification_asked_for_on_the_page_is_done_by_a_worker_and_told(
    people: dict[str, Person], folder: Path
) -> None:
    audrey = people["audrey"]
    assert "never verified" in audrey.shown("/audit")
    assert "audrey asked for a verification" in audrey.follow(audrey.post("/audit/verification"))
    done = run_command(folder, "worker", "--once", **STRICT)
    assert done.returncode == 0, done.stderr
    page = audrey.shown("/audit")
    assert "nothing wrong" in page
    assert "Verify now" in page


def test_the_export_of_the_page_is_verified_elsewhere(people: dict[str, Person], folder: Path) -> None:
    content = people["audrey"].get("/audit/export").data
    (folder / "audit.jsonl").write_bytes(content)
    (folder / "the-key").write_text("5e" * 32)
    (folder / "the-key").chmod(0o600)
    done = run_command(
        folder,
        "audit",
        "verify",
        "--file",
        str(folder / "audit.jsonl"),
        "--key-file",
        str(folder / "the-key"),
    )
    assert done.returncode == 0, done.stderr
    assert "records verified" in done.stdout


def test_a_report_is_read_and_taken_away_from_the_pages_and_the_api(people: dict[str, Person]) -> None:
    anna = people["anna"]
    place = anna.post("/screenings", ("name", "Kim Jong Un <b>x</b>")).headers["Location"]
    page = anna.get(f"{place}/report")
    assert page.status == 200
    text = page.data.decode()
    assert "Back to the screening" in text
    assert "Kim Jong Un &lt;b&gt;" in text
    assert "'sha256-" in page.headers["Content-Security-Policy"]
    file = anna.get(f"{place}/report?format=html")
    assert "attachment" in file.headers["Content-Disposition"]
    assert b"Back to" not in file.data
    assert anna.get(f"{place}/report?format=pdf").data.startswith(b"%PDF-1.7")
    api = f"/api/v1{place}/report"
    assert anna.get(api).headers["Content-Type"].startswith("text/html")
    assert anna.get(f"{api}?format=pdf").headers["Content-Type"] == "application/pdf"
    assert anna.get(f"{api}?format=doc").status == 422
    assert anna.get("/api/v1/screenings/none/report").status == 404
    assert anna.get("/alerts/none/report").status == 404
    assert people["kept"].get(f"{place}/report").status == 404
