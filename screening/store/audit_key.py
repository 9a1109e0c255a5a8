"""The key of the audit chain. It is never in the database: who can write there cannot forge."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from screening.domain.errors import AuditKeyMissing

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class AuditKey:
    """A secret of at least 32 bytes; ``id`` names it and tells nothing of it."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """16 hex digits: which key a record was made with."""
        return hashlib.sha256(b"screening audit key" + self.secret).hexdigest()[:16]

    def mac(self, content: bytes) -> str:
        """HMAC-SHA-256 of ``content``, 64 hex digits."""
        return hmac.digest(self.secret, content, "sha256").hex()


def parse_key(text: str) -> AuditKey:
    """The key written as hex digits. Raises ``AuditKeyMissing`` for what is none."""
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) < _KEY_BYTES:
        raise AuditKeyMissing("the audit key must be 64 hex digits or more: `openssl rand -hex 32` makes one")
    return AuditKey(secret)


def read_key(path: Path) -> AuditKey:
    """The key in a file. Raises ``AuditKeyMissing`` where there is none to be read."""
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it holds no key"
        raise AuditKeyMissing(f"the audit key {path} cannot be read: {reason}") from error
    return parse_key(text)


def make_key(path: Path) -> AuditKey:
    """A new key, written to ``path`` for its owner alone, whole and synced or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    return read_key(path)
