"""``docs/adding-a-list.md`` followed to the letter: its blocks make a list that works everywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/adding-a-list.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^screening (.+)$", re.MULTILINE)
COPIED = ("screening", "lists", "migrations", "docs", "tests", "setup.cfg", "pyproject.toml", "Makefile")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout to which somebody has added the list of the page."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for path, text in BLOCK.findall(PAGE):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    _fill_tables(folder)
    return folder


def test_the_page_makes_a_module_and_a_folder() -> None:
    assert [path for path, _ in BLOCK.findall(PAGE)] == [
        "screening/sources/xx_register.py",
        "lists/xx_register/README.md",
        "lists/xx_register/programmes.csv",
        "lists/xx_register/sample.xml",
    ]


def test_the_commands_of_the_page_work(checkout: Path) -> None:
    loaded, shown, screened = (_screening(checkout, command) for command in COMMAND.findall(PAGE))
    assert "xx_register 2026-01-31." in loaded
    assert "2: 1 individuals, 1 entities" in loaded
    assert "unknown       0 fields" in loaded
    assert "not described" not in loaded
    assert "EX-1: Example regime (Act on Examples 2020; full block)" in shown
    assert "sample.xml, line 3:\n<entry>\n    <number>P-1</number>" in shown
    assert "Erika Beispiel (primary name, strong)" in screened
    assert "asset freeze, travel ban" in screened


def test_what_the_layout_does_not_know_is_reported(checkout: Path) -> None:
    sample = (checkout / "lists/xx_register/sample.xml").read_text("utf-8")
    planted = checkout / "planted.xml"
    planted.write_text(sample.replace("<kind>company", "<colour>red</colour><kind>company"), "utf-8")
    assert "entry/colour: 1" in _screening(checkout, f"lists load xx_register {planted}")


def test_the_checks_of_every_list_pass_on_it(checkout: Path) -> None:
    tests = ["tests/lists", "tests/test_docs.py"]
    chosen = "(xx_register or table) and not published and not settings"
    done = _run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", chosen)
    assert done.returncode == 0, done.stdout
    done = _run(checkout, "-m", "ruff", "check", "--no-cache", "screening/sources/xx_register.py")
    assert done.returncode == 0, done.stdout
    done = _run(checkout, "-m", "ruff", "format", "--check", "--no-cache", "screening/sources/xx_register.py")
    assert done.returncode == 0, done.stdout


def _fill_tables(folder: Path) -> None:
    """Step 4 of the page, for the tables of the documentation."""
    row = "| `xx_register` | Register of Example | Ministry of Examples | xx-register-xml |\n"
    _append_row(folder / "docs/lists.md", row)
    _append_row(folder / "docs/coverage.md", "| `xx_register` | XML | | never | invented |\n")


def _append_row(path: Path, row: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if re.match(r"\| `[a-z]{2}_", line))
    path.write_text("".join([*lines[: last + 1], row, *lines[last + 1 :]]), encoding="utf-8")


def _screening(folder: Path, command: str) -> str:
    """What the command prints, run in the checkout over a database of its own."""
    arguments = re.findall(r'"[^"]*"|\S+', command)
    program = "from screening.cli import main; main()"
    done = _run(folder, "-c", program, *(argument.strip('"') for argument in arguments))
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SCREENING_", "PYTEST"))
    }
    env = {**kept, "PYTHONPATH": str(folder), "SCREENING_DATABASE_URL": f"sqlite:///{folder}/var/s.db"}
    return subprocess.run((sys.executable, *arguments), cwd=folder, env=env, capture_output=True, text=True)
