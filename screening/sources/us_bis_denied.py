"""The denied persons list of the U.S. Bureau of Industry and Security."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.us_denied_persons import denied_persons_format

_LIST_ID = "us_bis_denied"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Denied Persons List",
    authority="Bureau of Industry and Security, U.S. Department of Commerce",
    url="https://www.bis.gov/licensing/end-user-guidance/denied-persons-list-dpl",
    # 546 entries in 2019, 581 in 2022. A corrected address gives an entry a new reference.
    expectations=Expectations(fewest=300, most=5_000, most_removed_share=0.15),
    formats=(denied_persons_format(_LIST_ID),),
    link=r"dpl\.txt",
)
