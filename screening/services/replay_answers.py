"""A replay as the JSON that clients and the command line show."""

from __future__ import annotations

from typing import Any

from screening.domain.screening import POINTS, ScreeningRequest
from screening.services.answers import screening_to_dict
from screening.services.replay import Replay
from screening.store.records import to_record


def replay_to_dict(found: Replay) -> dict[str, Any]:
    """The shape of ``GET /api/v1/screenings/{id}/replay``. Scores in ``differences`` are points of
    1/10,000, as they are recorded."""
    return {
        "id": found.recorded.id,
        "asked_by": found.asked_by,
        "audit_record": found.audit_record,
        "request": request_to_dict(found.recorded.request),
        "outcome": found.outcome.value,
        "reasons": list(found.reasons),
        "differences": [
            {"path": one.path, "recorded": one.recorded, "replayed": one.replayed}
            for one in found.differences
        ],
        "recorded": screening_to_dict(found.recorded),
        "replayed": screening_to_dict(found.replayed) if found.replayed else None,
    }


def request_to_dict(request: ScreeningRequest) -> dict[str, Any]:
    """What was asked, as it is recorded; the threshold is a score, as it was sent."""
    asked: dict[str, Any] = to_record(request)
    return asked if request.threshold is None else {**asked, "threshold": request.threshold / POINTS}
