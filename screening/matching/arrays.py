"""Arrays and lines in files: how the index lies on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def open_array(folder: Path, name: str) -> NDArray[Any]:
    """An array that ``np.save`` wrote, memory-mapped and shared by all who open it."""
    mapped: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return np.asarray(mapped)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write ASCII lines."""
    path.write_text("\n".join(lines), "ascii")


def read_lines(path: Path) -> list[str]:
    """Read what ``write_lines`` wrote."""
    text = path.read_text("ascii")
    return text.split("\n") if text else []


def ranges(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.intp]:
    """The numbers of all half-open ranges, one after the other."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))
