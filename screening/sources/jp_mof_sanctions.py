"""Japan's list of persons and entities subject to asset freezes."""

from __future__ import annotations

from screening.domain.listing import Expectations, ListSource
from screening.sources.jp_asset_freeze import asset_freeze_format

_LIST_ID = "jp_mof_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Japan Economic Sanctions and List of Eligible People",
    authority="Ministry of Finance of Japan",
    url="https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/list.html",
    # No whole file was at hand: the bounds are wide, and its size (1.85 million characters) the only guide.
    expectations=Expectations(fewest=500, most=20_000, most_removed_share=0.05),
    formats=(asset_freeze_format(_LIST_ID),),
    link=r"shisantouketsu\d{8}\.csv",
)
