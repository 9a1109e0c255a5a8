"""Where the data folders ``migrations/`` and ``lists/`` are.

The wheel carries them inside the package (``screening/_migrations``, ``screening/_lists``);
a checkout has them at its top.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def migrations_dir() -> Path:
    """The folder of Alembic's ``env.py`` and versions."""
    return _folder("migrations")


def lists_dir() -> Path:
    """The folder with one folder a list: README, programmes, sample."""
    return _folder("lists")


def _folder(name: str) -> Path:
    packaged = _PACKAGE / f"_{name}"
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
