"""References for lists whose authority gives none: a hash over fields that identify the party."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.sources.record import squeeze


def hashed_reference(identity: Sequence[str]) -> str:
    """``x-`` and 16 hex digits of the sha256 over the identity fields, white space squeezed."""
    text = "\x1f".join(squeeze(part) for part in identity)
    return f"x-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


@dataclass(slots=True)
class HashedReferences:
    """Tells apart records of one identity: all are added first, then each asks for its own.

    The first by content has the plain reference, the next -2, -3 …, so that the order of the file
    does not matter. ``content`` is the whole record; equal records are numbered as they come.
    """

    _contents: dict[str, list[bytes]] = field(default_factory=dict)
    _given: dict[tuple[str, bytes], int] = field(default_factory=dict)

    def add(self, identity: Sequence[str], content: Sequence[str]) -> None:
        """Take note of a record."""
        self._contents.setdefault(hashed_reference(identity), []).append(_digest(content))

    def claim(self, identity: Sequence[str], content: Sequence[str]) -> str:
        """The reference of a record that was added."""
        reference, digest = hashed_reference(identity), _digest(content)
        alike = sorted(self._contents.get(reference, [digest]))
        before = self._given.get((reference, digest), 0)
        if len(alike) > 1:
            self._given[reference, digest] = before + 1
        number = alike.index(digest) + before + 1
        return reference if number == 1 else f"{reference}-{number}"


def _digest(content: Sequence[str]) -> bytes:
    return hashlib.sha256("\x1f".join(content).encode("utf-8", "surrogatepass")).digest()[:8]
