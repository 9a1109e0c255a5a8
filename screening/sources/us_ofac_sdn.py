"""OFAC's Specially Designated Nationals and Blocked Persons List."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.ofac_formats import RETIRED_FORMATS, ofac_formats

_LIST_ID = "us_ofac_sdn"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Specially Designated Nationals and Blocked Persons List",
    authority="Office of Foreign Assets Control, U.S. Department of the Treasury",
    url="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ENHANCED.XML",
    # 8,832 entries in 2021, 14,966 in 2024. Ordinary updates remove under 1 %; the end of a whole
    # programme removes a few per cent in a day and passes, three years at once (11 %) do not.
    expectations=Expectations(fewest=5_000, most=60_000, most_removed_share=0.08),
    sample_at_start=True,
    formats=ofac_formats(_LIST_ID),
    retired_formats=RETIRED_FORMATS,
    entry_url="https://sanctionssearch.ofac.treas.gov/Details.aspx?id={authority_ref}",
)
