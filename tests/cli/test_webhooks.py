"""``screening webhooks``, ``notify`` and ``digest`` as an operator meets them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.serving import run_command
from tests.webhook_receiver import receiving
from tests.webhooks import ALLOWED

CREATE = ("webhooks", "create", "--title", "onboarding")


def test_a_target_is_made_told_of_a_list_and_ended(tmp_path: Path) -> None:
    with receiving() as receiver:
        kinds = ("--kind", "list.in_force", "--kind", "list.held")
        made = run_command(tmp_path, *CREATE, receiver.url, *kinds, **ALLOWED)
        assert made.returncode == 0, made.stderr
        assert "shown this once" in made.stderr
        sample = next(Path("lists/un_sc_sanctions").glob("sample.*"))
        assert run_command(tmp_path, "lists", "load", "un_sc_sanctions", str(sample)).returncode in (0, 4)
        done = run_command(tmp_path, "notify", "--once", **ALLOWED)
        assert done.returncode == 0
        assert done.stdout == "events sent: 1, failed: 0, waiting: 0; digests mailed: 0\n"
    assert len(receiver.received) == 1
    for message in receiver.received:
        message.verify(made.stdout.strip())
    (listed,) = json.loads(run_command(tmp_path, "webhooks", "list", "--json").stdout)
    assert listed["kinds"] == ["list.in_force", "list.held"]
    assert "onboarding" in run_command(tmp_path, "webhooks", "list").stdout
    for act in ("pause", "resume", "dead", "redeliver", "end"):
        assert run_command(tmp_path, "webhooks", act, listed["id"]).returncode == 0, act
    refused = run_command(tmp_path, "webhooks", "rotate", listed["id"])
    assert (refused.returncode, refused.stderr) == (
        2, "Error: there is no such webhook target, or it has ended\n",
    )  # fmt: skip


def test_a_private_address_is_refused_in_one_sentence(tmp_path: Path) -> None:
    refused = run_command(tmp_path, *CREATE, "https://127.0.0.1/")
    assert refused.returncode == 2
    assert refused.stderr.startswith("Error: url: leads to an address that is not public")
    assert refused.stderr.count("\n") == 1


def test_a_digest_is_shown_and_what_cannot_be_mailed_is_said(tmp_path: Path) -> None:
    rules = tmp_path / "digests.toml"
    rules.write_text('[[digest]]\nname = "all"\nto = ["a@bank.example"]\n', "utf-8")
    more = {"SCREENING_DIGESTS": str(rules)}
    shown = run_command(tmp_path, "digest", **more)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("To: a@bank.example\nSubject: Screening: 0 open alerts")
    refused = run_command(tmp_path, "digest", "--send", **more)
    assert refused.returncode == 6
    assert "SCREENING_SMTP_HOST" in refused.stderr


def test_digests_that_cannot_be_used_are_told_and_keep_no_event_waiting(tmp_path: Path) -> None:
    rules = tmp_path / "digests.toml"
    rules.write_text('[[digest]]\nname = "all"\nto = []\n', "utf-8")
    more = {"SCREENING_DIGESTS": str(rules)}
    once = run_command(tmp_path, "notify", "--once", **more)
    assert (once.returncode, once.stdout) == (6, "events sent: 0, failed: 0, waiting: 0; digests mailed: 0\n")
    assert "digest.0.to" in once.stderr
    assert run_command(tmp_path, "notify", **more).returncode == 3
