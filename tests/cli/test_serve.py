from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.serving import run_command, running

KEY = "a-key-of-more-than-24-characters"


def test_samples_are_announced_loudly(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        assert "SAMPLE DATA — not the list: un_sc_sanctions, us_ofac_sdn" in service.printed
        assert "FOUR EYES OFF" in service.printed
        assert service.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7"])  # noqa: S104
def test_other_machines_are_not_served_without_a_key(tmp_path: Path, host: str) -> None:
    done = run_command(tmp_path, "serve", "--host", host, "--port", "0")
    assert done.returncode == 2
    assert "SCREENING_BOOTSTRAP_KEY" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_short_bootstrap_key_is_refused(tmp_path: Path) -> None:
    done = run_command(tmp_path, "serve", "--port", "0", SCREENING_BOOTSTRAP_KEY="short")
    assert done.returncode == 2
    assert "24 characters" in done.stderr
    assert "short" not in done.stderr


def test_an_empty_bootstrap_key_is_refused(tmp_path: Path) -> None:
    assert run_command(tmp_path, "serve", "--port", "0", SCREENING_BOOTSTRAP_KEY="").returncode == 2


def test_with_a_key_every_host_may_be_served(tmp_path: Path) -> None:
    host = "0.0.0.0"  # noqa: S104
    with running(tmp_path, "--workers", "1", "--host", host, SCREENING_BOOTSTRAP_KEY=KEY) as service:
        assert service.ask("GET", "/api/v1/lists").status == 401
        assert service.ask("GET", "/api/v1/lists", headers={"X-API-Key": KEY}).status == 200
    with running(tmp_path, "--workers", "1", SCREENING_FOUR_EYES="true") as service:
        assert "FOUR EYES" not in service.printed
        assert service.ask("GET", "/").status == 401


def test_the_first_key_is_shown_once_and_then_serves_every_host(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        first = re.search(r"The first key, shown this once: (scr_\S+)", service.printed)
        assert first
        assert service.ask("GET", "/api/v1/lists").status == 200
    with running(tmp_path, "--workers", "1", "--host", "0.0.0.0") as service:  # noqa: S104
        assert "shown this once" not in service.printed
        assert service.ask("GET", "/api/v1/keys", headers={"X-API-Key": first[1]}).status == 200
        assert service.ask("GET", "/api/v1/lists").status == 401


def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run_command(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "cannot listen on 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "screening.db").write_bytes(b"no database at all" * 500)
    done = run_command(tmp_path, "serve", "--port", "0")
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
