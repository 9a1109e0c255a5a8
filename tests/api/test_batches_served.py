"""Files through the service as it is really run: a worker beside it, killed and started anew."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from tests import postgresql
from tests.serving import Service, run_command, running

BATCHES = "/api/v1/batches"
FILE = b"id,name\n1,Kim Jong Un\n2,Angela Merkel\n"


def upload(service: Service, data: bytes = FILE, query: str = "?name=in.csv", **more: Any) -> dict[str, Any]:
    """A batch that was asked for."""
    answer = service.ask("POST", BATCHES + query, body=data, headers={"Content-Type": "text/csv"}, **more)
    assert answer.status == 202, answer.data
    body: dict[str, Any] = answer.json()
    return body


def ended(service: Service, batch: dict[str, Any]) -> dict[str, Any]:
    """The batch once nothing changes by itself any more: asked again and again, as ``ETag`` makes cheap."""
    tag = ""
    while True:
        answer = service.ask("GET", batch["links"]["self"], headers={"If-None-Match": tag})
        if answer.status == 200:
            found: dict[str, Any] = answer.json()
            tag = answer.headers["ETag"]
            if "Retry-After" not in answer.headers:
                return found


def workers_of(service: Service) -> list[int]:
    """The processes that carry batches out beside a service."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        if b"--beside" in words and str(service.process).encode() in words:
            found.append(int(place.name))
    return found


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that takes files of a mebibyte."""
    folder = tmp_path_factory.mktemp("files")
    with running(folder, "--workers", "1", SCREENING_UPLOAD_MEGABYTES="1") as service:
        yield service


def test_one_command_serves_and_screens_files(service: Service) -> None:
    done = ended(service, upload(service))
    assert (done["state"], done["counts"]) == ("done", {"hit": 1, "no_hit": 1})
    answers = service.ask("GET", done["links"]["output"], headers={"Range": "bytes=0-6"})
    assert (answers.status, answers.data) == (206, b"id,name")


def test_a_body_without_a_length_is_received_up_to_the_limit(service: Service) -> None:
    pieces = [FILE, b"3,x\n" * 1000]
    batch = upload(service, iter(pieces), chunked=True)  # type: ignore[arg-type]
    assert batch["input"]["bytes"] == sum(map(len, pieces))
    over = (b"x" * 65_536 for _ in range(17))
    answer = service.ask("POST", BATCHES, body=over, chunked=True, headers={"Content-Type": "text/csv"})
    assert answer.status == 413


def test_a_worker_that_is_killed_is_started_anew(service: Service) -> None:
    before = workers_of(service)
    for process in before:
        os.kill(process, signal.SIGKILL)
    done = ended(service, upload(service, FILE + b"3,Joseph Kony\n"))
    assert done["state"] == "done"
    assert not set(workers_of(service)) & set(before)


def test_a_worker_ends_with_its_service(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        ended(service, upload(service))
        assert len(workers_of(service)) == 1
    assert workers_of(service) == []


def test_workers_apart_carry_out_what_a_service_on_postgresql_takes(
    postgres_server: URL, tmp_path: Path
) -> None:
    with postgresql.fresh_database(postgres_server) as url:
        more = {"SCREENING_DATABASE_URL": url, "SCREENING_DATA_DIR": str(tmp_path)}
        assert run_command(tmp_path, "db", "upgrade", **more).returncode == 0
        with running(tmp_path, "--workers", "1", "--no-batches", **more) as service:
            assert workers_of(service) == []
            batches = [upload(service, FILE + f"{n},x\n".encode()) for n in range(2)]
            assert run_command(tmp_path, "worker", "--once", **more).returncode == 0
            assert [ended(service, one)["state"] for one in batches] == ["done", "done"]


def test_a_worker_beside_a_service_on_postgresql_is_knocked_for(postgres_server: URL, tmp_path: Path) -> None:
    with postgresql.fresh_database(postgres_server) as url:
        more = {"SCREENING_DATABASE_URL": url, "SCREENING_DATA_DIR": str(tmp_path)}
        assert run_command(tmp_path, "db", "upgrade", **more).returncode == 0
        with running(tmp_path, "--workers", "1", **more) as service:
            assert [ended(service, upload(service, FILE + b"\n" * n))["state"] for n in (1, 2)] == [
                "done"
            ] * 2
