"""``screening keys`` as an operator meets it, and the service that then takes the keys."""

from __future__ import annotations

import json
from pathlib import Path

from tests.accounts import showing
from tests.serving import run_command, running

CREATE = ("keys", "create", "bank", "--owner", "anna", "--scope", "screener")


def test_a_key_is_made_listed_rotated_and_revoked(tmp_path: Path) -> None:
    made = run_command(tmp_path, *CREATE, "--days", "30", "--rate", "600/minute", "--alerts")
    assert made.returncode == 0, made.stderr
    first = made.stdout.strip()
    assert "shown this once" in made.stderr
    second = run_command(tmp_path, "keys", "rotate", "bank", "--overlap", "1").stdout.strip()
    with running(tmp_path, "--workers", "1") as service:
        asked = [service.ask("GET", "/api/v1/lists", headers=showing(key)).status for key in (first, second)]
        assert asked == [200, 200]
        assert run_command(tmp_path, "keys", "revoke", first[:16]).returncode == 0
        asked = [service.ask("GET", "/api/v1/lists", headers=showing(key)).status for key in (first, second)]
        assert asked == [401, 200]
    listed = run_command(tmp_path, "keys", "list")
    assert first not in listed.stdout
    assert "revoked" in listed.stdout
    keys = json.loads(run_command(tmp_path, "keys", "list", "--json").stdout)
    assert [(key["rate_limit"], key["raises_alerts"]) for key in keys] == [("600/minute", True)] * 2


def test_a_key_that_cannot_be_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for wrong in (["--scope", "approver", "--scope", "admin"], ["--portfolio", "none"], ["--rate", "fast"]):
        done = run_command(tmp_path, *CREATE, *wrong)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
    assert run_command(tmp_path, "keys", "revoke", "none").returncode == 2
