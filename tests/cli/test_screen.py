from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from screening.cli.screen import _identifier
from tests.loading import LIST_ID, OLD, command, list_xml, write
from tests.screened import COMPANY, KONY


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the list."""
    folder = tmp_path_factory.mktemp("cli")
    path = write(folder / "list.xml", list_xml(OLD, more=KONY + COMPANY))
    assert command(folder, "lists", "load", LIST_ID, str(path)).returncode == 0
    return folder


def _json(folder: Path, *arguments: str) -> Any:
    done = command(folder, "screen", *arguments, "--json")
    assert done.returncode == 0
    return json.loads(done.stdout)


def test_the_ledger_is_printed_and_adds_up(folder: Path) -> None:
    done = command(folder, "screen", "Joseph Kony", "--birth-date", "1970", "--type", "Person")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("hit: 1 hit at or above 0.7000 for Joseph Kony\n")
    score = re.search(r"^1\. (\d\.\d{4})  KONY, Joseph  \(xx_test_list 36, individual\)$", done.stdout, re.M)
    total = re.search(r"^ +total +\+(\d\.\d{4})$", done.stdout, re.M)
    assert score is not None
    assert total is not None
    assert score[1] == total[1]
    contributions = re.findall(r" ([+-]\d\.\d{4})(?:  |$)", done.stdout, re.M)
    assert f"{sum(map(float, contributions[:-1])):.4f}" == total[1]
    for shown in (
        f"{LIST_ID} 2026-01-01.",
        "sdnEntry[uid=36]",
        "https://lists.example/entries/36",
        "(primary name, strong)",
    ):
        assert shown in done.stdout


def test_no_hit_says_what_was_screened_against(folder: Path) -> None:
    done = command(folder, "screen", "Angela Merkel")
    assert done.returncode == 0
    assert done.stdout.startswith("no_hit: 0 hits at or above 0.7000 for Angela Merkel\n")
    assert f"{LIST_ID} 2026-01-01." in done.stdout
    assert "clear" not in done.stdout


@pytest.mark.parametrize("kind", ["pasport", "Pass port", "tax-number"])
def test_a_mistyped_type_of_identifier_is_no_part_of_the_number(folder: Path, kind: str) -> None:
    done = command(folder, "screen", "Xyz Qrs", "--identifier", f"{kind}:B014995")
    assert done.returncode == 2
    assert f"{kind!r} is no type of identifier; those are passport, national_id" in done.stderr


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Tax ID:1", {"type": "tax_id", "value": "1"}),
        ("national-id: 2", {"type": "national_id", "value": " 2"}),
        ("B014995", {"value": "B014995"}),
        ("12:34", {"value": "12:34"}),
        ("https://a.example", {"value": "https://a.example"}),
    ],
)
def test_a_type_of_identifier_is_read_in_any_spelling(text: str, read: dict[str, str]) -> None:
    assert _identifier(text) == read


def test_json_is_the_answer_of_the_api(folder: Path) -> None:
    answer = _json(
        folder,
        "Joseph Kony",
        "--country",
        "UG",
        "--identifier",
        "passport:A 1",
        "--limit",
        "1",
        "--list",
        LIST_ID,
    )
    assert (answer["status"], answer["limit"], answer["total_hits"]) == ("hit", 1, 1)
    assert answer["hits"][0]["designation_url"] == f"/api/v1/designations/{LIST_ID}/36"


def test_a_name_in_any_script_is_printed(folder: Path) -> None:
    assert "for 김정은" in command(folder, "screen", "김정은").stdout


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [(("J\udcf3seph Kony",), "NAME"), (("Joseph Kony", "--alias", "A", "--alias", "K\udcf6ny"), "--alias")],
)
def test_an_argument_in_another_encoding_is_refused_and_not_screened_without_its_letters(
    folder: Path, arguments: tuple[str, ...], parameter: str
) -> None:
    done = command(folder, "screen", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: Invalid value for '{parameter}': it is not UTF-8\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((" ",), 2, "subject.name: must not be blank"),
        (("A", "--birth-date", "x", "--country", "zz"), 2, "subject.birth_dates[0]"),
        (("A", "--threshold", "0.3"), 2, "threshold: must be from 0.50"),
        (("A", "--threshold", "nan"), 2, "threshold: must be a number"),
        (("A", "--list", "zz"), 2, "lists[0]: is not a list"),
        (("A", "--list", "us_ofac_sdn"), 4, "no version in force of us_ofac_sdn"),
        (("A", "--as-of", "2025-12-31"), 2, "2025-12-31"),
        (("A", "--limit", "0"), 2, "limit"),
        ((), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = command(folder, "screen", *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert (len(done.stderr.splitlines()), done.stdout) == (1, "")


def test_without_a_list_there_is_no_answer(tmp_path: Path) -> None:
    done = command(tmp_path, "screen", "Joseph Kony")
    assert (done.returncode, done.stdout) == (4, "")
    assert "no list has a version in force" in done.stderr


def test_a_database_that_cannot_be_written_answers_nothing(tmp_path: Path) -> None:
    (tmp_path / "screening.db").write_bytes(b"this is no database, whatever it is called")
    done = command(tmp_path, "screen", "Joseph Kony")
    assert (done.returncode, done.stdout) == (5, "")
    assert len(done.stderr.splitlines()) == 1
