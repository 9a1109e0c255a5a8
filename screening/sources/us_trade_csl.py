"""The U.S. Consolidated Screening List of the International Trade Administration."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.us_screening_list import screening_list_format

_LIST_ID = "us_trade_csl"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="U.S. Consolidated Screening List",
    authority="International Trade Administration, U.S. Department of Commerce",
    url="https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv",
    # 14,160 rows and 14,048 entries in 2022. A hash changes with any correction of its row.
    expectations=Expectations(fewest=8_000, most=80_000, most_removed_share=0.10),
    formats=(screening_list_format(_LIST_ID),),
    republishes=("us_ofac_sdn", "us_ofac_cons"),
)
