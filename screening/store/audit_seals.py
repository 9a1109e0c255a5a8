"""Heads of the audit chain kept outside the database, so that a cut or rewritten chain is told.

``seals.jsonl`` holds a line a seal, ``head`` the last record that this machine has committed.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from screening.domain.audit import AuditHead, Seal, SealKind
from screening.store.audit_key import AuditKey
from screening.store.types import json_bytes

_LOG = logging.getLogger(__name__)
_MARK_BYTES = 256


def make_seal(key: AuditKey, kind: SealKind, head: AuditHead, at: datetime) -> Seal:
    """A dated head with the key's word on it."""
    said: dict[str, Any] = {"kind": kind, "at": at, "head": head, "key_id": key.id}
    unsigned = Seal(**said, mac="")
    return Seal(**said, mac=key.mac(_signed(unsigned)))


def is_genuine(key: AuditKey, seal: Seal) -> bool:
    """Whether ``seal`` was made with ``key`` and not changed since."""
    return hmac.compare_digest(seal.mac, key.mac(_signed(seal)))


def seal_line(seal: Seal) -> bytes:
    """A seal as it is written and printed: one line of JSON."""
    return json_bytes({**_said(seal), "mac": seal.mac}) + b"\n"


class SealFile:
    """The seals of an installation, the oldest first; lines are only ever added."""

    def __init__(self, path: Path) -> None:
        """``path`` need not be there yet."""
        self.path = path

    def add(self, seal: Seal) -> None:
        """Write a seal, synced."""
        with self.path.open("ab") as file:
            file.write(seal_line(seal))
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> Iterator[Seal | None]:
        """Each line's seal; None for a line that is none."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                yield _read(line)


@dataclass(frozen=True, slots=True)
class HeadMark:
    """The furthest record that this machine has committed, in a file of one line."""

    path: Path

    def note(self, head: AuditHead) -> None:
        """Remember a committed head; it never goes back. A failure is logged: the record stands."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                known = _parse(os.pread(descriptor, _MARK_BYTES, 0))
                if known is None or known.seq < head.seq:
                    os.pwrite(descriptor, f"{head}\n".encode().ljust(_MARK_BYTES), 0)
            finally:
                os.close(descriptor)
        except OSError as error:
            _LOG.warning("the head of the audit was not noted in %s: %s", self.path, error.strerror)

    def read(self) -> AuditHead | None:
        """The head remembered; None where there is none."""
        return _parse(self.path.read_bytes()) if self.path.exists() else None

    def reset(self, head: AuditHead) -> None:
        """Go back to ``head``: an earlier state of the database was brought back on purpose."""
        self.path.unlink(missing_ok=True)
        self.note(head)


def _said(seal: Seal) -> dict[str, Any]:
    return {
        "kind": seal.kind.value,
        "at": seal.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "seq": seal.head.seq,
        "hash": seal.head.hash,
        "key": seal.key_id,
    }


def _signed(seal: Seal) -> bytes:
    return b"screening audit seal" + json_bytes(_said(seal))


def _read(line: bytes) -> Seal | None:
    try:
        found = json.loads(line)
        return Seal(
            kind=SealKind(found["kind"]),
            at=datetime.fromisoformat(found["at"]),
            head=AuditHead(seq=int(found["seq"]), hash=str(found["hash"])),
            key_id=str(found["key"]),
            mac=str(found["mac"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _parse(content: bytes) -> AuditHead | None:
    seq, _, rest = content.partition(b" ")
    return AuditHead(seq=int(seq), hash=rest.decode("ascii", "replace").strip()) if seq.isdigit() else None
