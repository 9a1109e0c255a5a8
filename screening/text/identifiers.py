"""Numbers that identify a party, in one comparable form for each type."""

from __future__ import annotations

from screening.domain.designation import IdentifierType


def normalise_identifier(type: IdentifierType, value: str) -> str:
    """The comparable form of ``value``: upper case, no punctuation, no prefix of its type
    (``IMO 7406784`` -> ``7406784``); crypto addresses keep their case where it is meaningful.
    Empty where nothing comparable is left. Idempotent; never raises."""
    return value


def check_digit_ok(type: IdentifierType, value: str) -> bool | None:
    """Whether the check digit of ``value`` is right; None where the type has none that is known."""
    return None
