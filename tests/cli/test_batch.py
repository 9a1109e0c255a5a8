from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.loading import LIST_ID, OLD, PLUGGED, command, list_xml, write
from tests.screened import COMPANY, KONY

CLEAN = "id,name\n1,Joseph Kony\n2,Angela Merkel\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the list."""
    folder = tmp_path_factory.mktemp("cli")
    path = write(folder / "list.xml", list_xml(OLD, more=KONY + COMPANY))
    assert command(folder, "lists", "load", LIST_ID, str(path)).returncode == 0
    return folder


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """IN, filled, and OUT, not there yet."""
    return str(write(tmp_path / "in.csv", CLEAN.encode())), str(tmp_path / "out.csv")


def test_the_summary_reconciles(folder: Path, files: tuple[str, str]) -> None:
    done = command(folder, "batch", *files)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 rows = 1 hit + 1 no_hit + 0 incomplete + 0 invalid; corpus ")


def test_invalid_rows_are_told_by_the_exit_code(folder: Path, files: tuple[str, str]) -> None:
    write(Path(files[0]), b"id,name\n1,Joseph Kony\n2,\n")
    done = command(folder, "batch", *files)
    assert done.returncode == 6
    assert "1 hit + 0 no_hit + 0 incomplete + 1 invalid" in done.stdout


def test_incomplete_rows_are_told_by_the_exit_code(folder: Path, files: tuple[str, str]) -> None:
    write(Path(files[0]), b"id,name,country\n1,Joseph Kony,Cuba\n2,Angela Merkel,Atlantis\n")
    done = command(folder, "batch", *files)
    assert done.returncode == 6
    assert "1 hit + 0 no_hit + 1 incomplete + 0 invalid" in done.stdout


def test_a_partial_list_is_announced(tmp_path: Path, files: tuple[str, str]) -> None:
    path = write(tmp_path / "list.xml", list_xml(OLD, more=KONY))
    command(tmp_path, "lists", "load", LIST_ID, str(path), "--partial")
    done = command(tmp_path, "batch", *files)
    assert f"Warning: {LIST_ID} was loaded from an incomplete set of files" in done.stderr


def test_a_newer_version_that_is_held_is_told(tmp_path: Path, files: tuple[str, str]) -> None:
    path = write(tmp_path / "list.xml", list_xml(OLD))
    command(tmp_path, "lists", "load", LIST_ID, str(path))
    halved = write(tmp_path / "halved.xml", list_xml(OLD.replace(month=2), {1: "IVANOV", 2: "PETROV"}))
    assert command(tmp_path, "lists", "load", LIST_ID, str(halved)).returncode == 4
    done = command(tmp_path, "batch", *files)
    assert done.returncode == 6
    assert f"a newer version of {LIST_ID} is held" in done.stderr
    assert command(tmp_path, "screen", "A").returncode == 6


def test_columns_can_be_mapped(folder: Path, files: tuple[str, str]) -> None:
    write(Path(files[0]), b"Nr;Kunde\n1;Joseph Kony\n")
    assert command(folder, "batch", *files).returncode == 3
    done = command(folder, "batch", *files, "--map", "name=Kunde", "--map", "id=Nr")
    assert done.stdout.startswith("1 rows = 1 hit")


@pytest.mark.parametrize(
    ("content", "options", "code", "said"),
    [
        (b"id,kunde\n1,A\n", (), 3, "in.csv: there is no name column"),
        (b"name,NAME\nA,B\n", (), 3, "two columns are called name"),
        (b"name,screening_status\nA,hit\n", (), 3, "screening_status"),
        (b"", (), 3, "the file is empty"),
        ("name\nMüller\n".encode("cp1252"), (), 3, "this is not UTF-8"),
        (b'name\n"A\n', (), 3, "a quotation mark is opened"),
        (b"<html><body>name</body></html>", (), 3, "there is no name column"),
        (CLEAN.encode(), ("--threshold", "0.1"), 2, "threshold: must be from 0.50"),
        (CLEAN.encode(), ("--threshold", "nan"), 2, "threshold: must be a number"),
        (CLEAN.encode(), ("--map", "name"), 2, "FIELD=COLUMN was expected"),
        (CLEAN.encode(), ("--encoding", "utf-9"), 2, "there is no such encoding"),
        (CLEAN.encode(), ("--workers", "0"), 2, "--workers"),
    ],
)
def test_what_cannot_be_screened_is_said_in_one_sentence(
    folder: Path, files: tuple[str, str], content: bytes, options: tuple[str, ...], code: int, said: str
) -> None:
    write(Path(files[0]), content)
    done = command(folder, "batch", *files, *options)
    assert done.returncode == code
    assert said in done.stderr
    assert (len(done.stderr.splitlines()), done.stdout) == (1, "")
    assert not list(Path(files[1]).parent.glob("out*"))


