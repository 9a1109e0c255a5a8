"""``screening report`` and ``screening audit verify --keep``, as an operator meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from screening.cli import main
from tests.loading import OLD, list_xml, write
from tests.screened import KONY


def run(*arguments: str) -> tuple[int, str]:
    """A command of this process: its exit code and what it printed."""
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


@pytest.fixture
def screened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a screening with a hit."""
    monkeypatch.setenv("SCREENING_DATABASE_URL", f"sqlite:///{tmp_path}/screening.db")
    file = write(tmp_path / "list.xml", list_xml(OLD, more=KONY))
    assert run("lists", "load", "us_ofac_sdn", str(file))[0] in (0, 4)
    _, output = run("lists", "versions", "us_ofac_sdn")
    version = output.split("2026-01-01.")[1].split()[0]
    run("lists", "release", "us_ofac_sdn", f"2026-01-01.{version}", "--reason", "a test", "--by", "Anna")
    code, output = run("screen", "Joseph Kony", "--json")
    assert code == 0, output
    return str(json.loads(output)["id"])


def test_a_report_is_written_to_a_file_and_another_ending_is_refused(screened: str, tmp_path: Path) -> None:
    code, output = run("report", "screening", screened, str(tmp_path / "report.html"))
    assert code == 0, output
    assert "Joseph" in (tmp_path / "report.html").read_text("utf-8")
    assert run("report", "screening", screened, str(tmp_path / "report.pdf"))[0] == 0
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert run("report", "screening", screened, str(tmp_path / "report.doc"))[0] == 2
    assert run("report", "screening", "none", str(tmp_path / "none.html"))[0] == 2
    assert run("report", "alert", "none", str(tmp_path / "none.html"))[0] == 2
    assert not (tmp_path / "none.html").exists()
    code, output = run("report", "screening", screened, str(tmp_path / "no" / "report.html"))
    assert (code, "cannot be written: No such" in output) == (2, True)


def test_a_verification_that_is_kept_is_told_by_the_next_report(screened: str, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    run("report", "screening", screened, str(out))
    assert "no verification has been kept yet" in out.read_text("utf-8")
    assert run("audit", "verify")[0] == 0
    assert run("audit", "verify", "--keep")[0] == 0
    run("report", "screening", screened, str(out))
    assert "nothing wrong" in out.read_text("utf-8")
