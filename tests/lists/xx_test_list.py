"""A list for tests, in OFAC's classic XML, with bounds that a handful of entries can meet or break.

It is plugged in beside the real sources, as a newcomer's module would be.
"""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.ofac_classic import classic_format

SOURCE = ListSource(
    list_id="xx_test_list",
    title="Test List",
    authority="Authority of Tests",
    url="http://127.0.0.1:9/test.xml",
    expectations=Expectations(fewest=2, most=50, most_removed_share=0.25, most_quarantined_share=0.2),
    formats=(classic_format("xx_test_list"),),
    entry_url="https://lists.example/entries/{authority_ref}",
)