def test_a_missing_file_is_a_bad_input(folder: Path, files: tuple[str, str]) -> None:
    done = command(folder, "batch", files[0] + "x", files[1])
    assert done.returncode == 3
    assert "there is no such file" in done.stderr


def test_a_folder_is_no_input(folder: Path, files: tuple[str, str]) -> None:
    done = command(folder, "batch", str(folder), files[1])
    assert (done.returncode, "this is no file" in done.stderr) == (3, True)


def test_without_a_list_no_row_is_answered(tmp_path: Path, files: tuple[str, str]) -> None:
    assert command(tmp_path, "batch", *files).returncode == 4
    assert not Path(files[1]).exists()


def test_the_preview_says_how_a_file_is_read_and_needs_no_list(
    tmp_path: Path, files: tuple[str, str]
) -> None:
    write(Path(files[0]), b"Kundennr;Name;Vorname;Saldo\n1;Merkel;Angela;5\n")
    done = command(tmp_path, "batch", files[0], "--preview")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "in.csv: csv, encoding utf-8, delimiter semicolon, 1 rows",
        "  Kundennr  id",
        "  Name      name",
        "  Vorname   given_name",
        "  Saldo     (passes through)",
        'row 1, id 1: {"name": "Angela Merkel"}',
    ]
    shown = json.loads(command(tmp_path, "batch", *files, "--dry-run", "--json").stdout)
    assert (shown["unmapped"], shown["rows"]) == (["Saldo"], 1)
    assert not list(tmp_path.glob("*.db")) and not Path(files[1]).exists()  # noqa: PT018 - nothing was written


def test_without_out_nothing_is_done(folder: Path, files: tuple[str, str]) -> None:
    done = command(folder, "batch", files[0])
    assert (done.returncode, "OUT is missing" in done.stderr) == (2, True)


def test_the_summary_is_to_be_had_as_json(folder: Path, files: tuple[str, str], tmp_path: Path) -> None:
    told = json.loads(
        command(folder, "batch", *files, "--json", "--summary", str(tmp_path / "s.json")).stdout
    )
    assert told == json.loads((tmp_path / "s.json").read_text("utf-8"))
    assert told["counts"] == {"hit": 1, "no_hit": 1, "suppressed": 0, "incomplete": 0, "invalid": 0}
    assert (told["rows"], told["threshold"], told["input_name"]) == (2, 0.7, "in.csv")
    assert told["input_sha256"] == hashlib.sha256(CLEAN.encode()).hexdigest()
    assert told["policy"].startswith("default-")
    again = command(folder, "batch", *files, "--summary", str(tmp_path / "s.json"))
    assert (again.returncode, json.loads((tmp_path / "s.json").read_text("utf-8"))["continued_after"]) == (
        0,
        2,
    )


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("in.csv", "must be different files"),
        ("out.csv.partial", "must be different files"),
        ("other.csv", "is no summary of a batch; name another file, or say --overwrite"),
        ("missing/s.json", "the summary cannot be written there (No such file or directory)"),
        ("", "the summary cannot be written there (Is a directory)"),
    ],
)
def test_a_summary_that_cannot_be_written_is_refused_before_the_start(
    folder: Path, files: tuple[str, str], tmp_path: Path, summary: str, said: str
) -> None:
    write(tmp_path / "other.csv", b"id,name\n")
    done = command(folder, "batch", *files, "--summary", str(tmp_path / summary))
    assert (done.returncode, said in done.stderr, len(done.stderr.splitlines())) == (2, True, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "other.csv"}
    assert Path(files[0]).read_text("utf-8") == CLEAN


