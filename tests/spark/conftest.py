"""Spark in processes of its own, as ``spark-submit`` starts it; quick to start rather than to run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from screening.config import Settings
from screening.services.deps import open_deps
from tests.loading import command, plugged_in
from tests.screened import load_people

ROOT = Path(__file__).parents[2]
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_SETTINGS = {
    "spark.driver.extraJavaOptions": _QUICK,
    "spark.executor.extraJavaOptions": _QUICK,
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "WARN",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
}

Submit = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a program with ``spark-submit``: the master, the program, what it is told; further settings of
Spark by their names, with ``_`` for the dots."""


@pytest.fixture
def submit(tmp_path: Path) -> Submit:
    """``spark-submit``; the test is skipped where there is no Spark or no Java."""
    if find_spec("pyspark") is None:
        pytest.skip("no Spark: pip install 'screening[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("no Java: install Debian's default-jre-headless")
    places = {"SPARK_LOCAL_DIRS": tmp_path / "local", "SPARK_WORKER_DIR": tmp_path / "workers"}

    def run(
        master: str, program: Path, *told: object, spark: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SCREENING_")}
        env = kept | {
            "SCREENING_DATABASE_URL": f"sqlite:///{tmp_path}/screening.db",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(ROOT),
            "SPARK_LOCAL_IP": "127.0.0.1",
            **{name: str(place) for name, place in places.items()},
        }
        settings = [f"--conf={name}={value}" for name, value in (_SETTINGS | (spark or {})).items()]
        words = [_spark_submit(), "--master", master, *settings, str(program), *map(str, told)]
        return subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=500)

    return run


@pytest.fixture
def bundle(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """The bundle of an installation in ``tmp_path`` with a small list."""
    shutil.copy(migrated_sqlite, tmp_path / "screening.db")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/screening.db")
    with plugged_in(), closing(open_deps(settings)) as deps:
        load_people(deps, tmp_path)
    exported = command(tmp_path, "cluster", "export", str(tmp_path))
    assert exported.returncode == 0, exported.stderr
    return Path(exported.stdout.strip())


def _spark_submit() -> str:
    return str(Path(sys.executable).with_name("spark-submit"))
