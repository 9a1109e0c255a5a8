"""Suppressions as the JSON that clients and pages show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from screening.domain.suppression import Suppression, WordingReview
from screening.services.answers import alert_path, designation_path, instant_text, suppression_path
from screening.services.suppression_book import SuppressionFile


def suppression_to_dict(one: Suppression, at: datetime) -> dict[str, Any]:
    """A suppression as it counts at ``at``."""
    ending = one.ending
    return {
        "id": one.id,
        "url": suppression_path(one.id),
        "state": one.state_at(at).value,
        "portfolio": one.portfolio,
        "reference": one.reference,
        **one.member._asdict(),
        "designation_url": designation_path(*one.member),
        "alert_url": alert_path(one.alert_id),
        "decided_by": one.decided_by,
        "approved_by": one.approved_by,
        "begun_at": instant_text(one.begun_at),
        "expires_at": instant_text(one.expires_at),
        "ended_at": instant_text(ending.at) if ending else None,
        "ended_by": ending.by if ending else None,
        "why": ending.why if ending else "",
    }


def suppression_file_to_dict(file: SuppressionFile, at: datetime) -> dict[str, Any]:
    """A suppression with the changes of its designation's wording."""
    reviews = [review_to_dict(one) for one in file.reviews]
    return {**suppression_to_dict(file.suppression, at), "wording": reviews}


def review_to_dict(one: WordingReview) -> dict[str, Any]:
    """A change of wording."""
    return {
        "fingerprint": one.fingerprint,
        "fields": list(one.fields),
        "list_version": one.list_version,
        "noticed_at": instant_text(one.noticed_at),
        "seen_by": one.seen_by,
        "seen_at": instant_text(one.seen_at) if one.seen_at else None,
    }
