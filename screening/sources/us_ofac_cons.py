"""OFAC's Consolidated Sanctions List: all of its lists beside the SDN list."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.ofac_formats import RETIRED_FORMATS, ofac_formats

_LIST_ID = "us_ofac_cons"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Consolidated Sanctions List (non-SDN lists)",
    authority="Office of Foreign Assets Control, U.S. Department of the Treasury",
    url="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_ENHANCED.XML",
    # 639 entries in 2018, 375 in 2020, 443 in 2025; a programme's end can remove many at once.
    expectations=Expectations(fewest=200, most=5_000, most_removed_share=0.10),
    formats=ofac_formats(_LIST_ID),
    retired_formats=RETIRED_FORMATS,
    entry_url="https://sanctionssearch.ofac.treas.gov/Details.aspx?id={authority_ref}",
)
