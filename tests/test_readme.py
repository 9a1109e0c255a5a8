"""What the README shows is what the product answers, on the samples that it ships."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from screening.app import create_app
from screening.cli import main
from screening.config import Settings
from screening.services.deps import Deps, open_deps
from screening.services.refresh import load_samples

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
VARYING = frozenset(
    {
        "id",
        "screened_at",
        "retrieved_at",
        "checked_at",
        "corpus",
        "sha256",
        "version",
        "list_version",
        "policy",
    }
)
"""Members that differ from run to run, or whenever a sample or a policy is amended."""


@pytest.fixture
def deps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deps]:
    """An installation with the samples loaded, in force for the command line too."""
    url = f"sqlite:///{tmp_path / 'screening.db'}"
    monkeypatch.setenv("SCREENING_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    with closing(open_deps(Settings(database_url=url))) as opened:
        load_samples(opened)
        yield opened


def test_the_request_shown_is_answered_as_shown(deps: Deps) -> None:
    command = shlex.split(_block("curl ").replace("\\\n", ""))
    body = json.loads(command[command.index("-d") + 1])
    answer = create_app(deps).test_client().post("/api/v1/screenings", json=body)
    assert answer.status_code == 201
    assert _steady(answer.json) == _steady(json.loads(_block("{")))


def test_the_score_shown_is_the_sum_of_its_ledger() -> None:
    (hit,) = json.loads(_block("{"))["hits"]
    assert round(sum(line["contribution"] for line in hit["evidence"]), 4) == hit["score"]


def test_the_ledger_shown_is_what_the_command_prints(deps: Deps) -> None:
    command = re.search(r"^screening (screen .*)$", README, re.MULTILINE)
    assert command
    printed = _run(shlex.split(command[1]), exit_code=0)
    assert _masked(_block("1. ")) in _masked(printed)


def test_the_file_shown_is_answered_as_shown(deps: Deps, tmp_path: Path) -> None:
    command = re.search(r"^screening (batch .*)$", README, re.MULTILINE)
    assert command
    (tmp_path / "customers.csv").write_text(_block("id,name,date of birth\n"), encoding="utf-8")
    _run(shlex.split(command[1]), exit_code=6)
    written = (tmp_path / "answered.csv").read_text(encoding="utf-8")
    assert _masked(written) == _masked(_block("id,name,date of birth,"))


def _run(arguments: list[str], *, exit_code: int) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == exit_code, result.output
    return result.output


def _block(start: str) -> str:
    """The first code block that begins so."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return next(str(block) for block in blocks if block.startswith(start))


def _steady(value: Any) -> Any:
    """``value`` with the varying members reduced to their type."""
    if isinstance(value, dict):
        return {k: type(v).__name__ if k in VARYING else _steady(v) for k, v in value.items()}
    return [_steady(item) for item in value] if isinstance(value, list) else value


def _masked(text: str) -> str:
    """``text`` without hashes, version ids and trailing blanks."""
    lines = (
        re.sub(r"\b(\d{4}-\d\d-\d\d\.)?(?=\w*\d)[0-9a-f]{8,64}\b", "#", line) for line in text.splitlines()
    )
    return "\n".join(line.rstrip() for line in lines)
