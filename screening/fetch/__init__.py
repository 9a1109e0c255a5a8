"""Download a published file: conditional, retried, resumed, bounded in size and time, hashed."""

from __future__ import annotations

from screening.fetch.downloading import Answer, Fetched, NotModified, Validators, download
from screening.fetch.manners import MOST_BYTES, Manners

__all__ = ["MOST_BYTES", "Answer", "Fetched", "Manners", "NotModified", "Validators", "download"]
