"""A replay as the JSON that clients and the command line show."""

from __future__ import annotations

from typing import Any

from screening.services.answers import screening_to_dict
from screening.services.replay import Replay


def replay_to_dict(found: Replay) -> dict[str, Any]:
    """The shape of ``GET /api/v1/screenings/{id}/replay``. Scores in ``differences`` are points of
    1/10,000, as they are recorded."""
    return {
        "id": found.recorded.id,
        "outcome": found.outcome.value,
        "reasons": list(found.reasons),
        "differences": [
            {"path": one.path, "recorded": one.recorded, "replayed": one.replayed}
            for one in found.differences
        ],
        "recorded": screening_to_dict(found.recorded),
        "replayed": screening_to_dict(found.replayed) if found.replayed else None,
    }
