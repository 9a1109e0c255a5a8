"""``screening lists`` and ``screening db`` as an operator meets them: text, exit codes, one sentence."""

from __future__ import annotations

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from screening import __version__
from screening.cli import COMMANDS
from screening.sources.registry import all_sources
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, command, list_xml, write
from tests.scripted_server import Answer, serving

FEW = list_xml(NEW, {1: "IVANOV"})


def test_a_load_prints_its_figures(tmp_path: Path) -> None:
    done = _load(tmp_path, list_xml())
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert re.fullmatch(rf"{LIST_ID} 2026-01-01\.[0-9a-f]{{8}}: in force", lines[0])
    assert re.search(r"4 names and 4 manipulations, 0 missed", lines[-2])
    assert lines[1:-2] == [
        "  designations  4: 4 individuals, 0 entities, 0 vessels, 0 aircraft",
        "  names         4: 4 primary, 0 strong and 0 weak aliases",
        "  changes       4 added, 0 amended, 0 removed",
        "  quarantined   0",
        "  unknown       0 fields",
    ]
    assert re.fullmatch(r"  proof         .*Z: 4 names and 4 manipulations, 0 missed, \d+\.\d s", lines[-2])


def test_the_table_shows_what_is_in_force_and_what_is_not(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    done = command(tmp_path, "lists")
    assert done.returncode == 0
    header, *rows = done.stdout.splitlines()
    assert header.split("  ")[0] == "list"
    states = {row.split()[0]: row.split()[-1] for row in rows}
    assert list(states) == [*(source.list_id for source in all_sources()), LIST_ID]
    assert states.pop(LIST_ID) == "active"
    assert set(states.values()) == {"none"}


def test_the_table_as_json_is_what_the_api_says(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    shown = {each["list_id"]: each for each in json.loads(command(tmp_path, "lists", "--json").stdout)}
    assert shown["us_ofac_sdn"]["state"] == "none"
    assert shown[LIST_ID]["in_force"]["designations"] == 4
    assert shown[LIST_ID]["in_force"]["held_reason"] is None


def test_a_held_version_is_told_flagged_and_released(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    held = _load(tmp_path, FEW)
    version = held.stdout.split()[1].rstrip(":")
    assert held.returncode == 4
    assert f"{LIST_ID} {version} is held and not in force: it has 1 designations" in _sentence(held)
    assert f"`screening lists release {LIST_ID} {version} --reason WHY --by NAME`" in _sentence(held)

    table = command(tmp_path, "lists")
    assert (table.returncode, f"held_version {version}" in table.stdout) == (6, True)

    release = ("lists", "release", LIST_ID, version)
    assert command(tmp_path, *release).returncode == 2
    done = command(tmp_path, *release, "--reason", "It is so", "--by", "Ann")
    assert (done.returncode, done.stdout) == (0, f"{LIST_ID} {version}: in force\n")
    assert command(tmp_path, "lists").returncode == 0


def test_an_older_version_is_loaded_and_said_not_to_be_in_force(tmp_path: Path) -> None:
    _load(tmp_path, list_xml(NEW))
    older = _load(tmp_path, list_xml(OLD))
    assert older.returncode == 0
    assert _sentence(older).startswith("Not put in force: 2026-02-01.")


def test_two_loads_at_once_take_turns_and_the_newer_version_stays(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old.xml", list_xml(OLD)), write(tmp_path / "new.xml", list_xml(NEW))
    with ThreadPoolExecutor() as both:
        done = list(both.map(lambda file: command(tmp_path, "lists", "load", LIST_ID, str(file)), (new, old)))
    assert [one.returncode for one in done] == [0, 0]
    assert "2026-02-01" in command(tmp_path, "lists").stdout


def test_the_history_and_the_difference_of_two_versions_are_shown(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    _load(tmp_path, list_xml(NEW, {**PEOPLE, 1: "IVANOFF", 5: "POPOV"}))
    rows = command(tmp_path, "lists", "versions", LIST_ID).stdout.splitlines()[1:]
    new, old = (row.split()[0] for row in rows)
    assert [row.split()[6] for row in rows] == ["active", "superseded"]
    assert all("0 missed" in row for row in rows)
    assert all("ofac-classic-xml@" in row for row in rows)
    done = command(tmp_path, "lists", "diff", LIST_ID, old, new)
    assert done.stdout.splitlines() == [
        "1 added, 1 amended, 0 removed",
        "added    5  POPOV",
        "amended  1  IVANOFF",
    ]
    assert command(tmp_path, "lists", "diff", LIST_ID, new, new).stdout == "0 added, 0 amended, 0 removed\n"
    done = command(tmp_path, "lists", "diff", LIST_ID, old, new, "--fields")
    assert [line.split(maxsplit=1)[1] for line in done.stdout.splitlines()[3:]] == [
        "- IVANOV (kind: primary name)",
        "+ IVANOFF (kind: primary name)",
    ]
    shown = json.loads(command(tmp_path, "lists", "diff", LIST_ID, old, new, "--json").stdout)
    assert (shown["total"], shown["changes"][1]["fields"][0]["field"]) == (2, "names")


def test_an_entry_is_shown_with_its_raw_record_now_and_as_of_a_day(tmp_path: Path) -> None:
    old = _load(tmp_path, list_xml()).stdout.split()[1].rstrip(":")
    _load(tmp_path, list_xml(NEW, {**PEOPLE, 1: "IVANOFF"}))
    show = ("lists", "show", LIST_ID, "1")
    now = command(tmp_path, *show).stdout.splitlines()
    assert now[0] == f"IVANOFF  ({LIST_ID} 1, individual)"
    assert [line.split() for line in now if line.startswith("  names")] == [
        ["names", "IVANOFF", "(kind:", "primary", "name)"]
    ]
    assert now[-2:-1] == ["list.xml, line 1:"]
    assert now[-1].startswith("<sdnEntry><uid>1</uid><lastName>IVANOFF</lastName>")
    assert command(tmp_path, *show, "--as-of", "2026-01-31").stdout.startswith("IVANOV  (")
    shown = json.loads(command(tmp_path, *show, "--version", old, "--json").stdout)
    assert shown["raw_records"][0]["text"].startswith("<sdnEntry><uid>1</uid><lastName>IVANOV</lastName>")


def test_a_party_is_screened_as_of_a_day(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    _load(tmp_path, list_xml(NEW, {**PEOPLE, 5: "POPOV"}))
    ask = ("screen", "POPOV", "--as-of")
    assert command(tmp_path, *ask, "2026-01-31").stdout.startswith("no_hit:")
    assert command(tmp_path, *ask, "2026-02-01").stdout.startswith("hit: 1 hit")
    too_early = command(tmp_path, *ask, "2025-12-31")
    assert (too_early.returncode, too_early.stdout) == (2, "")
    assert "published by 2025-12-31" in _sentence(too_early)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("lists", "load", "no_such_list", "{file}"), 2, "no_such_list"),
        (("lists", "load", LIST_ID), 2, "Missing argument"),
        (("lists", "load", LIST_ID, "{file}", "--published", "01/02/2026"), 2, "does not match the format"),
        (("lists", "load", LIST_ID, "{file}", "--published", "2026-02-01"), 2, "was published on 2026-01-01"),
        (("lists", "load", LIST_ID, "{missing}"), 3, "missing.xml does not exist"),
        (("lists", "load", "un_sc_sanctions", "{file}"), 3, "looks like"),
        (("lists", "versions", "no_such_list"), 2, "no_such_list"),
        (("lists", "diff", LIST_ID, "2020-01-01.00000000", "2020-01-02.00000000"), 2, "2020-01-01.00000000"),
        (("lists", "release", LIST_ID, "x", "--reason", "y", "--by", "z"), 2, "has no version"),
        (("lists", "show", LIST_ID, "1"), 2, "no designation with this reference"),
        (("lists", "show", LIST_ID, "1", "--as-of", "2026-01-01"), 2, "published by 2026-01-01"),
        (("lists", "nonsense"), 2, "No such command"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_an_error_is_one_sentence_and_its_exit_code(
    tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    places = {"{file}": write(tmp_path / "list.xml", list_xml()), "{missing}": tmp_path / "missing.xml"}
    done = command(tmp_path, *(str(places.get(argument, argument)) for argument in arguments))
    assert done.returncode == code
    assert sentence in _sentence(done)


def test_a_database_that_cannot_be_opened_is_exit_code_5(tmp_path: Path) -> None:
    write(tmp_path / "screening.db", b"this is no database " * 100)
    done = command(tmp_path, "lists")
    assert done.returncode == 5
    assert "screening.db" in _sentence(done)


def test_a_setting_that_is_wrong_is_named(tmp_path: Path) -> None:
    done = command(tmp_path, "lists", SCREENING_FETCH_TIMEOUT="soon")
    assert done.returncode == 2
    assert "SCREENING_FETCH_TIMEOUT" in _sentence(done)


def test_a_refresh_fetches_and_a_second_one_finds_nothing_new(tmp_path: Path) -> None:
    with serving(Answer(list_xml(), headers={"ETag": '"1"'}), Answer(status=304)) as server:
        first = _refresh(tmp_path, server.url)
        second = _refresh(tmp_path, server.url)
    assert (first.returncode, second.returncode) == (0, 0)
    assert second.stdout.endswith(": unchanged\n")


def test_a_refresh_that_fails_keeps_the_list_and_goes_on_with_the_next(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    with serving(Answer(status=404)) as broken, serving(Answer(b"<html></html>")) as other:
        urls = json.dumps({LIST_ID: broken.url, "un_sc_sanctions": other.url})
        done = command(tmp_path, "lists", "refresh", LIST_ID, "un_sc_sanctions", SCREENING_LIST_URLS=urls)
    assert done.returncode == 4
    first, second = done.stderr.splitlines()
    assert re.fullmatch(
        rf"Error: {LIST_ID}: .* answered 404 Not Found \(2026-01-01.* stays in force\)", first
    )
    assert re.fullmatch(r"Error: un_sc_sanctions: .* HTML page.* \(no version is in force\)", second)


def test_a_failed_refresh_of_a_list_in_force_is_a_reservation(tmp_path: Path) -> None:
    _load(tmp_path, list_xml())
    with serving(Answer(status=404)) as server:
        assert _refresh(tmp_path, server.url).returncode == 6
    with serving(Answer(b"<html></html>")) as server:
        assert _refresh(tmp_path, server.url).returncode == 3
    with serving(Answer(FEW)) as server:
        assert _refresh(tmp_path, server.url).returncode == 4


def test_an_address_that_is_none_is_exit_code_5(tmp_path: Path) -> None:
    done = command(tmp_path, "lists", SCREENING_DATABASE_URL="garbage", SCREENING_DATA_DIR="")
    assert done.returncode == 5
    assert "is not understood" in _sentence(done)


def test_the_database_is_migrated_backed_up_and_restored(tmp_path: Path) -> None:
    assert "none" in command(tmp_path, "db", "current").stdout
    assert command(tmp_path, "db", "upgrade").returncode == 0
    _load(tmp_path, list_xml())
    copy = tmp_path / "copy.db"
    assert command(tmp_path, "db", "backup", str(copy)).returncode == 0
    assert command(tmp_path, "db", "backup", str(copy)).returncode == 5
    _load(tmp_path, list_xml(NEW))
    restore = ("db", "restore", str(copy))
    refused = command(tmp_path, *restore)
    assert refused.returncode == 2
    assert "database 8 records, last 8; backup 5 records, last 5" in _sentence(refused)
    assert "2026-02-01" in command(tmp_path, "lists").stdout
    done = command(tmp_path, *restore, "--discard-newer-records")
    heads = "database 8 records, last 8; backup 5 records, last 5"
    assert (done.returncode, done.stdout) == (0, f"restored from {copy}; before: {heads}\n")
    assert "2026-01-01" in command(tmp_path, "lists").stdout


def test_the_overview_is_told_without_importing_any_command() -> None:
    program = "import sys; from screening.cli import main; main(['--help'], standalone_mode=True)"
    heavy = "import atexit, sys; atexit.register(lambda: print('sqlalchemy' in sys.modules)); "
    done = run((sys.executable, "-c", heavy + program), capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "False")
    assert all(name in done.stdout for name in COMMANDS)


def test_the_release_is_told(tmp_path: Path) -> None:
    done = command(tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"screening {__version__}\n")


def _load(folder: Path, content: bytes) -> CompletedProcess[str]:
    return command(folder, "lists", "load", LIST_ID, str(write(folder / "list.xml", content)))


def _refresh(folder: Path, url: str) -> CompletedProcess[str]:
    urls = json.dumps({LIST_ID: url})
    return command(folder, "lists", "refresh", LIST_ID, SCREENING_LIST_URLS=urls)


def _sentence(done: CompletedProcess[str]) -> str:
    """What went wrong: one line, and no traceback."""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.removeprefix("Error: ").strip()
