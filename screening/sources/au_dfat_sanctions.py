"""Australia's Consolidated List."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.au_consolidated import consolidated_workbook

_LIST_ID = "au_dfat_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Australian Sanctions Consolidated List",
    authority="Australian Sanctions Office, Department of Foreign Affairs and Trade",
    url="https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx",
    # 3,062 entries in 9,553 rows in 2024.
    expectations=Expectations(fewest=2_000, most=20_000, most_removed_share=0.05),
    formats=(consolidated_workbook(_LIST_ID),),
)
