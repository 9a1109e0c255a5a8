"""Dates as authorities print them, kept exactly as precise as they were printed."""

from __future__ import annotations

from screening.domain.designation import PartialDate


def parse_date(text: str, *, circa: bool = False, note: str | None = None) -> PartialDate | None:
    """The span of days that ``text`` names, or None where it is not understood (never guessed).

    Understands ISO full and partial, ``05 Jan 1961``, ``Jan 1961``, ``1961``, ``circa 1961``,
    ranges (``1961 to 1963``), ``dd/mm/yyyy`` and 00 or letter placeholders for unknown parts.
    ``circa`` marks the result approximate whatever the text says; ``note`` is carried over.
    """
    return None


def year_span(first: int, last: int, *, text: str, circa: bool = False, note: str | None = None) -> PartialDate:
    """1 January of ``first`` to 31 December of ``last``; the two are swapped if they are inverted.

    Raises ValueError outside years 1 to 9999.
    """
    raise ValueError(text)


def parse_subject_date(text: str) -> PartialDate | None:
    """A client's date: ISO 8601 ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` only; None for all else."""
    return None
