"""What a change that waits for a second person consists of, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from screening.domain.pending import PendingChange, PendingKind

_LABELS: Mapping[str, str] = {
    "disabled": "kept out",
    "locked": "lock after wrong passwords",
    "password": "new password",
    "password_set": "password that is kept",
}
_WORDS: Mapping[tuple[str, object], str] = {
    ("portfolios", None): "all",
    ("locked", False): "ended",
    ("password", True): "chosen by who asks",
}
_ENDS = ("days", "expires_at")


def subject_rows(change: PendingChange) -> Iterator[tuple[str, str]]:
    """All that a change consists of, old and new where the old is known; what stays as it is, or as it
    usually is, is left out."""
    was = change.subject.get("was", {})
    for name, value in change.subject.items():
        if name in _ENDS or name == "was" or _stays(name, value, was):
            continue
        words = _said(name, value)
        yield _label(name), f"{_said(name, was[name])} → {words}" if name in was else words
    if change.kind is PendingKind.CREATE_KEY:
        yield "ends", _end(change.subject)


def _stays(name: str, value: Any, was: Mapping[str, Any]) -> bool:
    if name in was:
        return _said(name, was[name]) == _said(name, value)
    return value in (None, False) and (name, value) not in _WORDS


def _said(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(sorted(map(str, value)))
    if value is None or isinstance(value, bool):
        return _WORDS.get((name, value)) or {None: "none", True: "yes", False: "no"}[value]
    return str(value)


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " "))


def _end(subject: Mapping[str, Any]) -> str:
    days = subject.get("days")
    return subject.get("expires_at") or "never" if days is None else f"{days} days after it is made"
