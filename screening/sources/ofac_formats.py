"""The formats in which OFAC publishes each of its two lists, the fullest first."""

from __future__ import annotations

from screening.domain.listing import ListFormat
from screening.sources.ofac_advanced import advanced_format
from screening.sources.ofac_classic import classic_format
from screening.sources.ofac_csv import csv_format
from screening.sources.ofac_enhanced import enhanced_format


def ofac_formats(list_id: str) -> tuple[ListFormat, ...]:
    """All formats for one of OFAC's lists."""
    return (
        enhanced_format(list_id),
        classic_format(list_id),
        advanced_format(list_id),
        csv_format(list_id),
    )
