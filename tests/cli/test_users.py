"""``screening users`` and ``screening portfolios`` as an operator meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from screening.cli import main
from tests.accounts import PASSWORD

TWICE = f"{PASSWORD}\n{PASSWORD}\n"


def run(folder: Path, *arguments: str, typed: str = "") -> Result:
    """A command with what is typed into it."""
    env = {"SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db"}
    return CliRunner().invoke(main, arguments, input=typed, env=env)


def test_a_user_is_made_changed_and_listed(tmp_path: Path) -> None:
    assert run(tmp_path, "portfolios", "create", "retail", "--title", "Retail").exit_code == 0
    made = run(
        tmp_path,
        "users",
        "create",
        "anna",
        "--role",
        "analyst",
        "--portfolio",
        "retail",
        "--level",
        "junior",
        typed=TWICE,
    )
    assert made.exit_code == 0, made.output
    assert PASSWORD not in made.output
    changed = run(tmp_path, "users", "change", "anna", "--role", "auditor", "--disable")
    assert changed.exit_code == 0
    assert _listed(tmp_path) == ["anna", "auditor", "junior", "retail", "disabled"]
    for level, shown in (("senior", "senior"), ("none", "-")):
        assert run(tmp_path, "users", "change", "anna", "--level", level).exit_code == 0
        assert _listed(tmp_path)[2] == shown
    assert "Retail" in run(tmp_path, "portfolios", "list").output


def _listed(folder: Path) -> list[str]:
    """The line of the one user."""
    return run(folder, "users", "list").output.splitlines()[1].split()


@pytest.mark.parametrize(
    "arguments",
    [
        ("users", "create", "anna", "--role", "root", "--no-password"),
        ("users", "change", "anna", "--disable"),
        ("portfolios", "create", "A b", "--title", "x"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, *arguments)
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
