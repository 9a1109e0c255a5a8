"""Alerts through the service as it is really run: two workers, keys of the command line, a batch beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loading import write
from tests.serving import Service, run_command, running

FALSE = {"verdict": "false_positive", "reason": "birth_date_differs", "confirmed": True}
KIM = {"subject": {"name": "Kim Jong Un", "birth_dates": ["1999-05-05"]}, "reference": "C-1", "alert": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with running(folder, "--workers", "2") as service:
        yield service


@pytest.fixture(scope="module")
def keys(service: Service, folder: Path) -> dict[str, dict[str, str]]:
    """The headers of keys of three persons, made on the command line of the running service."""
    made = {}
    for name, scope in (("bank", "screener"), ("anna", "analyst"), ("ben", "approver")):
        printed = run_command(folder, "keys", "create", name, "--owner", name, "--scope", scope)
        secret = re.search(r"scr_\S+", printed.stdout)
        assert secret, printed.stdout + printed.stderr
        made[name] = {"X-API-Key": secret[0]}
    return made


def ask(
    service: Service, key: dict[str, str], method: str, path: str, **body: Any
) -> tuple[int, dict[str, Any]]:
    """The status and the body of an answer."""
    more = {"json": body} if body else {}
    answer = service.ask(method, path, headers=key, **more)
    return answer.status, answer.json()


def test_a_hit_is_decided_by_two_and_suppressed_from_then_on_for_single_requests_and_batches(
    service: Service, keys: dict[str, dict[str, str]], folder: Path
) -> None:
    status, screening = ask(service, keys["bank"], "POST", "/api/v1/screenings", **KIM)
    assert (status, screening["status"]) == (201, "hit")
    for address in screening["alerts"]:
        rationale = ask(service, keys["anna"], "GET", f"{address}/rationale")[1]["text"]
        assert "Birth date differs: 1999-05-05 against" in rationale
        decision = {"version": 1, "text": rationale, **FALSE}
        assert ask(service, keys["anna"], "POST", f"{address}/decision", **decision)[0] == 200
        assert ask(service, keys["anna"], "POST", f"{address}/approval", version=2)[0] == 403
        assert ask(service, keys["ben"], "POST", f"{address}/approval", version=2)[0] == 200
    again = ask(service, keys["bank"], "POST", "/api/v1/screenings", **KIM)[1]
    assert (again["status"], again["alerts"]) == ("suppressed", [])
    night = write(folder / "night.csv", b"id,name,dob\nC-1,Kim Jong Un,1999-05-05\nC-2,Kim Jong Un,\n")
    out = folder / "out.csv"
    done = run_command(folder, "batch", str(night), str(out), "--alerts", "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert [line.split(",")[3] for line in out.read_text().splitlines()] == [
        "screening_status", "suppressed", "hit",
    ]  # fmt: skip
    waiting = ask(service, keys["anna"], "GET", "/api/v1/alerts")[1]["alerts"]
    assert {one["reference"] for one in waiting} == {"C-2"}
    figures = ask(service, keys["anna"], "GET", "/api/v1/alerts/figures")[1]
    assert figures["backlog"]["total"] == len(waiting)
    events = ask(service, keys["ben"], "GET", "/api/v1/alerts/events")[1]["events"]
    assert {one["kind"] for one in events} == {"opened", "decided", "approved"}
    verified = run_command(folder, "audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
