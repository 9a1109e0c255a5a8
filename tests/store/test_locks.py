"""A lock that one process has at a time, and that no crash leaves behind."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from screening.domain.errors import DatabaseFailure
from screening.store.locks import file_lock
from tests.store.processes import started


def _is_free(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_a_lock_is_held_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "some.lock"
    with file_lock(path):
        assert not _is_free(path)
    assert _is_free(path)


def test_a_lock_is_freed_by_an_error(tmp_path: Path) -> None:
    path = tmp_path / "some.lock"
    with pytest.raises(ZeroDivisionError), file_lock(path):
        raise ZeroDivisionError
    assert _is_free(path)


def test_a_lock_is_freed_when_its_holder_is_killed(tmp_path: Path) -> None:
    with started("hold_lock", f"sqlite:///{tmp_path / 'x.db'}") as process:
        assert not _is_free(tmp_path / "x.db.lock")
        process.kill()
        process.wait(timeout=60)
        assert _is_free(tmp_path / "x.db.lock")


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(DatabaseFailure, match=r"none/some\.lock cannot be made"),
        file_lock(tmp_path / "none/some.lock"),
    ):
        pytest.fail("held")
