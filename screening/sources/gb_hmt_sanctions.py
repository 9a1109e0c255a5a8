"""OFSI's Consolidated List of Financial Sanctions Targets in the UK, closed in January 2026."""

from __future__ import annotations

from datetime import date

from screening.domain.listing import Expectations, ListSource
from screening.sources.ofsi_list import ofsi_formats

_LIST_ID = "gb_hmt_sanctions"

SOURCE = ListSource(
    list_id=_LIST_ID,
    title="Consolidated List of Financial Sanctions Targets in the UK",
    authority="Office of Financial Sanctions Implementation, HM Treasury",
    url="https://ocsistorage.blob.core.windows.net/publishlive/2022format/ConList.csv",
    # 2,106 parties in 2018, 4,688 in 2025; archives of neighbouring days differ by under 1 %.
    expectations=Expectations(fewest=1_000, most=10_000, most_removed_share=0.05),
    formats=ofsi_formats(_LIST_ID),
    closed_on=date(2026, 1, 28),
)
