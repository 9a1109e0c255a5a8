"""Folding: any script and disguise to plain comparable text."""

from __future__ import annotations

NORMALISER_VERSION = "1"
