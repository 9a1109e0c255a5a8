"""The formats in which OFAC publishes, or once published, each of its two lists."""

from __future__ import annotations

import re

from screening.domain.listing import ListFormat, RetiredFormat
from screening.sources.ofac_advanced import advanced_format
from screening.sources.ofac_classic import classic_format
from screening.sources.ofac_csv import csv_format
from screening.sources.ofac_enhanced import enhanced_format

_FIXED_COLUMNS = re.compile(rb" {2,}\d{1,8}[^\r\n]{150,} {40,}")

RETIRED_FORMATS = (
    RetiredFormat(
        words="is a table of OFAC's in fixed columns (.FF), retired in September 2023",
        recognises=lambda heads: all(_FIXED_COLUMNS.match(head) for head in heads.values()),
    ),
)


def ofac_formats(list_id: str) -> tuple[ListFormat, ...]:
    """All formats for one of OFAC's lists."""
    return (
        classic_format(list_id),
        enhanced_format(list_id),
        advanced_format(list_id),
        csv_format(list_id),
    )
