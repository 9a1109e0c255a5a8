"""An event as it is sent: the same bytes at each attempt, signed as Standard Webhooks says.

https://www.standardwebhooks.com: ``webhook-id`` is the event's own, so that receivers can tell what
they have already; ``webhook-timestamp`` is that of the attempt, and signed, so that old messages cannot
be played again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from standardwebhooks.webhooks import Webhook

from screening.domain.events import Event
from screening.services.event_answers import event_to_dict
from screening.store.audit_key import AuditKey
from screening.store.types import json_bytes

SECRET_PREFIX = "whsec_"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted."""

    body: bytes
    headers: Mapping[str, str]


def secret_of(key: AuditKey, target_id: str, salt: str) -> str:
    """The secret of a target: made anew each time, of the audit's key, and nowhere kept. Who has the
    database alone cannot sign."""
    digest = bytes.fromhex(key.mac(b"screening webhook secret " + json_bytes([target_id, salt])))
    return SECRET_PREFIX + base64.b64encode(digest).decode("ascii")


def sign(event: Event, secrets: list[str], at: datetime, *, user_agent: str, **more: Any) -> Message:
    """``event`` as it is sent at that instant, signed with each of ``secrets``; ``more`` as
    ``event_to_dict``."""
    body = json.dumps(event_to_dict(event, **more), separators=(",", ":"))
    signatures = " ".join(Webhook(secret).sign(event.id, at, body) for secret in secrets)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": user_agent,
        "webhook-id": event.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures,
    }
    return Message(body.encode("ascii"), headers)
