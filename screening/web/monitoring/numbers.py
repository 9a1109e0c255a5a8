"""Numbers in addresses: what is none, or larger than any, names nothing."""

from __future__ import annotations

from flask import request

from screening.domain.errors import UnknownRescreening

MOST = 2**62


def number_in_path(text: str, what: str) -> int:
    """The number that an address names. Raises ``UnknownRescreening``."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    if not 0 < number <= MOST:
        raise UnknownRescreening(f"there is no {what} {text[:40]}")
    return number


def asked_number(name: str) -> int | None:
    """A parameter that is a number above 0; None where it is none."""
    number = request.args.get(name, 0, type=int)
    return number if 0 < number <= MOST else None
