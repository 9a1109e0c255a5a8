"""``screening policy``: written by one, put in force by another, and refused with the line."""

from __future__ import annotations

import json
from pathlib import Path

from screening.matching.policy import default_policy
from tests.loading import LIST_ID, command, list_xml, write

OWN = b'name = "own"\n[lists.eu_fsf]\ndemanded = true\n[facts.gender]\nuse = false\n'


def _list_file(folder: Path) -> str:
    return str(write(folder / "a.xml", list_xml()))


def test_a_policy_goes_from_a_file_into_force_and_into_every_answer(tmp_path: Path) -> None:
    file = write(tmp_path / "own.toml", OWN)
    assert (
        command(tmp_path, "lists", "load", LIST_ID, str(write(tmp_path / "a.xml", list_xml()))).returncode
        == 0
    )
    checked = command(tmp_path, "policy", "check", str(file))
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "facts.gender.use: - -> false" in checked.stdout
    drafted = command(tmp_path, "policy", "draft", str(file), "--by", "A. Author").stdout
    policy = drafted.split(":")[0]
    assert policy.startswith("own-")
    forced = command(tmp_path, "policy", "force", "own", "--by", "B. Head", "--reason", "agreed")
    assert forced.stdout == f"{policy}: in force\n"
    shown = command(tmp_path, "policy", "show").stdout
    assert f"{policy}: in force" in shown
    assert "put in force by B. Head" in shown
    assert OWN.decode() in shown
    rows = command(tmp_path, "policy", "list").stdout.splitlines()
    assert [row.split()[0] for row in rows[1:]] == [policy, default_policy().id]
    answer = command(tmp_path, "screen", "PETROV", "--json")
    assert json.loads(answer.stdout)["policy"] == policy
    assert answer.returncode == 4
    assert "eu_fsf is demanded and not loaded" in answer.stderr
    assert command(tmp_path, "lists").returncode == 4


def test_an_invalid_policy_is_one_sentence_with_all_lines_and_exit_code_3(tmp_path: Path) -> None:
    file = write(tmp_path / "own.toml", b'name = "own"\n[thresholds]\nalert = 2\n\nflor = 0.5\n')
    for arguments in (("check", str(file)), ("draft", str(file), "--by", "A. Author")):
        refused = command(tmp_path, "policy", *arguments)
        assert (refused.returncode, refused.stdout) == (3, "")
        assert refused.stderr == (
            "Error: own.toml: line 3: thresholds.alert must be from 0.5 to 1, not 2; "
            "line 5: thresholds.flor is no key of a policy; here may stand alert, floor, types\n"
        )
    assert command(tmp_path, "lists", "load", LIST_ID, "x.xml", SCREENING_POLICY=str(file)).returncode == 3


def test_the_settings_file_is_in_force_from_the_first_command_on(tmp_path: Path) -> None:
    file = write(tmp_path / "own.toml", OWN)
    command(
        tmp_path,
        "lists",
        "load",
        LIST_ID,
        str(write(tmp_path / "a.xml", list_xml())),
        SCREENING_POLICY=str(file),
    )
    shown = json.loads(command(tmp_path, "policy", "show", "--json").stdout)
    assert (shown["author"], shown["state"]) == ("settings", "in force")
    assert shown["put_in_force"][0]["reason"] == "SCREENING_POLICY names own.toml"
    assert shown["content"]["facts"]["gender"]["use"] is False
