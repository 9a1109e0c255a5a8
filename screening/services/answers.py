"""A screening as the JSON that clients, pages and the command line show."""

from __future__ import annotations

from typing import Any

from screening.domain.screening import Screening


def screening_to_dict(screening: Screening) -> dict[str, Any]:
    """The answer in the shape of ``POST /api/v1/screenings``: scores as floats in [0, 1] with four
    decimals, instants as ISO 8601 in UTC, hits cut to the request's limit."""
    raise RuntimeError("under construction")
