"""The direction of dependencies and the sizes we keep, checked on the code itself.

Each import contract of ``setup.cfg`` is also broken once on a copy, to see that it bites.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

UPWARD_IMPORTS = [
    ("domain", "screening.text"),
    ("text", "screening.matching"),
    ("matching", "screening.sources"),
    ("grouping", "screening.matching"),
    ("sources", "screening.store"),
    ("store", "screening.sources"),
    ("store", "screening.services"),
    ("services", "screening.api"),
    ("services", "screening.web"),
    ("api", "screening.web"),
    ("web", "screening.app"),
    ("api", "screening.cli"),
    ("cli", "screening.spark"),
]
IMPURE_IMPORTS = [
    ("domain", "flask"),
    ("text", "sqlalchemy"),
    ("matching", "urllib3"),
    ("sources", "click"),
    ("grouping", "sqlalchemy"),
    ("matching", "screening.config"),
]


def test_the_import_contracts_hold() -> None:
    result = _lint_imports(ROOT, "layers", "pure")
    assert result.returncode == 0, result.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and of its contracts, to be spoilt."""
    ignore = shutil.ignore_patterns("__pycache__", "data", "static", "templates")
    shutil.copytree(ROOT / "screening", tmp_path / "screening", ignore=ignore)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("package", "imported"), UPWARD_IMPORTS)
def test_an_upward_import_breaks_the_layers(copy: Path, package: str, imported: str) -> None:
    _plant(copy, package, imported)
    result = _lint_imports(copy, "layers")
    assert result.returncode == 1
    assert f"screening.{package}.planted -> {imported}" in result.stdout


@pytest.mark.parametrize(("package", "imported"), IMPURE_IMPORTS)
def test_an_impure_import_breaks_the_purity_of_the_core(copy: Path, package: str, imported: str) -> None:
    _plant(copy, package, imported)
    result = _lint_imports(copy, "pure")
    assert result.returncode == 1
    assert f"screening.{package}.planted -> {imported}" in result.stdout


@pytest.mark.parametrize("path", sorted((ROOT / "screening").rglob("*.py")), ids=lambda path: path.stem)
def test_a_module_keeps_our_sizes_and_documents_what_is_public(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, "over 300 lines"
    assert not re.search(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b", text), "unfinished"
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "no module docstring"
    assert not list(_faults(tree))


def test_only_the_settings_read_the_environment() -> None:
    reading = re.compile(r"\bos\.(environ|getenv)\b(?!\[\w+\] = )|from os import .*environ")
    modules = (ROOT / "screening").rglob("*.py")
    readers = [
        path.relative_to(ROOT).as_posix() for path in modules if reading.search(path.read_text("utf-8"))
    ]
    assert readers == []


def _faults(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > 50:
                yield f"{node.name} has {size} lines"
            if len(node.args.posonlyargs) + len(node.args.args) > 6:
                yield f"{node.name} takes too many positional parameters"
    for node in _public(tree.body):
        if not ast.get_docstring(node):
            yield f"{node.name} has no docstring"


def _public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _plant(copy: Path, package: str, imported: str) -> None:
    planted = copy / "screening" / package / "planted.py"
    planted.write_text(f'"""Planted."""\n\nimport {imported}\n', encoding="utf-8")


def _lint_imports(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    command = [str(LINT_IMPORTS), "--no-cache", *chosen]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
