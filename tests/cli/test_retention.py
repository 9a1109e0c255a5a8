"""``screening retention`` as an operator meets it."""

from __future__ import annotations

from pathlib import Path

from tests.loading import command

WHO = ("--reason", "why", "--by", "Ann")


def test_the_rules_are_shown_with_the_law_that_they_come_from(tmp_path: Path) -> None:
    done = command(tmp_path, "retention", "rules")
    assert done.returncode == 0
    (us,) = [line for line in done.stdout.splitlines() if line.startswith("us ")]
    assert us.split()[1:4] == ["yes", "10", "10"]
    assert "31 CFR 501.601" in us


def test_a_hold_is_placed_shown_and_lifted(tmp_path: Path) -> None:
    placed = command(tmp_path, "retention", "hold", "client-1", *WHO)
    assert placed.returncode == 0, placed.stderr
    hold = placed.stdout.strip()
    assert f"{hold}  client-1   Ann" in command(tmp_path, "retention", "holds").stdout
    assert command(tmp_path, "retention", "lift", hold, *WHO).returncode == 0
    assert len(command(tmp_path, "retention", "holds").stdout.splitlines()) == 1
    assert command(tmp_path, "retention", "hold", *WHO).returncode == 2, "of whom?"


def test_an_end_is_told_and_what_is_due_goes(tmp_path: Path) -> None:
    done = command(tmp_path, "retention", "relationship", "client-1", "--ended", "2001-02-28", *WHO)
    assert (done.returncode, done.stdout) == (0, "client-1: ended on 2001-02-28\n")
    assert command(tmp_path, "retention", "due").stdout.split() == ["class", "records", "rule"]
    done = command(tmp_path, "retention", "purge", *WHO)
    assert (done.returncode, done.stdout) == (0, "0 records purged\n")
    assert command(tmp_path, "retention", "purge", "--by", "Ann").returncode == 2
    assert command(tmp_path, "audit", "verify").returncode == 0