def test_a_row_is_answered_again(folder: Path, files: tuple[str, str]) -> None:
    batch = json.loads(command(folder, "batch", *files, "--json").stdout)["batch_id"]
    again = command(folder, "batch-row", batch, files[0], "1")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "The same hits as were recorded.")
    assert f"id 1: hit, 1 hits\n  1.0000 {LIST_ID} 36 KONY, Joseph" in again.stdout
    shown = json.loads(command(folder, "batch-row", batch, files[0], "2", "--json").stdout)
    assert (shown["outcome"], shown["status"], shown["hits"]) == ("same", "no_hit", [])
    other = command(folder, "batch-row", batch, files[1], "1")
    assert (other.returncode, "this is not the file of batch" in other.stderr) == (3, True)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_full_disk_is_told_and_the_same_command_continues(
    folder: Path, tmp_path: Path, ending: str
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / f"out{ending}"
    write(source, ("id,name,note\n" + f"1,Angela Merkel,{'x' * 2_000}\n" * 2_000).encode())
    done = _with_room_for(1_000_000, folder, "batch", str(source), str(out), "--workers", "1")
    assert done.returncode == 2
    assert re.fullmatch(rf"Error: .*out{ending}: it cannot be written \(File too large\); .*\n", done.stderr)
    assert not out.exists()
    again = command(folder, "batch", str(source), str(out), "--workers", "1")
    assert (again.returncode, again.stderr) == (0, "")
    assert int(re.findall(r"([\d,]+) of them answered before", again.stdout)[0].replace(",", "")) > 0
    whole = tmp_path / f"whole{ending}"
    assert command(folder, "batch", str(source), str(whole), "--workers", "1").returncode == 0
    assert out.read_bytes() == whole.read_bytes()


def _with_room_for(most: int, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command where no file can grow beyond so many bytes, as on a disk that is full."""
    program = "import sys, screening.sources; screening.sources.__path__.append(sys.argv.pop(1)); "
    program += "from screening.cli import main; main()"
    env = {**os.environ, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db"}
    command_line = (sys.executable, "-c", program, str(PLUGGED), *arguments)
    limit = ("prlimit", f"--fsize={most}")
    return subprocess.run([*limit, *command_line], env=env, capture_output=True, text=True, check=False)


def test_a_place_that_cannot_be_written_is_told(folder: Path, files: tuple[str, str]) -> None:
    done = command(folder, "batch", files[0], "/proc/out.csv")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: /proc/out.csv: it cannot be written (")
    assert len(done.stderr.splitlines()) == 1


def test_a_long_file_is_told_line_by_line_without_a_terminal(folder: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", b"name\n" + b"Angela Merkel\n" * 20_000)
    done = command(folder, "batch", str(source), str(tmp_path / "out.csv"), "--workers", "1")
    told = done.stderr.splitlines()
    assert [line.partition(" of ")[0] for line in told] == [f"{n:,}" for n in range(2_000, 20_001, 2_000)]
    assert all("20,000 rows, " in line and "rows/s" in line for line in told)


def _all_of(terminal: int) -> bytes:
    """What was written to a terminal that nobody holds open any more."""
    written = b""
    with suppress(OSError):  # the end of a terminal is an error on Linux
        while more := os.read(terminal, 100_000):
            written += more
    return written


def test_a_progress_bar_is_drawn_on_a_terminal_alone(folder: Path, files: tuple[str, str]) -> None:
    ours, theirs = pty.openpty()
    program = "import sys, screening.sources; screening.sources.__path__.append(sys.argv.pop(1)); "
    program += "from screening.cli import main; main()"
    env = {**os.environ, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db", "TERM": "xterm"}
    command_line = (sys.executable, "-c", program, str(PLUGGED), "batch", *files)
    with subprocess.Popen(command_line, env=env, stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        assert process.stdout is not None
        assert process.stdout.read().startswith("2 rows = ")
    assert b"2/2" in _all_of(ours)
    os.close(ours)
