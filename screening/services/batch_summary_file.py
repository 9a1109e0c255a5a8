"""The summary of a batch as a file: where it may be written, known before the first row; and written."""

from __future__ import annotations

import json
from pathlib import Path

from screening.domain.errors import UsageError

_NAMED = {"batch_id", "input_sha256", "counts"}
"""Members by which a summary is known."""


def check_summary(path: Path, *, overwrite: bool) -> None:
    """Raises ``UsageError`` where a summary cannot be written, or where what stands there is no summary
    of an earlier batch and is not to be overwritten."""
    stands = path.exists()
    if stands and not path.is_file() and not path.is_dir():
        return  # a pipe or a terminal
    if path.is_file() and not overwrite and not _is_summary(path):
        raise UsageError(
            f"{path}: it stands there already and is no summary of a batch; name another file, or say "
            "--overwrite"
        )
    try:
        path.open("ab").close()
        if not stands:
            path.unlink()
    except OSError as error:
        raise UsageError(f"{path}: the summary cannot be written there ({error.strerror})") from None


def write_summary(path: Path, text: str) -> None:
    """Write the summary of a batch that is done. Raises ``UsageError``."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path}: the summary cannot be written ({error.strerror}); the answers are whole, and the same "
            "command writes it"
        ) from None


def _is_summary(path: Path) -> bool:
    try:
        found = json.loads(path.read_bytes() or "{}")
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and (not found or found.keys() >= _NAMED)
