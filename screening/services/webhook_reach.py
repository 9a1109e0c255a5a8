"""What the settings let webhooks reach."""

from __future__ import annotations

from screening.config import Settings
from screening.fetch.addresses import Reach, parse_networks


def reach_of(settings: Settings) -> Reach:
    """Public addresses, and the networks that the operator names."""
    return Reach(networks=parse_networks(settings.webhook_networks), plain_http=settings.webhook_http)
