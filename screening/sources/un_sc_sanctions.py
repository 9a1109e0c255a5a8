"""The United Nations Security Council Consolidated List."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.un_consolidated import consolidated_format

_LIST_ID = "un_sc_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="United Nations Security Council Consolidated List",
    authority="United Nations Security Council",
    url="https://scsanctions.un.org/resources/xml/en/consolidated.xml",
    # 875 to 1,093 entries between 2018 and 2026. Half a year of ordinary updates removes under
    # 1 %; the lapse of a whole regime (Iran's 8 % in 2023) is for a person to confirm.
    expectations=Expectations(fewest=500, most=5_000, most_removed_share=0.05),
    sample_at_start=True,
    formats=(consolidated_format(_LIST_ID),),
)
