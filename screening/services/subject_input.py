"""A screening request as clients send it, to a ``ScreeningRequest``: every fault named at once."""

from __future__ import annotations

from screening.domain.screening import ScreeningRequest


def parse_screening_request(payload: object) -> ScreeningRequest:
    """The request in a decoded JSON body (``POST /api/v1/screenings``).

    Raises ``InvalidRequest`` with one fault for each thing wrong (``subject.birth_dates[0]``);
    no message repeats what was sent.
    """
    raise RuntimeError("under construction")
