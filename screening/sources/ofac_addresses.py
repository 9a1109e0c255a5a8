"""Addresses in OFAC's ENHANCED and ADVANCED formats, where each part bears its type."""

from __future__ import annotations

from collections.abc import Mapping

from screening.domain.designation import Address
from screening.text.countries import parse_country

_LINES = ("ADDRESS1", "ADDRESS2", "ADDRESS3")
_REGION = "REGION"
_REGIONS = ("STATE/PROVINCE", _REGION)
ADDRESS_PARTS = frozenset([*_LINES, *_REGIONS, "CITY", "POSTAL CODE"])


def build_address(parts: Mapping[str, str], country: str | None, *, note: str | None = None) -> Address:
    """The address made of ``parts`` by their published types. A region without a country (Gaza,
    Crimea) stands for one, as in OFAC's other formats (``Region: Gaza``)."""
    regions = [parts[part] for part in _REGIONS if parts.get(part)]
    if not country and parts.get(_REGION):
        country = f"Region: {regions.pop()}"
    return Address(
        street=", ".join(parts[line] for line in _LINES if parts.get(line)) or None,
        city=parts.get("CITY"),
        region=", ".join(regions) or None,
        postal_code=parts.get("POSTAL CODE"),
        country=parse_country(country) if country else None,
        note=note,
    )
