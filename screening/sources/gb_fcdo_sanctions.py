"""The UK Sanctions List of the Foreign, Commonwealth and Development Office."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.uk_sanctions_list import uk_formats

_LIST_ID = "gb_fcdo_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="UK Sanctions List",
    authority="Foreign, Commonwealth and Development Office",
    url="https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml",
    # OFSI's list, whose place it took, held 4,688 parties in 2025; ships came to this one since.
    expectations=Expectations(fewest=3_000, most=20_000, most_removed_share=0.05),
    formats=uk_formats(_LIST_ID),
)
