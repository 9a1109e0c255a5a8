"""The wheel as a stranger gets it: built, installed in a fresh environment, run far from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", ".*", "var")
DATA_FOLDERS = {"migrations": "screening/_migrations", "lists": "screening/_lists"}


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the wheel in it; the dependencies are those of the running one."""

    folder: Path
    wheel: Path

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command of the environment in an empty folder; its output."""
        workdir = self.folder / "elsewhere"
        workdir.mkdir(exist_ok=True)
        env = {
            key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "SCREENING_"))
        }
        program = str(self.folder / "bin" / command[0])
        done = subprocess.run([program, *command[1:]], cwd=workdir, env=env, capture_output=True, text=True)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing old in ``build/`` can slip in."""
    source = tmp_path_factory.mktemp("source")
    for name in ("screening", *DATA_FOLDERS):
        shutil.copytree(ROOT / name, source / name, ignore=NOT_SHIPPED)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(source / "dist")]
    subprocess.run([*command, str(source)], check=True, capture_output=True, text=True)
    return next((source / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a fresh virtual environment, its dependencies borrowed through a ``.pth`` file."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True, text=True)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    return Installed(folder, wheel)


def test_the_wheel_holds_every_file_of_the_package_and_its_data(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    expected = {_in_wheel(path) for name in ("screening", *DATA_FOLDERS) for path in _files(ROOT / name)}
    assert sorted(expected - packed) == []


def test_the_wheel_says_its_licence_and_carries_it(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = next(name for name in archive.namelist() if name.endswith("METADATA"))
    assert "License-Expression: Apache-2.0" in archive.read(metadata).decode()
    assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_installed_command_shows_its_help(installed: Installed) -> None:
    assert "lists" in installed.run("screening", "--help")


def test_the_installed_package_finds_its_own_migrations_and_lists(installed: Installed) -> None:
    show = "import screening.resources as r; print(r.migrations_dir()); print(r.lists_dir())"
    migrations, lists = (Path(line) for line in installed.run("python", "-c", show).splitlines())
    assert migrations.is_relative_to(installed.folder)
    assert lists.is_relative_to(installed.folder)
    assert (migrations / "env.py").is_file()
    assert list(lists.glob("*/sample.*"))


def test_the_installed_command_makes_its_database_and_lists_what_it_knows(installed: Installed) -> None:
    installed.run("screening", "db", "upgrade")
    assert "us_ofac_sdn" in installed.run("screening", "lists")


def _files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]


def _in_wheel(path: Path) -> str:
    top, _, rest = path.relative_to(ROOT).as_posix().partition("/")
    return f"{DATA_FOLDERS.get(top, top)}/{rest}"
